package dev.calsync.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.calsync.auth.Sealed;
import dev.calsync.job.Priority;
import dev.calsync.job.SyncType;
import dev.calsync.memory.MemorySyncStore;
import dev.calsync.model.Account;
import dev.calsync.model.AccountId;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.ProviderId;
import dev.calsync.model.RemoteCalendar;
import dev.calsync.model.UserId;
import dev.calsync.store.Buckets;
import dev.calsync.store.StoredAccount;
import dev.calsync.store.StoredCalendar;
import dev.calsync.store.WorkCause;
import dev.calsync.store.WorkItem;
import dev.calsync.store.WorkRequest;
import dev.calsync.testing.ManualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DueReaderTest {
    private static final UserId ALICE = UserId.of("alice");
    private static final AccountId ACCOUNT = AccountId.of("work");
    private static final int CALENDARS = 4_500;

    private final ManualTime time = ManualTime.atNewYear();
    private final MemorySyncStore store = MemorySyncStore.create(time);
    private final DueReader reader = new DueReader(Duration.ofSeconds(1), Duration.ofSeconds(15));
    private final List<CalendarRef> calendars = IntStream.range(0, CALENDARS)
            .mapToObj(i -> new CalendarRef(ACCOUNT, "c" + i))
            .toList();
    private final Set<CalendarRef> seen = new HashSet<>();
    private int rows;

    @BeforeEach
    void keep() {
        store.inTransaction(tx -> {
            tx.accounts()
                    .put(new StoredAccount(
                            new Account(ACCOUNT, ALICE, ProviderId.of("scripted"), "alice", Map.of()), Sealed.NOTHING));
            tx.calendars()
                    .put(calendars.stream()
                            .map(ref -> new StoredCalendar(ALICE, new RemoteCalendar(ref, "name", true), null))
                            .toList());
            return true;
        });
        reader.moved(IntStream.range(0, Buckets.COUNT).boxed().collect(Collectors.toSet()));
        read();
    }

    private void request(List<CalendarRef> wanted) {
        store.inTransaction(tx -> tx.work()
                .request(wanted.stream()
                        .map(ref -> new WorkRequest(
                                ref, ALICE, SyncType.INCREMENTAL, Priority.NORMAL, tx.now(), WorkCause.REQUEST))
                        .toList()));
    }

    /** One look, however many reads it takes. */
    private void read() {
        boolean more = true;
        while (more) {
            DueReader.View view = store.inTransaction(tx -> reader.read(tx, true));
            reader.seen(view);
            rows += view.due().size();
            view.due().stream().map(WorkItem::calendar).forEach(seen::add);
            more = view.more();
        }
    }

    @Test
    void bulkThatWasSlowToCommit_isReadToItsEnd() {
        time.advance(Duration.ofSeconds(20));
        read();
        // What is requested now has the time of three seconds ago, as if its transaction had begun then.
        time.jump(Duration.ofSeconds(-3));
        request(calendars);
        time.jump(Duration.ofSeconds(3));

        time.advance(Duration.ofSeconds(1));
        read();

        assertThat(seen).containsExactlyInAnyOrderElementsOf(calendars);
    }

    @Test
    void twoBulksThatWereSlowToCommit_areBothRead_thoughOneIsStillRead() {
        time.advance(Duration.ofSeconds(20));
        read();
        for (List<CalendarRef> half : List.of(calendars.subList(0, 2_500), calendars.subList(2_500, CALENDARS))) {
            time.jump(Duration.ofSeconds(-9));
            request(half);
            time.jump(Duration.ofSeconds(9));
            time.advance(Duration.ofSeconds(1));
            // A single page, and then others are busy for longer than a transaction may take.
            DueReader.View view = store.inTransaction(tx -> reader.read(tx, true));
            reader.seen(view);
            view.due().stream().map(WorkItem::calendar).forEach(seen::add);
            time.advance(Duration.ofSeconds(11));
        }

        read();
        time.advance(Duration.ofSeconds(11));
        read();

        assertThat(seen).containsExactlyInAnyOrderElementsOf(calendars);
    }

    @Test
    void backlog_isNotReadAgainAllTheTime() {
        time.advance(Duration.ofSeconds(20));
        request(calendars);
        read();
        int once = rows;
        List<Integer> each = new ArrayList<>();
        for (int second = 0; second < 9; second++) {
            time.advance(Duration.ofSeconds(1));
            int before = rows;
            read();
            each.add(rows - before);
        }

        assertThat(seen).hasSize(CALENDARS);
        assertThat(once).isLessThanOrEqualTo(2 * CALENDARS);
        assertThat(each.stream().collect(Collectors.summingInt(Integer::intValue)))
                .as("rows read again: %s", each)
                .isLessThanOrEqualTo(2 * CALENDARS);
    }

    @Test
    void whatIsToCome_isReadOnceASecond_notAtEachLook() {
        time.advance(Duration.ofSeconds(20));
        store.inTransaction(tx -> tx.work()
                .request(calendars.subList(0, 900).stream()
                        .map(ref -> new WorkRequest(
                                ref,
                                ALICE,
                                SyncType.INCREMENTAL,
                                Priority.NORMAL,
                                tx.now().plusSeconds(10),
                                WorkCause.REQUEST))
                        .toList()));
        for (int tenth = 0; tenth < 110; tenth++) {
            read();
            time.advance(Duration.ofMillis(100));
        }

        assertThat(seen).hasSize(900);
        assertThat(rows).isBetween(1_800, 900 * 14);
    }
}
