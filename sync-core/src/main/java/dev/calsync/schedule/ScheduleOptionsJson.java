package dev.calsync.schedule;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeType;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.calsync.job.OnFailure;
import dev.calsync.job.SyncType;
import dev.calsync.pacing.RetryPolicy;
import dev.calsync.reconcile.ConflictPolicy;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The member {@code options} of a schedule's JSON. */
final class ScheduleOptionsJson {
    /** The options whose values {@link SyncSchedule#faults} checks, by the first word of its sentences. */
    static final List<String> CHECKED = List.of("retry", "when", "filter");

    private ScheduleOptionsJson() {}

    static void write(SyncSchedule schedule, ObjectNode options) {
        options.put("incremental", schedule.type() == SyncType.INCREMENTAL);
        schedule.conflicts().ifPresent(policy -> options.put("conflictResolution", policy.word()));
        options.put("retryOnFailure", schedule.retryOnFailure());
        schedule.retry()
                .ifPresent(retry -> options.putObject("retry")
                        .put("initial", retry.initial().toString())
                        .put("cap", retry.cap().toString())
                        .put("maxRetries", retry.maxRetries())
                        .put("jitter", retry.jitter()));
        schedule.onFailure().ifPresent(value -> options.put("onFailure", EnumWords.of(value)));
        schedule.when().ifPresent(when -> SyncConditionForm.INSTANCE.write(when, options.putObject("when")));
        schedule.filter().ifPresent(filter -> EventFilterForm.INSTANCE.write(filter, options.putObject("filter")));
    }

    static SyncSchedule read(SyncSchedule schedule, JsonMembers options) {
        SyncSchedule result =
                schedule.retryOnFailure(options.bool("retryOnFailure").orElse(true));
        if (!options.bool("incremental").orElse(true)) {
            result = result.type(SyncType.FULL);
        }
        result = conflicts(options).map(result::conflicts).orElse(result);
        result = retry(options).map(result::retry).orElse(result);
        result = onFailure(options).map(result::onFailure).orElse(result);
        result = logic(options, "when", SyncConditionForm.INSTANCE)
                .map(result::when)
                .orElse(result);
        result = logic(options, "filter", EventFilterForm.INSTANCE)
                .map(result::filter)
                .orElse(result);
        options.refuseOthers();
        return result;
    }

    static Optional<ConflictPolicy> conflicts(JsonMembers members) {
        String word = members.text("conflictResolution").orElse(null);
        if (word == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(ConflictPolicy.parse(word));
        } catch (IllegalArgumentException unknown) {
            members.fault(
                    "conflictResolution",
                    "unknown word " + JsonMembers.quoted(word) + ", known are "
                            + EnumWords.choices(ConflictPolicy.class));
            return Optional.empty();
        }
    }

    private static Optional<OnFailure> onFailure(JsonMembers options) {
        String word = options.text("onFailure").orElse(null);
        Optional<OnFailure> found = word == null ? Optional.empty() : EnumWords.find(OnFailure.class, word);
        if (word != null && found.isEmpty()) {
            options.fault(
                    "onFailure",
                    "unknown word " + JsonMembers.quoted(word) + ", known are " + EnumWords.choices(OnFailure.class));
        }
        return found;
    }

    private static Optional<RetryPolicy> retry(JsonMembers options) {
        Optional<JsonMembers> member = options.object("retry");
        if (member.isEmpty()) {
            return Optional.empty();
        }
        JsonMembers retry = member.get();
        retry.missing("initial");
        retry.missing("cap");
        Optional<Duration> initial = retry.duration("initial");
        Optional<Duration> cap = retry.duration("cap");
        Optional<Integer> maxRetries = retry.integer("maxRetries");
        Optional<Double> jitter = retry.number("jitter");
        retry.refuseOthers();
        if (initial.isEmpty() || cap.isEmpty()) {
            return Optional.empty();
        }
        RetryPolicy policy = RetryPolicy.exponential(initial.get(), cap.get());
        policy = maxRetries.map(policy::withMaxRetries).orElse(policy);
        return Optional.of(jitter.map(policy::withJitter).orElse(policy));
    }

    private static <T> Optional<T> logic(JsonMembers options, String name, LogicForm<T> form) {
        Optional<JsonNode> node = options.typed(name, JsonNodeType.OBJECT);
        return node.flatMap(member -> form.read(member, options.pathOf(name), options.faults()));
    }
}
