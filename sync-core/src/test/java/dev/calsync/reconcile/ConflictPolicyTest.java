package dev.calsync.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ConflictPolicyTest {
    @ParameterizedTest
    @EnumSource
    void everyWord_isReadBackInAnyWriting(ConflictPolicy policy) {
        assertThat(ConflictPolicy.parse(policy.word())).isEqualTo(policy);
        assertThat(ConflictPolicy.parse(policy.name())).isEqualTo(policy);
        assertThat(ConflictPolicy.parse(" " + policy.word().toUpperCase(Locale.ROOT)))
                .isEqualTo(policy);
        assertThat(ConflictPolicy.parse(policy.name().toLowerCase(Locale.ROOT))).isEqualTo(policy);
    }

    @Test
    void words_areLowerCaseWithHyphens() {
        assertThat(ConflictPolicy.REMOTE_WINS.word()).isEqualTo("remote-wins");
        assertThat(ConflictPolicy.MERGE.word()).isEqualTo("merge");
    }

    @Test
    void unknownWord_isRefusedWithTheChoices() {
        assertThatThrownBy(() -> ConflictPolicy.parse("newest"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("newest")
                .hasMessageContaining("latest-wins");
    }

    @Test
    void mergeAsItsOwnFallback_isRefused() {
        assertThatThrownBy(() -> new MergeRules(ConflictPolicy.MERGE, ConflictPolicy.MERGE))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void equalTimes_countAsRemote() {
        assertThat(new ChangeTimes(Events.EARLY, Events.EARLY).latest()).isEqualTo(Side.REMOTE);
        assertThat(new ChangeTimes(Events.LATE, Events.EARLY).latest()).isEqualTo(Side.LOCAL);
        assertThat(new ChangeTimes(Instant.MIN, Instant.MIN).latest()).isEqualTo(Side.REMOTE);
    }
}
