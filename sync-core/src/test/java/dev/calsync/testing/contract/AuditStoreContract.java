package dev.calsync.testing.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.calsync.model.CalendarRef;
import dev.calsync.store.AuditEntry;
import dev.calsync.store.AuditRow;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What {@link dev.calsync.store.AuditStore} promises. */
public abstract class AuditStoreContract extends StoreContract {

    private AuditEntry entry(String chain, String action) {
        return entry(chain, action, now());
    }

    private static AuditEntry entry(String chain, String action, Instant at) {
        return new AuditEntry(chain, at, "Ömer", action, "account a1", "{}");
    }

    private List<AuditRow> append(AuditEntry... entries) {
        return in(tx -> tx.audit().append(List.of(entries)));
    }

    private List<AuditRow> read(String chain) {
        return in(tx -> tx.audit().read(chain, 0, 99));
    }

    @Test
    void rows_followOneAnotherInTheirChain() {
        List<AuditRow> first = append(entry("alice", "a.1"), entry("bob", "b.1"), entry("alice", "a.2"));
        time.advance(minutes(1));
        append(entry("alice", "a.3"));

        List<AuditRow> alice = read("alice");

        assertEquals(List.of(first.get(0), first.get(2)), alice.subList(0, 2));
        assertEquals(
                List.of("a.1", "a.2", "a.3"),
                alice.stream().map(row -> row.entry().action()).toList());
        assertEquals(List.of(1L, 2L, 3L), alice.stream().map(AuditRow::number).toList());
        assertArrayEquals(new byte[AuditRow.HASH_BYTES], alice.get(0).previous());
        AuditRow before = null;
        for (AuditRow row : alice) {
            assertEquals(Optional.empty(), row.fault(before));
            before = row;
        }
        assertEquals(List.of(first.get(1)), read("bob"));
        assertEquals(List.of(), read("Alice"));
    }

    @Test
    void rows_areReadInPages() {
        append(entry("alice", "a.1"), entry("alice", "a.2"), entry("alice", "a.3"));

        assertEquals(
                List.of("a.2"),
                in(tx -> tx.audit().read("alice", 1, 1)).stream()
                        .map(row -> row.entry().action())
                        .toList());
        assertEquals(List.of(), in(tx -> tx.audit().read("alice", 3, 1)));
    }

    @Test
    void longTexts_areKeptToTheirEnd() {
        AuditEntry longest = new AuditEntry(
                "c".repeat(255), now(), "a".repeat(255), "b".repeat(64), "s".repeat(1_024), "d".repeat(4_096));

        append(longest);

        assertEquals(longest, read(longest.chain()).get(0).entry());
        assertEquals(Optional.empty(), read(longest.chain()).get(0).fault(null));
    }

    @Test
    void failedTransaction_addsNothing() {
        append(entry("alice", "a.1"));

        assertThrows(
                IllegalStateException.class,
                () -> run(tx -> {
                    tx.audit().append(List.of(entry("alice", "lost"), entry("bob", "lost")));
                    throw new IllegalStateException("no");
                }));

        assertEquals(1, read("alice").size());
        assertEquals(List.of(), read("bob"));
        assertEquals(2, append(entry("alice", "a.2")).get(0).number());
    }

    @Test
    void whatIsOld_isDroppedFromTheBeginningAndTheChainGoesOn() {
        append(entry("alice", "a.1"), entry("alice", "a.2"), entry("bob", "b.1"), entry("bob", "b.2"));
        time.advance(minutes(10));
        append(entry("alice", "a.3"));

        assertEquals(1, count(tx -> tx.audit().prune(in(minutes(-5)), 1)));
        assertEquals(2, count(tx -> tx.audit().prune(in(minutes(-5)), 9)), "bob's last row stays");
        assertEquals(0, count(tx -> tx.audit().prune(in(minutes(-5)), 9)));

        assertEquals(List.of(3L), read("alice").stream().map(AuditRow::number).toList());
        AuditRow next = append(entry("bob", "b.3")).get(0);
        assertEquals(3, next.number());
        assertEquals(Optional.empty(), next.fault(read("bob").get(0)));
    }

    @Test
    void audit_outlivesWhatItSpeaksOf() {
        CalendarRef calendar = calendar("a");
        append(entry("alice", "account.connected"));

        run(tx -> tx.accounts().delete(calendar.account()));
        run(tx -> tx.users().delete(ALICE));

        assertEquals(1, read("alice").size());
    }

    @Test
    void clockThatWentBack_doesNotShowInAChain() {
        append(entry("alice", "a.1", in(minutes(5))));

        AuditRow second = append(entry("alice", "a.2")).get(0);

        assertEquals(in(minutes(5)), second.entry().at());
        assertTrue(second.fault(read("alice").get(0)).isEmpty());
    }
}
