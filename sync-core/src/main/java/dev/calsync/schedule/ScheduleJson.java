package dev.calsync.schedule;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.calsync.job.Priority;
import dev.calsync.model.UserId;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The JSON form of schedules, written and read by hand so that it is the same whatever our classes look like. */
final class ScheduleJson {
    static final int MAX_CHARS = 262_144;

    /** What any host would refuse is refused while reading; the host's own bounds are not known here. */
    static final ScheduleBounds WIDEST = new ScheduleBounds(Duration.ofMillis(1), Duration.ofDays(3660));

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
        schedule.spread().ifPresent(spread -> root.put("spread", spread.toString()));
        ScheduleOptionsJson.write(schedule, root.putObject("options"));
        return root.toString();
    }

    private static void writeTrigger(Trigger trigger, ObjectNode root) {
        if (trigger instanceof Trigger.Interval interval) {
            root.put("type", "interval");
            JsonMembers.putInterval(root, interval.interval());
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
            ConditionForm.INSTANCE.writeAll(event.conditions(), root.putArray("conditions"));
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
        schedule = members.duration("spread").map(schedule::spread).orElse(schedule);
        SyncSchedule told = schedule;
        schedule = members.object("options")
                .map(options -> ScheduleOptionsJson.read(told, options))
                .orElse(told);
        members.refuseOthers();
        addValueFaults(schedule);
        return schedule;
    }

    /** What is left of a member of which a part was refused may look faulty by that alone, and is not told twice. */
    private void addValueFaults(SyncSchedule schedule) {
        List<String> read = List.copyOf(faults);
        for (String fault : schedule.faults(WIDEST)) {
            String name = fault.split("\\P{Alpha}", 2)[0];
            boolean option = ScheduleOptionsJson.CHECKED.contains(name);
            String member = option ? "$.options." + name : "$." + name;
            if (read.stream().noneMatch(told -> told.startsWith(member))) {
                faults.add(option ? "$.options." + fault : "$: " + fault);
            }
        }
    }

    private Optional<Trigger> trigger() {
        members.missing("type");
        String type = members.text("type").orElse("");
        switch (type) {
            case "interval" -> {
                members.missing("interval");
                return members.interval("interval").map(Trigger::every);
            }
            case "time-based" -> {
                return cron();
            }
            case "event-driven" -> {
                members.missing("trigger");
                Optional<EventKind> kind = members.word("trigger", EventKind.class);
                List<Condition> conditions = members.list("conditions")
                        .map(elements -> ConditionForm.INSTANCE.readAll(elements, members.pathOf("conditions"), faults))
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
                members.acceptOthers();
                return Optional.empty();
            }
        }
    }

    private Optional<Trigger> cron() {
        members.missing("schedule");
        Optional<String> expression = members.text("schedule");
        ZoneId zone = members.zone("timezone").orElse(ZoneId.of("UTC"));
        GapPolicy gap = members.word("gap", GapPolicy.class).orElse(GapPolicy.RUN_AT_GAP_END);
        OverlapPolicy overlap = members.word("overlap", OverlapPolicy.class).orElse(OverlapPolicy.FIRST);
        return expression.map(text -> new Trigger.Cron(text, zone, gap, overlap));
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
}
