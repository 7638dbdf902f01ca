package dev.calsync.schedule;

import dev.calsync.model.CalendarRef;
import dev.calsync.model.ScheduleId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * What one of a user's schedules means for one calendar, and why. Shows neither titles nor the values of conditions.
 *
 * @param id the schedule
 * @param standing what it means for the calendar
 * @param nextFire when it fires next by the clock, whatever that then means for the calendar; empty if it does not, or
 *     is paused
 */
public record ScheduleExplanation(ScheduleId id, Standing standing, Optional<Instant> nextFire) {

    /** One of a user's schedules as it is kept. */
    public record Candidate(
            ScheduleId id, SyncSchedule schedule, Optional<String> pausedBecause, Optional<Instant> nextFire) {}

    /** What a schedule means for a calendar. */
    public sealed interface Standing {

        /** It decides, and would ask for a run if it fired now. */
        record Decides() implements Standing {}

        /**
         * It decides, but would ask for nothing if it fired now.
         *
         * @param why one sentence without a full stop
         */
        record ConditionNotMet(String why) implements Standing {}

        /**
         * Another schedule means the calendar more narrowly.
         *
         * @param than the first such schedule that decides
         */
        record LessSpecific(ScheduleId than) implements Standing {}

        /** It is paused, so it counts for nothing. */
        record Paused(String reason) implements Standing {}

        /** It is about other calendars. */
        record OtherCalendars() implements Standing {}
    }

    /**
     * Explains a user's schedules for a calendar. Paused ones do not count when the narrowest are chosen; conditions play
     * no part in it.
     *
     * @param calendar the calendar
     * @param candidates all of the user's schedules
     * @param facts the calendar at the moment
     * @return one explanation for each candidate, in their order
     */
    public static List<ScheduleExplanation> of(
            CalendarRef calendar, Collection<Candidate> candidates, CalendarFacts facts) {
        List<Candidate> running = candidates.stream()
                .filter(candidate -> candidate.pausedBecause().isEmpty())
                .toList();
        List<Candidate> winners = SyncSchedule.deciding(calendar, running, Candidate::schedule);
        List<ScheduleExplanation> explanations = new ArrayList<>();
        for (Candidate candidate : candidates) {
            explanations.add(new ScheduleExplanation(
                    candidate.id(),
                    standing(calendar, candidate, winners, facts),
                    candidate.pausedBecause().isPresent() ? Optional.empty() : candidate.nextFire()));
        }
        return List.copyOf(explanations);
    }

    private static Standing standing(
            CalendarRef calendar, Candidate candidate, List<Candidate> winners, CalendarFacts facts) {
        int specificity = candidate.schedule().specificity(calendar).orElse(-1);
        if (specificity < 0) {
            return new Standing.OtherCalendars();
        }
        if (candidate.pausedBecause().isPresent()) {
            return new Standing.Paused(candidate.pausedBecause().get());
        }
        Candidate winner = winners.get(0);
        if (specificity < winner.schedule().specificity(calendar).orElse(-1)) {
            return new Standing.LessSpecific(winner.id());
        }
        return candidate
                .schedule()
                .when()
                .flatMap(condition -> condition.whyNot(facts))
                .<Standing>map(Standing.ConditionNotMet::new)
                .orElseGet(Standing.Decides::new);
    }

    /** The explanation as one sentence without a full stop. */
    public String sentence() {
        String next = nextFire.map(time -> "; fires next at " + time).orElse("");
        if (standing instanceof Standing.ConditionNotMet unmet) {
            return "decides, but would ask for nothing now: " + unmet.why() + next;
        }
        if (standing instanceof Standing.LessSpecific less) {
            return "does not count: less specific than " + less.than() + next;
        }
        if (standing instanceof Standing.Paused paused) {
            return "is paused: " + paused.reason();
        }
        return (standing instanceof Standing.OtherCalendars ? "is about other calendars" : "decides") + next;
    }
}
