package dev.calsync.provider.caldav;

import static org.assertj.core.api.Assertions.assertThat;

import dev.calsync.provider.caldav.Manners.EntityTags;
import dev.calsync.provider.caldav.Manners.Preconditions;
import dev.calsync.provider.caldav.Manners.UnknownToken;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MannersTest {
    private static final Instant SINCE = Instant.parse("2026-03-01T10:00:00Z");

    @Test
    void everyAnswer_survivesAsText() {
        Manners unknown = Manners.unknown(SINCE);
        assertThat(Manners.parse(unknown.text())).hasValue(unknown);
        for (Preconditions preconditions : Preconditions.values()) {
            for (UnknownToken token : UnknownToken.values()) {
                for (EntityTags tags : EntityTags.values()) {
                    Manners learned = unknown.with(preconditions)
                            .with(token)
                            .with(tags)
                            .taggingWrites(true)
                            .tellingAttendees(false)
                            .schedulingByTag(true)
                            .answeringAtMost(25);
                    assertThat(learned.text()).doesNotContain(" ");
                    assertThat(Manners.parse(learned.text())).hasValue(learned);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "1UUU???", "xUUU???100", "1UUU??100", "1XUU???100", "1UUU???100 ", "9999999999999UUU???100"})
    void otherTexts_areNone(String text) {
        assertThat(Manners.parse(text)).isEmpty();
    }

    @Test
    void bounds_areThoseOfThisVersion() {
        assertThat(Manners.parse("1UUU???9999").orElseThrow().multigetSize()).isEqualTo(Manners.MULTIGET_MOST);
    }
}
