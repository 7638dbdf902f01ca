package dev.calsync.schedule;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Says in English why a condition does not hold, without a property's value, which may be somebody's name. */
final class ConditionWords {
    private ConditionWords() {}

    static Optional<String> whyNot(SyncCondition condition, CalendarFacts facts) {
        if (condition instanceof SyncCondition.And and) {
            return and.conditions().stream()
                    .map(part -> whyNot(part, facts))
                    .flatMap(Optional::stream)
                    .findFirst();
        }
        if (condition instanceof SyncCondition.Or or) {
            return whyNone(or.conditions(), facts);
        }
        if (condition instanceof SyncCondition.Not not) {
            return not.condition().holds(facts)
                    ? Optional.of(words(not.condition()) + ", and the schedule asks for the opposite")
                    : Optional.empty();
        }
        return condition.holds(facts) ? Optional.empty() : Optional.of(unmet(condition, facts));
    }

    private static Optional<String> whyNone(List<SyncCondition> parts, CalendarFacts facts) {
        List<String> reasons = new ArrayList<>();
        for (SyncCondition part : parts) {
            Optional<String> reason = whyNot(part, facts);
            if (reason.isEmpty()) {
                return Optional.empty();
            }
            reasons.add(reason.get());
        }
        return Optional.of(String.join(", and ", reasons));
    }

    private static String unmet(SyncCondition leaf, CalendarFacts facts) {
        if (leaf instanceof SyncCondition.TimeOfDay time) {
            return "it is not " + span(time);
        }
        if (leaf instanceof SyncCondition.HadEvents events) {
            return "the calendar had no event in the last " + length(events.within());
        }
        if (leaf instanceof SyncCondition.LastOutcome last) {
            return facts.lastOutcome()
                    .map(outcome -> "the last run ended " + EnumWords.of(outcome) + ", not " + outcomes(last))
                    .orElse("no run has ended yet, so none ended " + outcomes(last));
        }
        return "the calendar's " + attributes(leaf) + " is not as the schedule asks";
    }

    /** What the condition says, as if it held. */
    private static String words(SyncCondition condition) {
        if (condition instanceof SyncCondition.And and) {
            return and.conditions().stream().map(ConditionWords::words).collect(Collectors.joining(", and "));
        }
        if (condition instanceof SyncCondition.Or or) {
            return or.conditions().stream().map(ConditionWords::words).collect(Collectors.joining(", or "));
        }
        if (condition instanceof SyncCondition.Not not) {
            return "it is not so that " + words(not.condition());
        }
        if (condition instanceof SyncCondition.TimeOfDay time) {
            return "it is " + span(time);
        }
        if (condition instanceof SyncCondition.HadEvents events) {
            return "the calendar had an event in the last " + length(events.within());
        }
        if (condition instanceof SyncCondition.LastOutcome last) {
            return "the last run ended " + outcomes(last);
        }
        return "the calendar's " + attributes(condition) + " is as named";
    }

    private static String span(SyncCondition.TimeOfDay time) {
        return "between " + time.from() + " and " + time.to() + days(time.days()) + " in " + time.zone();
    }

    private static String days(Set<DayOfWeek> days) {
        if (days.size() == 7) {
            return "";
        }
        if (days.equals(EnumSet.range(DayOfWeek.MONDAY, DayOfWeek.FRIDAY))) {
            return " from monday to friday";
        }
        return " on " + days.stream().map(EnumWords::of).collect(Collectors.joining(", "));
    }

    private static String length(Duration length) {
        return length.equals(length.truncatedTo(ChronoUnit.DAYS)) ? length.toDays() + " days" : length.toString();
    }

    private static String outcomes(SyncCondition.LastOutcome last) {
        return last.outcomes().stream().map(EnumWords::of).collect(Collectors.joining(" or "));
    }

    private static String attributes(SyncCondition leaf) {
        Set<String> names = new TreeSet<>();
        if (leaf instanceof SyncCondition.CalendarProperty property) {
            collect(property.condition(), names);
        }
        return names.stream().map(JsonMembers::quoted).collect(Collectors.joining(" or "));
    }

    private static void collect(Condition condition, Set<String> names) {
        if (condition instanceof Condition.Equals equal) {
            names.add(equal.attribute());
        } else if (condition instanceof Condition.In in) {
            names.add(in.attribute());
        } else if (condition instanceof Condition.Matches matches) {
            names.add(matches.attribute());
        } else if (condition instanceof Condition.Exists exists) {
            names.add(exists.attribute());
        } else if (condition instanceof Condition.And and) {
            and.conditions().forEach(part -> collect(part, names));
        } else if (condition instanceof Condition.Or or) {
            or.conditions().forEach(part -> collect(part, names));
        } else if (condition instanceof Condition.Not not) {
            collect(not.condition(), names);
        }
    }
}
