package dev.calsync.schedule;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How lively a calendar is, which decides how often {@link SyncFrequency.Auto} synchronises it. Two things count: when
 * its user was last around, and when the calendar last changed.
 *
 * <pre>
 *                            changed within a day   within 14 days   longer ago or never
 * user around within 1 hour  ACTIVE                 ACTIVE           STANDARD
 * within 3 days              STANDARD               STANDARD         INACTIVE
 * within 30 days             STANDARD               INACTIVE         DAILY
 * longer ago or never        INACTIVE               DAILY            DAILY
 * </pre>
 *
 * A span ends at its exact length. The level follows from the three times alone, so every node finds the same one; as
 * long as nothing happens it only falls, at {@link #changesAt}. Immutable and thread-safe.
 *
 * @param userSeen when the user was last around, if ever; connecting an account counts
 * @param calendarChanged when a change of the calendar was last seen on either side, if ever
 */
public record Activity(Optional<Instant> userSeen, Optional<Instant> calendarChanged) {
    private static final Duration SEEN_NOW = Duration.ofHours(1);
    private static final Duration SEEN_LATELY = Duration.ofDays(3);
    private static final Duration SEEN_ONCE = Duration.ofDays(30);
    private static final Duration CHANGES_OFTEN = Duration.ofDays(1);
    private static final Duration CHANGES_SOMETIMES = Duration.ofDays(14);

    /** The level at a moment. {@link SyncPreset#DAILY} is a full diff. */
    public SyncPreset level(Instant now) {
        boolean often = within(calendarChanged, CHANGES_OFTEN, now);
        boolean sometimes = within(calendarChanged, CHANGES_SOMETIMES, now);
        if (within(userSeen, SEEN_NOW, now)) {
            return sometimes ? SyncPreset.ACTIVE : SyncPreset.STANDARD;
        }
        if (within(userSeen, SEEN_LATELY, now)) {
            return sometimes ? SyncPreset.STANDARD : SyncPreset.INACTIVE;
        }
        if (within(userSeen, SEEN_ONCE, now)) {
            return often ? SyncPreset.STANDARD : sometimes ? SyncPreset.INACTIVE : SyncPreset.DAILY;
        }
        return often ? SyncPreset.INACTIVE : SyncPreset.DAILY;
    }

    /** When the level falls next if nothing happens meanwhile, later than {@code now}; empty if it stays for ever. */
    public Optional<Instant> changesAt(Instant now) {
        SyncPreset level = level(now);
        Stream<Instant> ends = Stream.concat(
                Stream.of(SEEN_NOW, SEEN_LATELY, SEEN_ONCE)
                        .flatMap(span -> userSeen.map(seen -> seen.plus(span)).stream()),
                Stream.of(CHANGES_OFTEN, CHANGES_SOMETIMES)
                        .flatMap(span -> calendarChanged.map(changed -> changed.plus(span)).stream()));
        return ends.filter(end -> end.isAfter(now))
                .sorted(Comparator.naturalOrder())
                .filter(end -> level(end) != level)
                .findFirst();
    }

    private static boolean within(Optional<Instant> happened, Duration span, Instant now) {
        return happened.filter(time -> now.isBefore(time.plus(span))).isPresent();
    }
}
