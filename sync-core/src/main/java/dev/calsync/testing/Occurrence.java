package dev.calsync.testing;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a simulation counts. Each of them has to happen in a run of many seeds, or it proves less than it says. */
enum Occurrence {
    // What goes wrong.
    THROTTLED_WITH_A_HINT(Kind.FAULT),
    THROTTLED_WITHOUT_A_HINT(Kind.FAULT),
    THROTTLED_UNTIL_A_PAST_TIME(Kind.FAULT),
    TIMED_OUT(Kind.FAULT),
    TIMED_OUT_AFTER_THE_EFFECT(Kind.FAULT),
    TRANSIENT(Kind.FAULT),
    UNREACHABLE(Kind.FAULT),
    REVOKED(Kind.FAULT),
    CORRUPT(Kind.FAULT),
    UNRECOVERABLE(Kind.FAULT),
    UNDECLARED(Kind.FAULT),
    INTERRUPTED(Kind.FAULT),
    BROKEN_ANSWER(Kind.FAULT),
    LOST_ANSWER(Kind.FAULT),
    STALE_READ(Kind.FAULT),
    TOLD_TWICE(Kind.FAULT),
    REORDERED(Kind.FAULT),
    EXPIRED_BETWEEN_PAGES(Kind.FAULT),
    PRECONDITION_SPOILED(Kind.FAULT),
    PRECONDITION_STORM(Kind.FAULT),
    LOOKED_EMPTY(Kind.FAULT),
    PARTIAL_BATCH(Kind.FAULT),
    SLOW_CALL(Kind.FAULT),
    ACTED_DURING_A_CALL(Kind.FAULT),
    CLOSE_FAILED(Kind.FAULT),
    CURSORS_EXPIRED(Kind.FAULT),
    GARBLED(Kind.FAULT),
    SLOW_LISTENER(Kind.FAULT),
    LISTENER_THREW(Kind.FAULT),
    STORE_OUTAGE(Kind.FAULT),
    STORE_AWAY(Kind.FAULT),
    STORE_FAILED(Kind.FAULT),
    COMMIT_UNANSWERED(Kind.FAULT),
    END_REFUSED(Kind.FAULT),
    HOST_CHANGED_ALONE(Kind.FAULT),
    ROW_FLIP(Kind.FAULT),
    ROW_TRUNCATE(Kind.FAULT),
    ROW_DROP(Kind.FAULT),
    DAMAGED_CHECKPOINT(Kind.FAULT),
    DAMAGED_SERIES(Kind.FAULT),
    DAMAGED_LINK(Kind.FAULT),
    DAMAGED_INTENT(Kind.FAULT),
    DAMAGED_QUARANTINED(Kind.FAULT),
    DAMAGED_REVISION(Kind.FAULT),
    PROVIDER_CLOCK_AHEAD(Kind.FAULT),
    PROVIDER_CLOCK_BEHIND(Kind.FAULT),
    CLOCK_FORWARD(Kind.FAULT),
    CLOCK_BACK(Kind.FAULT),
    NODE_CLOCK_FORWARD(Kind.FAULT),
    NODE_CLOCK_BACK(Kind.FAULT),
    FROZEN_BETWEEN_STEPS(Kind.FAULT),
    FROZEN_DURING_A_CALL(Kind.FAULT),
    STALLED(Kind.FAULT),
    CRASHED_WHILE_IDLE(Kind.FAULT),
    CRASHED_BETWEEN_STEPS(Kind.FAULT),
    CRASHED_BEFORE_A_REQUEST(Kind.FAULT),
    CRASHED_BEFORE_AN_ANSWER(Kind.FAULT),
    CRASHED_BEFORE_A_COMMIT(Kind.FAULT),
    CRASHED_AFTER_A_COMMIT(Kind.FAULT),
    CRASHED_IN_A_LISTENER(Kind.FAULT),
    CLOSED(Kind.FAULT),
    RESTARTED(Kind.FAULT),
    REPLACED(Kind.FAULT),

    // What people do.
    REMOTE_PUT(Kind.ACT),
    REMOTE_DELETE(Kind.ACT),
    LOCAL_PUT(Kind.ACT),
    LOCAL_DELETE(Kind.ACT),
    OVERRIDE_CHANGED(Kind.ACT),
    HELD_RUN_APPROVED(Kind.ACT),
    HELD_RUN_REFUSED(Kind.ACT),
    SCHEDULED_INTERVAL(Kind.ACT),
    SCHEDULED_CRON(Kind.ACT),
    SCHEDULED_ON_EVENT(Kind.ACT),
    RESCHEDULED(Kind.ACT),
    UNSCHEDULED(Kind.ACT),
    PUBLISHED(Kind.ACT),
    SETTINGS_CHANGED(Kind.ACT),
    PAUSED(Kind.ACT),
    RESUMED(Kind.ACT),
    RECONNECTED(Kind.ACT),
    DISCONNECTED(Kind.ACT),
    REPLAYED(Kind.ACT),
    CANCELLED(Kind.ACT),
    PRIORITIZED(Kind.ACT),
    RAN_WHAT_WAS_DUE(Kind.ACT),
    VERIFIED(Kind.ACT),
    ASKED_FULL(Kind.ACT),
    ASKED_INCREMENTAL(Kind.ACT),
    ASKED_HIGH(Kind.ACT),
    ASKED_NORMAL(Kind.ACT),
    ASKED_LOW(Kind.ACT),
    ASKED_DURING_A_RUN(Kind.ACT),

    // How work goes on.
    BEGAN(Kind.TRANSITION),
    SERVED(Kind.TRANSITION),
    RETRIED(Kind.TRANSITION),
    DEFERRED(Kind.TRANSITION),
    HANDED_BACK(Kind.TRANSITION),
    POSTPONED(Kind.TRANSITION),
    TAKEN_BACK(Kind.TRANSITION),
    SCHEDULE_FIRED(Kind.TRANSITION),
    FINISHED_COMPLETED(Kind.TRANSITION),
    FINISHED_PARTIAL(Kind.TRANSITION),
    FINISHED_FAILED(Kind.TRANSITION),
    FINISHED_DEAD(Kind.TRANSITION),
    FINISHED_CANCELLED(Kind.TRANSITION),

    // What hosts are told.
    TOLD_RUN_STARTED(Kind.EVENT),
    TOLD_RUN_PROGRESSED(Kind.EVENT),
    TOLD_RUN_FINISHED(Kind.EVENT),
    TOLD_RUN_DEFERRED(Kind.EVENT),
    TOLD_RETRY_PLANNED(Kind.EVENT),
    TOLD_DEAD_LETTERED(Kind.EVENT),
    TOLD_JOB_CANCELLED(Kind.EVENT),
    TOLD_SCHEDULE_CHANGED(Kind.EVENT),
    TOLD_LEASE_LOST(Kind.EVENT),
    TOLD_CONFLICT_FOUND(Kind.EVENT),
    TOLD_SERIES_QUARANTINED(Kind.EVENT),
    TOLD_RUN_ROLLED_BACK(Kind.EVENT),
    TOLD_CHANGES_HELD(Kind.EVENT),
    TOLD_STATE_DAMAGED(Kind.EVENT),
    TOLD_CALENDAR_PAUSED(Kind.EVENT),
    TOLD_CALENDAR_RESUMED(Kind.EVENT),
    TOLD_ACCOUNT_NEEDS_ATTENTION(Kind.EVENT);

    /** What they have in common, for who reads the counts. */
    enum Kind {
        FAULT,
        ACT,
        TRANSITION,
        EVENT;

        String title() {
            return switch (this) {
                case FAULT -> "faults";
                case ACT -> "acts";
                case TRANSITION -> "transitions";
                case EVENT -> "events";
            };
        }
    }

    private static final Map<String, Occurrence> TOLD = byEvent();

    private final Kind kind;

    Occurrence(Kind kind) {
        this.kind = kind;
    }

    Kind kind() {
        return kind;
    }

    /** What hosts are told by an event of this name; null if nobody counts it. */
    static @Nullable Occurrence told(String event) {
        return TOLD.get(event);
    }

    private static Map<String, Occurrence> byEvent() {
        Map<String, Occurrence> told = new HashMap<>();
        for (Occurrence occurrence : values()) {
            if (occurrence.kind == Kind.EVENT) {
                StringBuilder name = new StringBuilder();
                for (String word : occurrence.name().substring("TOLD_".length()).split("_", -1)) {
                    name.append(word.charAt(0)).append(word.substring(1).toLowerCase(Locale.ROOT));
                }
                told.put(name.toString(), occurrence);
            }
        }
        return Map.copyOf(told);
    }

    String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
