package dev.calsync.internal.push;

import dev.calsync.internal.push.ChannelState.Note;
import dev.calsync.internal.push.ChannelState.Phase;
import dev.calsync.store.StoreTransaction;
import dev.calsync.store.StoredAccount;
import dev.calsync.store.StoredCalendar;
import dev.calsync.store.StoredChannel;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Looks at calendars whose schedules wait for word that nobody brings: their provider tells of nothing, or not of them.
 * Each is pulled the more often the livelier it is, between every 15 minutes and daily. A calendar that another schedule
 * pulls by the clock is left to that.
 *
 * @param services what push needs of the engine
 */
record UnheardCalendars(PushServices services) {
    /** A calendar with a schedule that looks by the clock may lose it. */
    private static final Duration LEFT_TO_OTHERS = Duration.ofHours(1);

    private static final String WHY = "its provider does not tell of changes, so it is polled";

    /** Whether nobody tells of the calendar of a channel in this state. */
    static boolean means(ChannelState state) {
        return state.phase() == Phase.POLLED || state.phase() == Phase.REFUSED;
    }

    /** The time of a row without a channel has come. */
    void look(StoredAccount account, String path) {
        boolean asked = services.store().inTransaction(tx -> {
            StoredChannel row = tx.channels().byPath(path).orElse(null);
            if (row == null || row.attendAt().isAfter(tx.now())) {
                return false;
            }
            Optional<StoredCalendar> calendar = tx.calendars()
                    .find(ChannelPlan.calendar(row))
                    .filter(services.wanted(tx, account.account().user()));
            if (calendar.isEmpty() || !ChannelPlan.isActive(row)) {
                tx.channels().delete(List.of(row.id()));
                return false;
            }
            ChannelState polled =
                    ChannelState.read(row.state()).phase(Phase.POLLED).with(Note.WHY, WHY);
            ChannelWork.put(tx, looked(tx, row, polled, calendar.get()));
            return true;
        });
        if (asked) {
            services.wake();
        }
    }

    /** The row after a look at its calendar, if it was time for one. */
    StoredChannel looked(StoreTransaction tx, StoredChannel row, ChannelState state, StoredCalendar calendar) {
        Optional<Duration> every = services.lookEvery(tx, calendar);
        if (every.isEmpty()) {
            return ChannelPlan.kept(row, state, tx.now().plus(LEFT_TO_OTHERS));
        }
        Instant last = state.time(Note.LOOKED);
        Instant due = last == null ? tx.now() : last.plus(every.get());
        if (due.isAfter(tx.now())) {
            return ChannelPlan.kept(row, state, due);
        }
        services.hint(
                tx,
                calendar.user(),
                tx.accounts().find(row.account()).orElseThrow().account().provider(),
                calendar.calendar().ref());
        return ChannelPlan.kept(row, state.with(Note.LOOKED, tx.now()), tx.now().plus(every.get()));
    }
}
