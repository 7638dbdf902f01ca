package dev.calsync.testing.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.calsync.auth.Sealed;
import dev.calsync.model.AccountId;
import dev.calsync.model.CalendarRef;
import dev.calsync.store.StoredChannel;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What {@link dev.calsync.store.ChannelStore} promises. */
public abstract class ChannelStoreContract extends StoreContract {

    private static StoredChannel channel(CalendarRef calendar, String id, Instant attendAt) {
        return channel(calendar.account(), calendar, id, "path-of-" + id, attendAt);
    }

    private static StoredChannel channel(
            AccountId account, @Nullable CalendarRef calendar, String id, String path, Instant attendAt) {
        return new StoredChannel(id, account, calendar, path, sealed("key-1", 7), null, null, attendAt, "");
    }

    private void put(StoredChannel... channels) {
        run(tx -> tx.channels().put(List.of(channels)));
    }

    @Test
    void channel_isFoundAsItWasKept() {
        CalendarRef calendar = calendar("a");
        StoredChannel planned = channel(calendar, "c1", now());
        StoredChannel live = new StoredChannel(
                "c1",
                calendar.account(),
                calendar,
                "path-of-c1",
                sealed("key-2", 8),
                "remote Ä",
                in(minutes(90)),
                in(minutes(60)),
                "{\"health\":\"ok\"}");

        put(planned);
        assertEquals(Optional.of(planned), in(tx -> tx.channels().byPath("path-of-c1")));
        put(live);

        assertEquals(Optional.of(live), in(tx -> tx.channels().byPath("path-of-c1")));
        assertEquals(Optional.empty(), in(tx -> tx.channels().byPath("Path-of-c1")));
        assertEquals(List.of(live), in(tx -> tx.channels().ofCalendar(calendar)));
        assertEquals(List.of(), in(tx -> tx.channels().due(in(minutes(59)), 9)));
        assertEquals(List.of(live), in(tx -> tx.channels().due(in(minutes(60)), 9)));
    }

    @Test
    void longTexts_areKeptToTheirEnd() {
        CalendarRef calendar = calendar("a");
        StoredChannel channel = new StoredChannel(
                "i".repeat(64),
                calendar.account(),
                calendar,
                "p".repeat(128),
                Sealed.of("k".repeat(64), new byte[4_096]),
                "r".repeat(2_048),
                null,
                now(),
                "s".repeat(4_096));

        put(channel);

        assertEquals(Optional.of(channel), in(tx -> tx.channels().byPath("p".repeat(128))));
    }

    @Test
    void channels_areTheirAccountsAndOldestFirst() {
        CalendarRef calendar = calendar(ALICE, "a1", "z");
        CalendarRef sibling = calendar(ALICE, "a1", "y");
        CalendarRef other = calendar(ALICE, "a2", "z");
        StoredChannel first = channel(calendar, "c9", now());
        StoredChannel list = channel(calendar.account(), null, "c8", "list", now());
        StoredChannel second = channel(calendar, "c7", now());
        StoredChannel ofSibling = channel(sibling, "c6", now());
        put(first, list);
        put(second);
        put(ofSibling, channel(other, "c5", now()));
        put(first);

        assertEquals(
                List.of(first, list, second, ofSibling), in(tx -> tx.channels().ofAccount(calendar.account())));
        assertEquals(List.of(first, second), in(tx -> tx.channels().ofCalendar(calendar)));
        assertEquals(List.of(), in(tx -> tx.channels().ofCalendar(new CalendarRef(calendar.account(), "Z"))));
        assertEquals(List.of(), in(tx -> tx.channels().ofAccount(AccountId.of("nobody"))));
    }

    @Test
    void dueChannels_comeLongestDueFirst() {
        CalendarRef calendar = calendar("a");
        StoredChannel late = channel(calendar, "c1", in(minutes(2)));
        StoredChannel early = channel(calendar(BOB, "bob-1", "b"), "c2", in(minutes(1)));
        StoredChannel never = channel(calendar, "c3", in(minutes(9)));
        put(late, early, never);

        assertEquals(List.of(early, late), in(tx -> tx.channels().due(in(minutes(2)), 9)));
        assertEquals(List.of(early), in(tx -> tx.channels().due(in(minutes(2)), 1)));
        put(channel(calendar, "c1", in(minutes(10))));
        assertEquals(List.of(early), in(tx -> tx.channels().due(in(minutes(2)), 9)));
    }

    @Test
    void channelOfWhatIsNotKept_isRefused() {
        CalendarRef calendar = calendar("a");
        CalendarRef unknown = new CalendarRef(calendar.account(), "b");

        assertThrows(IllegalArgumentException.class, () -> put(channel(unknown, "c1", now())));
        assertThrows(
                IllegalArgumentException.class, () -> put(channel(AccountId.of("nobody"), null, "c1", "path", now())));

        assertEquals(List.of(), in(tx -> tx.channels().ofAccount(calendar.account())));
    }

    @Test
    void pathsAndIds_areNotTakenFromOthers() {
        CalendarRef calendar = calendar("a");
        CalendarRef bobs = calendar(BOB, "bob-1", "b");
        StoredChannel kept = channel(calendar, "c1", now());
        put(kept);

        assertThrows(
                IllegalArgumentException.class,
                () -> put(channel(calendar.account(), calendar, "c2", "path-of-c1", now())));
        assertThrows(IllegalArgumentException.class, () -> put(channel(bobs.account(), bobs, "c1", "another", now())));
        put(channel(calendar.account(), calendar, "c2", "Path-of-c1", now()));

        assertEquals(Optional.of(kept), in(tx -> tx.channels().byPath("path-of-c1")));
        assertEquals(List.of(), in(tx -> tx.channels().ofAccount(bobs.account())));
    }

    @Test
    void deletedChannels_areGone() {
        CalendarRef calendar = calendar("a");
        StoredChannel stays = channel(calendar, "c2", now());
        put(channel(calendar, "c1", now()), stays, channel(calendar, "c3", now()));

        run(tx -> tx.channels().delete(List.of("c1", "c3", "unknown")));

        assertEquals(List.of(stays), in(tx -> tx.channels().ofCalendar(calendar)));
        assertEquals(Optional.empty(), in(tx -> tx.channels().byPath("path-of-c1")));
        assertEquals(List.of(stays), in(tx -> tx.channels().due(now(), 9)));
    }

    @Test
    void channels_goWithTheirAccount() {
        CalendarRef calendar = calendar("a");
        put(channel(calendar, "c1", now()), channel(calendar.account(), null, "c2", "list", now()));

        run(tx -> tx.accounts().delete(calendar.account()));

        assertEquals(Optional.empty(), in(tx -> tx.channels().byPath("list")));
        assertEquals(List.of(), in(tx -> tx.channels().due(now(), 9)));
        calendar("a");
        assertEquals(List.of(), in(tx -> tx.channels().ofAccount(calendar.account())));
        put(channel(calendar, "c1", now()));
    }

    @Test
    void calendarsChannels_goWithItAndTheAccountsStay() {
        CalendarRef calendar = calendar("a");
        StoredChannel list = channel(calendar.account(), null, "c2", "list", now());
        put(channel(calendar, "c1", now()), list);

        run(tx -> tx.calendars().delete(calendar));

        assertEquals(List.of(list), in(tx -> tx.channels().ofAccount(calendar.account())));
    }

    @Test
    void channelsSealedWithAnotherKey_areFoundInPages() {
        CalendarRef calendar = calendar("a");
        StoredChannel one = channel(calendar, "c1", now());
        StoredChannel two = channel(calendar, "c2", now());
        put(two, one);

        assertEquals(List.of(one, two), in(tx -> tx.channels().sealedOtherwise("key-2", "", 9)));
        assertEquals(List.of(one), in(tx -> tx.channels().sealedOtherwise("key-2", "", 1)));
        assertEquals(List.of(two), in(tx -> tx.channels().sealedOtherwise("key-2", "c1", 9)));
        assertEquals(List.of(), in(tx -> tx.channels().sealedOtherwise("key-1", "", 9)));
    }
}
