package dev.calsync.internal.push;

import dev.calsync.internal.push.ChannelState.Note;
import dev.calsync.internal.push.ChannelState.Phase;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.UserId;
import dev.calsync.store.StoreTransaction;
import dev.calsync.store.StoredAccount;
import dev.calsync.store.StoredCalendar;
import dev.calsync.store.StoredChannel;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Which channels there should be. A wish becomes a row in the transaction that makes the wish, so no crash can come
 * between the two, and whichever node owns the user does what the row asks for.
 */
final class ChannelPlan {
    private final PushServices services;

    ChannelPlan(PushServices services) {
        this.services = services;
    }

    /** Brings the rows of a user in line with the schedules and the calendars there are. */
    void align(StoreTransaction tx, UserId user) {
        tx.accounts().ofUser(user).forEach(account -> align(tx, account));
    }

    private void align(StoreTransaction tx, StoredAccount account) {
        UserId user = account.account().user();
        List<StoredChannel> rows = tx.channels().ofAccount(account.account().id());
        List<StoredChannel> next = new ArrayList<>();
        Predicate<StoredCalendar> wanted = services.wanted(tx, user);
        for (StoredCalendar calendar :
                tx.calendars().ofAccount(account.account().id())) {
            CalendarRef ref = calendar.calendar().ref();
            List<StoredChannel> active = rows.stream()
                    .filter(row -> ref.equals(row.calendar()) && isActive(row))
                    .toList();
            if (!wanted.test(calendar)) {
                active.forEach(row -> next.add(retired(row, tx.now(), "nothing asks for webhooks any more")));
            } else if (active.isEmpty()) {
                next.add(ChannelBook.planned(services, ref.account(), ref, tx.now(), ChannelState.planned()));
            } else if (services.source(account.account().provider()).isPresent()) {
                active.stream()
                        .filter(row -> ChannelState.read(row.state()).phase() == Phase.POLLED)
                        .forEach(row -> next.add(kept(row, ChannelState.planned(), tx.now())));
            }
        }
        tx.channels().put(next);
    }

    static boolean isActive(StoredChannel row) {
        return ChannelState.read(row.state()).phase() != Phase.RETIRING;
    }

    /** The same, to be stopped as soon as possible. */
    static StoredChannel retired(StoredChannel row, Instant now, String why) {
        ChannelState state = ChannelState.read(row.state());
        return kept(row, state.phase(Phase.RETIRING).with(Note.ATTEMPTS, null).with(Note.WHY, why), now);
    }

    /** The same in another state, to be looked after at that time. */
    static StoredChannel kept(StoredChannel row, ChannelState state, Instant attendAt) {
        return kept(row, state, attendAt, row.remoteId(), row.expiresAt());
    }

    static StoredChannel kept(
            StoredChannel row,
            ChannelState state,
            Instant attendAt,
            @Nullable String remoteId,
            @Nullable Instant expiresAt) {
        return new StoredChannel(
                row.id(),
                row.account(),
                row.calendar(),
                row.path(),
                row.secret(),
                remoteId,
                expiresAt,
                attendAt,
                state.text());
    }

    /** The calendar that a channel watches; channels of lists of calendars are not made yet. */
    static CalendarRef calendar(StoredChannel row) {
        return Objects.requireNonNull(row.calendar(), "a channel watches a calendar");
    }
}
