package dev.calsync;

import dev.calsync.model.CalendarRef;
import dev.calsync.schedule.ScheduleExplanation;
import dev.calsync.schedule.SyncSettings;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Why a calendar is synchronised when it is. Shows neither titles nor the values of conditions.
 *
 * @param calendar which calendar
 * @param schedules what each of the user's schedules means for it, oldest first; those whose id begins with {@code
 *     settings:} stand behind the frequency of settings
 * @param settings the settings that count: the calendar's, the user's and the engine's together
 * @param nextFire when a schedule that decides fires next; empty if time fires none
 * @param notNow what stands in the way of a run at this moment or kept the last fire from asking for one, one sentence
 *     each without a full stop; empty if nothing does
 */
public record CalendarExplanation(
        CalendarRef calendar,
        List<ScheduleExplanation> schedules,
        SyncSettings settings,
        Optional<Instant> nextFire,
        List<String> notNow) {

    /** Copies the lists. */
    public CalendarExplanation {
        schedules = List.copyOf(schedules);
        notNow = List.copyOf(notNow);
    }

    CalendarExplanation butAlso(String reason) {
        List<String> more = new ArrayList<>(notNow);
        more.add(reason);
        return new CalendarExplanation(calendar, schedules, settings, nextFire, more);
    }

    /** The explanation as lines to show, one sentence each without a full stop. */
    public List<String> sentences() {
        List<String> lines = new ArrayList<>();
        schedules.forEach(schedule -> lines.add("schedule " + schedule.id() + " " + schedule.sentence()));
        lines.add(nextFire.map(at -> "the next fire is at " + at).orElse("no schedule fires for it by time"));
        lines.addAll(notNow);
        return List.copyOf(lines);
    }
}
