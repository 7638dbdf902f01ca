package dev.calsync.schedule;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.JsonNodeType;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.calsync.job.Priority;
import dev.calsync.job.SyncType;
import dev.calsync.model.UserId;
import dev.calsync.reconcile.ConflictPolicy;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The JSON form of schedules, written and read by hand so that it is the same whatever our classes look like. */
final class ScheduleJson {
    static final int MAX_CHARS = 262_144;

    /** What any host would refuse is refused while reading; the host's own bounds are not known here. */
    private static final ScheduleBounds WIDEST = new ScheduleBounds(Duration.ofMillis(1), Duration.ofDays(3660));

    private final JsonMembers members;
    private final List<String> faults;

    private ScheduleJson(JsonNode root, List<String> faults) {
        this.members = new JsonMembers(root, "$", faults);
        this.faults = faults;
    }

    static String write(SyncSchedule schedule) {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        writeTrigger(schedule.trigger(), root);
        ArrayNode calendars = root.putArray("calendars");
        schedule.calendars().forEach(selector -> calendars.add(selector.toString()));
        schedule.userId().ifPresent(user -> root.put("userId", user.value()));
        if (schedule.priority() != SyncSchedule.defaultPriority(schedule.trigger())) {
            root.put("priority", EnumWords.of(schedule.priority()));
        }
        if (schedule.misfire() instanceof MisfirePolicy.Skip) {
            root.put("misfire", "skip");
        } else if (schedule.misfire() instanceof MisfirePolicy.CatchUp catchUp) {
            root.putObject("misfire").put("catchUp", catchUp.runs());
        }
        ObjectNode options = root.putObject("options");
        options.put("incremental", schedule.type() == SyncType.INCREMENTAL);
        schedule.conflicts().ifPresent(policy -> options.put("conflictResolution", policy.word()));
        options.put("retryOnFailure", schedule.retryOnFailure());
        return root.toString();
    }

    private static void writeTrigger(Trigger trigger, ObjectNode root) {
        if (trigger instanceof Trigger.Interval interval) {
            Duration every = interval.interval();
            root.put("type", "interval");
            if (every.equals(Duration.ofMinutes(every.toMinutes()))) {
                root.put("interval", every.toMinutes());
            } else {
                root.put("interval", every.toString());
            }
        } else if (trigger instanceof Trigger.Cron cron) {
            root.put("type", "time-based");
            root.put("schedule", cron.expression());
            root.put("timezone", cron.zone().getId());
            if (cron.gap() != GapPolicy.RUN_AT_GAP_END) {
                root.put("gap", EnumWords.of(cron.gap()));
            }
            if (cron.overlap() != OverlapPolicy.FIRST) {
                root.put("overlap", EnumWords.of(cron.overlap()));
            }
        } else if (trigger instanceof Trigger.Event event) {
            root.put("type", "event-driven");
            root.put("trigger", EnumWords.of(event.kind()));
            ConditionJson.writeAll(event.conditions(), root.putArray("conditions"));
        }
    }

    static ScheduleReading read(String json) {
        List<String> faults = new ArrayList<>();
        Optional<SyncSchedule> schedule =
                JsonMembers.parseObject(json, MAX_CHARS, faults).map(root -> new ScheduleJson(root, faults).read());
        return schedule.isPresent() && faults.isEmpty()
                ? new ScheduleReading.Read(schedule.get())
                : new ScheduleReading.Parked(json, faults);
    }

    /** Reads everything even after a fault; the result only counts if there was none. */
    private SyncSchedule read() {
        Optional<Trigger> trigger = trigger();
        SyncSchedule schedule = SyncSchedule.on(trigger.orElse(Trigger.api()));
        for (CalendarSelector selector : calendars()) {
            schedule = schedule.select(selector);
        }
        schedule = userId().map(schedule::userId).orElse(schedule);
        schedule =
                members.word("priority", Priority.class).map(schedule::priority).orElse(schedule);
        schedule = misfire().map(schedule::misfire).orElse(schedule);
        schedule = options(schedule);
        members.refuseOthers();
        boolean sound = faults.isEmpty();
        for (String fault : schedule.faults(WIDEST)) {
            // An empty list is also what is left of a list whose every entry was refused; then that was told already.
            if (sound || !fault.startsWith("calendars") || !members.has("calendars")) {
                faults.add("$: " + fault);
            }
        }
        return schedule;
    }

    private Optional<Trigger> trigger() {
        members.missing("type");
        String type = members.text("type").orElse("");
        switch (type) {
            case "interval" -> {
                members.missing("interval");
                return interval().map(Trigger::every);
            }
            case "time-based" -> {
                return cron();
            }
            case "event-driven" -> {
                members.missing("trigger");
                Optional<EventKind> kind = members.word("trigger", EventKind.class);
                List<Condition> conditions = members.list("conditions")
                        .map(elements -> ConditionJson.readAll(elements, members.pathOf("conditions"), faults))
                        .orElse(List.of());
                return Optional.of(new Trigger.Event(kind.orElse(EventKind.API), conditions));
            }
            default -> {
                if (!type.isEmpty()) {
                    members.fault(
                            "type",
                            "unknown word " + JsonMembers.quoted(type)
                                    + ", known are interval, time-based, event-driven");
                }
                // Which members belong to an unknown type is unknown too.
                List.of("interval", "schedule", "timezone", "gap", "overlap", "trigger", "conditions")
                        .forEach(members::has);
                return Optional.empty();
            }
        }
    }

    private Optional<Duration> interval() {
        Optional<JsonNode> member = members.any("interval");
        if (member.isEmpty()) {
            return Optional.empty();
        }
        JsonNode node = member.get();
        try {
            if (node.isTextual()) {
                return Optional.of(Duration.parse(node.textValue()));
            }
            if (node.isIntegralNumber() && node.canConvertToInt()) {
                return Optional.of(Duration.ofMinutes(node.intValue()));
            }
        } catch (DateTimeException | ArithmeticException malformed) {
            // Told below, as for every other form.
        }
        members.fault("interval", "must be a whole number of minutes or an ISO-8601 duration like \"PT90S\"");
        return Optional.empty();
    }

    private Optional<Trigger> cron() {
        members.missing("schedule");
        Optional<String> expression = members.text("schedule");
        Optional<String> zoneId = members.text("timezone");
        ZoneId zone = ZoneOffset.UTC;
        try {
            zone = ZoneId.of(zoneId.orElse("UTC"));
        } catch (DateTimeException unknown) {
            members.fault(
                    "timezone",
                    JsonMembers.quoted(zoneId.orElse("")) + " is not a zone that this JDK knows, like Europe/Berlin");
        }
        GapPolicy gap = members.word("gap", GapPolicy.class).orElse(GapPolicy.RUN_AT_GAP_END);
        OverlapPolicy overlap = members.word("overlap", OverlapPolicy.class).orElse(OverlapPolicy.FIRST);
        ZoneId known = zone;
        return expression.map(text -> new Trigger.Cron(text, known, gap, overlap));
    }

    private List<CalendarSelector> calendars() {
        List<CalendarSelector> selectors = new ArrayList<>();
        List<String> texts = members.texts("calendars").orElse(List.of());
        for (int i = 0; i < texts.size(); i++) {
            try {
                selectors.add(CalendarSelector.parse(texts.get(i)));
            } catch (IllegalArgumentException malformed) {
                members.fault(
                        "calendars",
                        JsonMembers.quoted(texts.get(i)) + " is none of account:ID/CALENDAR, account:ID/*, *");
            }
        }
        return selectors;
    }

    private Optional<UserId> userId() {
        try {
            return members.text("userId").map(UserId::of);
        } catch (IllegalArgumentException malformed) {
            members.fault("userId", "must have 1 to 255 characters and no control characters");
            return Optional.empty();
        }
    }

    private Optional<MisfirePolicy> misfire() {
        JsonNode node = members.any("misfire").orElse(null);
        if (node == null) {
            return Optional.empty();
        }
        if (node.isTextual() && node.textValue().equals("run-once")) {
            return Optional.of(MisfirePolicy.runOnce());
        }
        if (node.isTextual() && node.textValue().equals("skip")) {
            return Optional.of(MisfirePolicy.skip());
        }
        if (node.isObject()
                && node.size() == 1
                && node.path("catchUp").canConvertToInt()
                && node.path("catchUp").isIntegralNumber()) {
            return Optional.of(MisfirePolicy.catchUp(node.path("catchUp").intValue()));
        }
        members.fault("misfire", "must be \"run-once\", \"skip\" or {\"catchUp\":n} with a whole number n");
        return Optional.empty();
    }

    private SyncSchedule options(SyncSchedule schedule) {
        Optional<JsonNode> node = members.typed("options", JsonNodeType.OBJECT);
        if (node.isEmpty()) {
            return schedule;
        }
        JsonMembers options = new JsonMembers(node.get(), members.pathOf("options"), faults);
        SyncSchedule result = schedule;
        if (!options.bool("incremental").orElse(true)) {
            result = result.type(SyncType.FULL);
        }
        String policy = options.text("conflictResolution").orElse(null);
        if (policy != null) {
            try {
                result = result.conflicts(ConflictPolicy.parse(policy));
            } catch (IllegalArgumentException unknown) {
                options.fault(
                        "conflictResolution",
                        "unknown word " + JsonMembers.quoted(policy) + ", known are "
                                + EnumWords.choices(ConflictPolicy.class));
            }
        }
        result = result.retryOnFailure(options.bool("retryOnFailure").orElse(true));
        if (options.has("filter")) {
            options.fault(
                    "filter",
                    "event filters are not known to this version; without it other events would be"
                            + " synchronised than were asked for");
        }
        options.refuseOthers();
        return result;
    }
}
