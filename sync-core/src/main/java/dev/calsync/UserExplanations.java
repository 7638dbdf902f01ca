package dev.calsync;

import dev.calsync.internal.engine.Engine;
import dev.calsync.internal.engine.FactsReader;
import dev.calsync.internal.engine.UserWishes;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.UserId;
import dev.calsync.schedule.ScheduleExplanation;
import dev.calsync.schedule.ScheduleExplanation.Standing;
import dev.calsync.schedule.ScheduleReading;
import dev.calsync.store.SkippedFire;
import dev.calsync.store.StoreTransaction;
import dev.calsync.store.StoredAccount;
import dev.calsync.store.StoredCalendar;
import dev.calsync.store.StoredSchedule;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Says why one user's calendars are synchronised when they are. */
final class UserExplanations {
    private final Engine engine;
    private final UserId user;
    private final boolean builtInReplica;

    UserExplanations(Engine engine, UserId user, boolean builtInReplica) {
        this.engine = engine;
        this.user = user;
        this.builtInReplica = builtInReplica;
    }

    CalendarExplanation of(StoredCalendar calendar) {
        CalendarExplanation kept = engine.store().inTransaction(tx -> read(tx, calendar));
        return engine.waiting(kept.calendar()).map(kept::butAlso).orElse(kept);
    }

    private CalendarExplanation read(StoreTransaction tx, StoredCalendar calendar) {
        UserWishes wishes = UserWishes.read(tx, engine.settings(), user);
        CalendarRef ref = calendar.calendar().ref();
        List<StoredSchedule> deciding = wishes.deciding(ref);
        return new CalendarExplanation(
                ref,
                schedules(tx, wishes, calendar),
                wishes.settings(calendar),
                deciding.stream()
                        .map(StoredSchedule::nextFireAt)
                        .filter(Objects::nonNull)
                        .min(Instant::compareTo),
                notNow(tx, wishes, calendar, deciding));
    }

    private List<ScheduleExplanation> schedules(StoreTransaction tx, UserWishes wishes, StoredCalendar calendar) {
        CalendarRef ref = calendar.calendar().ref();
        // The engine's own frequency counts only where nothing else does, and what cannot be read counts for nothing.
        List<StoredSchedule> compared = wishes.schedules().stream()
                .filter(stored -> stored.reading() instanceof ScheduleReading.Read)
                .filter(stored ->
                        !wishes.isEnginesDefault(stored) || wishes.deciding(ref).contains(stored))
                .toList();
        List<ScheduleExplanation> explained = ScheduleExplanation.of(
                ref,
                compared.stream().map(UserExplanations::candidate).toList(),
                new FactsReader(tx, builtInReplica).facts(calendar));
        Map<StoredSchedule, ScheduleExplanation> byRow = new HashMap<>();
        for (int i = 0; i < compared.size(); i++) {
            byRow.put(compared.get(i), explained.get(i));
        }
        return wishes.schedules().stream()
                .map(stored -> byRow.getOrDefault(stored, doesNotCount(wishes, stored, ref)))
                .toList();
    }

    private static ScheduleExplanation.Candidate candidate(StoredSchedule stored) {
        return new ScheduleExplanation.Candidate(
                stored.id(),
                stored.schedule(),
                Optional.ofNullable(stored.paused()),
                Optional.ofNullable(stored.nextFireAt()));
    }

    private static ScheduleExplanation doesNotCount(UserWishes wishes, StoredSchedule stored, CalendarRef calendar) {
        if (stored.reading() instanceof ScheduleReading.Parked parked) {
            String reason = "this version cannot read it: " + String.join("; ", parked.reasons());
            return new ScheduleExplanation(stored.id(), new Standing.Paused(reason), Optional.empty());
        }
        return new ScheduleExplanation(
                stored.id(),
                wishes.deciding(calendar).stream()
                        .findFirst()
                        .<Standing>map(winner -> new Standing.LessSpecific(winner.id()))
                        .orElseGet(Standing.OtherCalendars::new),
                Optional.ofNullable(stored.nextFireAt()));
    }

    private static List<String> notNow(
            StoreTransaction tx, UserWishes wishes, StoredCalendar calendar, List<StoredSchedule> deciding) {
        CalendarRef ref = calendar.calendar().ref();
        List<String> reasons = new ArrayList<>();
        if (calendar.paused() != null) {
            reasons.add("it is paused: " + calendar.paused());
        }
        tx.accounts()
                .find(ref.account())
                .map(StoredAccount::needsAttention)
                .ifPresent(reason -> reasons.add("its account needs attention: " + reason));
        wishes.quietUntil(calendar, tx.now())
                .ifPresent(
                        end -> reasons.add("quiet hours last until " + end + "; only what a person asks for begins"));
        for (StoredSchedule stored : deciding) {
            SkippedFire skipped = stored.skipped();
            if (skipped != null && (skipped.calendar() == null || ref.equals(skipped.calendar()))) {
                reasons.add("schedule " + stored.id() + " fired at " + skipped.at() + " and asked for nothing: "
                        + skipped.why());
            }
            StoredSchedule.MakeUp missed = stored.makeUp();
            if (missed != null) {
                reasons.add("schedule " + stored.id() + " makes up for " + missed.runs() + " missed fires");
            }
        }
        return reasons;
    }
}
