package dev.calsync.schedule;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeType;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.calsync.job.JobStatus;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The JSON form and the bounds of {@link SyncCondition}. */
final class SyncConditionForm extends LogicForm<SyncCondition> {
    static final SyncConditionForm INSTANCE = new SyncConditionForm();

    private static final Duration LONGEST = Duration.ofDays(366);

    private SyncConditionForm() {
        super("conditions", List.of("timeOfDay", "hadEventsWithin", "lastOutcome", "calendar"));
    }

    @Override
    Optional<Joint<SyncCondition>> joint(SyncCondition node) {
        if (node instanceof SyncCondition.And and) {
            return Optional.of(new Joint<>("and", and.conditions()));
        }
        if (node instanceof SyncCondition.Or or) {
            return Optional.of(new Joint<>("or", or.conditions()));
        }
        return node instanceof SyncCondition.Not not
                ? Optional.of(new Joint<>("not", List.of(not.condition())))
                : Optional.empty();
    }

    @Override
    SyncCondition join(String word, List<SyncCondition> parts) {
        return switch (word) {
            case "and" -> new SyncCondition.And(parts);
            case "or" -> new SyncCondition.Or(parts);
            default -> new SyncCondition.Not(parts.get(0));
        };
    }

    @Override
    void writeLeaf(SyncCondition leaf, ObjectNode into) {
        if (leaf instanceof SyncCondition.TimeOfDay time) {
            ObjectNode span = into.putObject("timeOfDay");
            span.put("from", time.from().toString()).put("to", time.to().toString());
            if (time.days().size() < DayOfWeek.values().length) {
                ArrayNode days = span.putArray("days");
                time.days().forEach(day -> days.add(EnumWords.of(day)));
            }
            span.put("timezone", time.zone().getId());
        } else if (leaf instanceof SyncCondition.HadEvents events) {
            into.put("hadEventsWithin", events.within().toString());
        } else if (leaf instanceof SyncCondition.LastOutcome last) {
            ArrayNode outcomes = into.putArray("lastOutcome");
            last.outcomes().forEach(outcome -> outcomes.add(EnumWords.of(outcome)));
        } else if (leaf instanceof SyncCondition.CalendarProperty property) {
            ConditionForm.INSTANCE.write(property.condition(), into.putObject("calendar"));
        }
    }

    @Override
    Optional<SyncCondition> readLeaf(JsonMembers members, String form) {
        return switch (form) {
            case "timeOfDay" -> members.object(form).flatMap(SyncConditionForm::timeOfDay);
            case "hadEventsWithin" -> members.duration(form).map(SyncCondition.HadEvents::new);
            case "lastOutcome" -> members.words(form, JobStatus.class).map(SyncCondition.LastOutcome::new);
            default ->
                members.typed(form, JsonNodeType.OBJECT)
                        .flatMap(node -> ConditionForm.INSTANCE.read(node, members.pathOf(form), members.faults()))
                        .map(SyncCondition.CalendarProperty::new);
        };
    }

    private static Optional<SyncCondition> timeOfDay(JsonMembers span) {
        span.missing("from");
        span.missing("to");
        span.missing("timezone");
        Optional<LocalTime> from = span.time("from");
        Optional<LocalTime> to = span.time("to");
        Set<DayOfWeek> days = span.words("days", DayOfWeek.class).orElse(EnumSet.allOf(DayOfWeek.class));
        Optional<ZoneId> zone = span.zone("timezone");
        span.refuseOthers();
        return from.isPresent() && to.isPresent() && zone.isPresent()
                ? Optional.of(new SyncCondition.TimeOfDay(from.get(), to.get(), days, zone.get()))
                : Optional.empty();
    }

    @Override
    void leafFaults(SyncCondition leaf, String path, List<String> faults) {
        if (leaf instanceof SyncCondition.TimeOfDay time && time.days().isEmpty()) {
            faults.add(path + ".timeOfDay.days needs at least one day");
        } else if (leaf instanceof SyncCondition.HadEvents events) {
            Duration within = events.within();
            if (within.isNegative() || within.isZero() || within.compareTo(LONGEST) > 0) {
                faults.add(path + ".hadEventsWithin must be more than zero and at most " + LONGEST.toDays()
                        + " days, was " + within);
            }
        } else if (leaf instanceof SyncCondition.LastOutcome last) {
            if (last.outcomes().isEmpty()) {
                faults.add(path + ".lastOutcome needs at least one outcome");
            }
            last.outcomes().stream()
                    .filter(outcome -> !outcome.isFinal())
                    .forEach(outcome -> faults.add(path + ".lastOutcome: no run ends " + EnumWords.of(outcome)));
        } else if (leaf instanceof SyncCondition.CalendarProperty property) {
            ConditionForm.INSTANCE.faults(property.condition(), path + ".calendar", faults);
        }
    }
}
