package dev.calsync.schedule;

import dev.calsync.job.OnFailure;
import dev.calsync.job.Priority;
import dev.calsync.job.SyncType;
import dev.calsync.pacing.RetryPolicy;
import dev.calsync.reconcile.ConflictPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** How a schedule's runs are made; {@link SyncSchedule} tells what each of them means. */
record ScheduleOptions(
        SyncType type,
        Priority priority,
        MisfirePolicy misfire,
        Optional<ConflictPolicy> conflicts,
        boolean retryOnFailure,
        Optional<RetryPolicy> retry,
        Optional<OnFailure> onFailure,
        Optional<SyncCondition> when,
        Optional<EventFilter> filter) {

    static ScheduleOptions of(Priority priority) {
        return new ScheduleOptions(
                SyncType.INCREMENTAL,
                priority,
                MisfirePolicy.runOnce(),
                Optional.empty(),
                true,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    ScheduleOptions type(SyncType value) {
        return new ScheduleOptions(value, priority, misfire, conflicts, retryOnFailure, retry, onFailure, when, filter);
    }

    ScheduleOptions priority(Priority value) {
        return new ScheduleOptions(type, value, misfire, conflicts, retryOnFailure, retry, onFailure, when, filter);
    }

    ScheduleOptions misfire(MisfirePolicy value) {
        return new ScheduleOptions(type, priority, value, conflicts, retryOnFailure, retry, onFailure, when, filter);
    }

    ScheduleOptions conflicts(Optional<ConflictPolicy> value) {
        return new ScheduleOptions(type, priority, misfire, value, retryOnFailure, retry, onFailure, when, filter);
    }

    ScheduleOptions retryOnFailure(boolean value) {
        return new ScheduleOptions(type, priority, misfire, conflicts, value, retry, onFailure, when, filter);
    }

    ScheduleOptions retry(Optional<RetryPolicy> value) {
        return new ScheduleOptions(type, priority, misfire, conflicts, retryOnFailure, value, onFailure, when, filter);
    }

    ScheduleOptions onFailure(Optional<OnFailure> value) {
        return new ScheduleOptions(type, priority, misfire, conflicts, retryOnFailure, retry, value, when, filter);
    }

    ScheduleOptions when(Optional<SyncCondition> value) {
        return new ScheduleOptions(type, priority, misfire, conflicts, retryOnFailure, retry, onFailure, value, filter);
    }

    ScheduleOptions filter(Optional<EventFilter> value) {
        return new ScheduleOptions(type, priority, misfire, conflicts, retryOnFailure, retry, onFailure, when, value);
    }

    List<String> faults() {
        List<String> faults = new ArrayList<>();
        if (misfire instanceof MisfirePolicy.CatchUp catchUp
                && (catchUp.runs() < 1 || catchUp.runs() > MisfirePolicy.CatchUp.MAX_RUNS)) {
            faults.add("misfire: catching up takes 1 to " + MisfirePolicy.CatchUp.MAX_RUNS + " runs, not "
                    + catchUp.runs());
        }
        retry.ifPresent(policy -> policy.faults().forEach(fault -> faults.add("retry: " + fault)));
        when.ifPresent(condition -> SyncConditionForm.INSTANCE.faults(condition, "when", faults));
        filter.ifPresent(events -> EventFilterForm.INSTANCE.faults(events, "filter", faults));
        return faults;
    }
}
