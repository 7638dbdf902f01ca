package dev.calsync.examples.kills;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Who judges others has to be right himself. */
class LedgerTest {
    private final Ledger ledger = new Ledger();

    private Ledger.Entry made(String uid, String value) {
        Ledger.Entry entry = ledger.begin(new Edit("c", uid, Set.of(), Set.of(value)), false);
        ledger.acknowledge(entry);
        return entry;
    }

    @Test
    void valueThatNobodyReplacedAndNobodyFinds_isLost() {
        made("a", "one");
        made("b", "two");

        assertThat(ledger.lost(Set.of("two"), Map.of("c/b", Set.of("two")))).containsExactly("one of c/a");
    }

    @Test
    void valueThatSomebodySawAndReplaced_isNotMissed() {
        made("a", "one");
        ledger.acknowledge(ledger.begin(new Edit("c", "a", Set.of("one"), Set.of("two")), true));

        assertThat(ledger.lost(Set.of("two"), Map.of("c/a", Set.of("two")))).isEmpty();
        assertThat(ledger.lost(Set.of("one"), Map.of("c/a", Set.of("one")))).containsExactly("two of c/a");
    }

    /** Its maker died before he knew. If it took effect, it replaced what it saw; if it did not, that has to be there. */
    @Test
    void editThatNobodyAcknowledged_mayBeThereOrNot() {
        made("a", "one");
        ledger.begin(new Edit("c", "a", Set.of("one"), Set.of("two")), false);

        assertThat(ledger.lost(Set.of("one"), Map.of())).isEmpty();
        assertThat(ledger.lost(Set.of("two"), Map.of())).isEmpty();
        assertThat(ledger.lost(Set.of(), Map.of())).containsExactly("one of c/a");
    }

    @Test
    void deletionThatHasNoEffectThoughNobodyWasAgainstIt_isLost() {
        made("a", "one");
        ledger.acknowledge(ledger.begin(new Edit("c", "a", Set.of("one"), Set.of()), false));

        assertThat(ledger.lost(Set.of(), Map.of())).isEmpty();
        assertThat(ledger.lost(Set.of("one"), Map.of("c/a", Set.of("one")))).containsExactly("the deletion of c/a");
        assertThat(ledger.lost(Set.of("one", "x"), Map.of("c/a", Set.of("one", "x"))))
                .isEmpty();
    }

    @Test
    void edit_isReadAsItWasWritten() {
        Edit edit = new Edit("c", "a", Set.of("one"), Set.of());

        assertThat(Edit.parse(edit.text())).isEqualTo(edit);
    }
}
