package dev.calsync.schedule;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Lays the local times of a cron expression onto the instants of a zone.
 *
 * <p>Between two transitions of a zone, local time and instants run side by side. So the search goes stretch by
 * stretch: within one, the next local time becomes an instant by the stretch's offset; at its end the local clock jumps.
 * A jump forward leaves a gap, whose times fire at the transition itself or not at all. A jump back makes times occur
 * in two stretches, and the policy says in which of them they count; the local cursor then goes back too, which a search
 * on {@code ZonedDateTime} gets wrong. Every answer is an instant of the current stretch after the cursor, so it is
 * later than the instant asked about, by construction.
 *
 * <p>When the next local time is far away, the search jumps close to it instead of walking through every transition.
 */
final class CronTimes {
    private static final Duration FAR = Duration.ofDays(4);

    /** More than the 18 hours by which offsets may differ from UTC. */
    private static final Duration SAFELY_BEFORE = Duration.ofDays(2);

    private final CronFields fields;
    private final ZoneRules rules;
    private final GapPolicy gap;
    private final OverlapPolicy overlap;

    CronTimes(CronFields fields, ZoneRules rules, GapPolicy gap, OverlapPolicy overlap) {
        this.fields = fields;
        this.rules = rules;
        this.gap = gap;
        this.overlap = overlap;
    }

    Optional<Instant> nextAfter(Instant after) {
        Instant from = after.isBefore(FireLimits.EARLIEST) ? FireLimits.EARLIEST : after;
        if (!from.isBefore(FireLimits.END)) {
            return Optional.empty();
        }
        return search(from).filter(fire -> fire.isBefore(FireLimits.END));
    }

    private Optional<Instant> search(Instant from) {
        ZoneOffset offset = rules.getOffset(from);
        LocalDateTime cursor = LocalDateTime.ofEpochSecond(from.getEpochSecond(), from.getNano(), offset);
        ZoneOffsetTransition end = rules.nextTransition(from);
        while (true) {
            LocalDateTime next = fields.nextAfter(cursor).orElse(null);
            if (next != null && (end == null || next.isBefore(end.getDateTimeBefore()))) {
                LocalDateTime otherPass = endOfOtherPass(next, offset);
                if (otherPass == null) {
                    return Optional.of(next.toInstant(offset));
                }
                cursor = otherPass.minusSeconds(1);
            } else if (end == null || (next == null && !goesBackBehind(end, cursor))) {
                return Optional.empty();
            } else if (next != null
                    && end.isGap()
                    && next.isBefore(end.getDateTimeAfter())
                    && gap == GapPolicy.RUN_AT_GAP_END) {
                return Optional.of(end.getInstant());
            } else if (next != null && next.isAfter(cursor.plus(FAR)) && !goesBackBehind(end, cursor)) {
                Instant near = next.toInstant(ZoneOffset.UTC).minus(SAFELY_BEFORE);
                offset = rules.getOffset(near);
                cursor = LocalDateTime.ofEpochSecond(near.getEpochSecond(), 0, offset);
                end = rules.nextTransition(near);
            } else {
                offset = end.getOffsetAfter();
                cursor = end.getDateTimeAfter().minusSeconds(1);
                end = rules.nextTransition(end.getInstant());
            }
        }
    }

    /** Whether the clocks are put back to a time at or before the cursor, so that times before it come again. */
    private static boolean goesBackBehind(ZoneOffsetTransition end, LocalDateTime cursor) {
        return end.isOverlap() && !end.getDateTimeAfter().isAfter(cursor);
    }

    /** Null if the time counts at this offset; else where the times end that count in the other pass only. */
    private @Nullable LocalDateTime endOfOtherPass(LocalDateTime time, ZoneOffset offset) {
        if (overlap == OverlapPolicy.BOTH || fields.everyHour()) {
            return null;
        }
        ZoneOffsetTransition twice = rules.getTransition(time);
        if (twice == null || !twice.isOverlap()) {
            return null;
        }
        ZoneOffset counts = overlap == OverlapPolicy.FIRST ? twice.getOffsetBefore() : twice.getOffsetAfter();
        return offset.equals(counts) ? null : twice.getDateTimeBefore();
    }
}
