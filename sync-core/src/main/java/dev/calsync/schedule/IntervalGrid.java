package dev.calsync.schedule;

import dev.calsync.model.ScheduleId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The fire times of an interval: multiples of it since 1970, shifted by a phase that the schedule's id decides. */
final class IntervalGrid {
    private static final Duration LONGEST = Duration.ofDays(3660);

    private IntervalGrid() {}

    static List<String> faults(Duration interval) {
        List<String> faults = new ArrayList<>();
        if (interval.isZero() || interval.isNegative()) {
            faults.add("interval must be more than zero, was " + interval);
        } else if (interval.getNano() % 1_000_000 != 0) {
            faults.add("interval must be whole milliseconds, was " + interval);
        } else if (interval.compareTo(LONGEST) > 0) {
            faults.add("interval must be at most " + LONGEST.toDays() + " days, was " + interval);
        }
        return faults;
    }

    static Optional<Instant> nextAfter(Duration interval, ScheduleId id, Instant after) {
        if (!after.isBefore(FireLimits.END)) {
            return Optional.empty();
        }
        long step = interval.toMillis();
        long phase = Math.floorMod(hash(id.value()), step);
        long from = (after.isBefore(FireLimits.EARLIEST) ? FireLimits.EARLIEST : after).toEpochMilli();
        long next = from + step - Math.floorMod(from - phase, step);
        Instant fire = Instant.ofEpochMilli(next);
        return fire.isBefore(FireLimits.END) ? Optional.of(fire) : Optional.empty();
    }

    /**
     * FNV-1a over the characters, then the finishing steps of MurmurHash3, without which ids that differ in their last
     * characters only would lie close together. Stored fire times depend on it: it must never change.
     */
    static long hash(String id) {
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < id.length(); i++) {
            hash = (hash ^ id.charAt(i)) * 0x100000001b3L;
        }
        hash = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
        hash = (hash ^ (hash >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return hash ^ (hash >>> 33);
    }
}
