package dev.calsync.schedule;

import com.cronutils.model.Cron;
import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.field.CronFieldName;
import com.cronutils.model.field.expression.Always;
import com.cronutils.model.field.expression.And;
import com.cronutils.model.field.expression.Between;
import com.cronutils.model.field.expression.Every;
import com.cronutils.model.field.expression.FieldExpression;
import com.cronutils.model.field.expression.On;
import com.cronutils.model.field.expression.QuestionMark;
import com.cronutils.model.field.value.FieldValue;
import com.cronutils.model.field.value.IntegerFieldValue;
import com.cronutils.model.field.value.SpecialChar;
import com.cronutils.parser.CronParser;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Reads cron expressions; the only class that knows cron-utils.
 *
 * <p>The library is used for what it is good at, the grammar: it turns text into a tree and checks ranges and names.
 * The tree is then turned into {@link CronFields}, because its own search for the next time does not always do what
 * the text says: measured with 9.2.1, runs inside a spring gap are dropped, {@code 22-2} means 22 only, {@code 1,L}
 * loses its L, {@code 31W} throws in short months.
 *
 * <p>When an expression is refused, each field is read again by itself in an otherwise harmless expression, so that
 * every bad field is named and not only the first.
 */
final class CronExpression {
    private static final int MAX_CHARS = 256;
    private static final Pattern SPACE = Pattern.compile("\\s+");

    private static final Map<String, String> MACROS = Map.of(
            "@hourly", "0 * * * *",
            "@daily", "0 0 * * *",
            "@midnight", "0 0 * * *",
            "@weekly", "0 0 * * 0",
            "@monthly", "0 0 1 * *",
            "@yearly", "0 0 1 1 *",
            "@annually", "0 0 1 1 *");
    private static final Pattern PLAIN_TOKEN = Pattern.compile("[0-9A-Za-z*?,/#-]+");

    private static final Pattern QUARTZ_ONLY =
            Pattern.compile("\\?|.*#.*|[0-9-]*[LW][LW0-9-]*", Pattern.CASE_INSENSITIVE);

    /** cron-utils numbers Sunday 7 at the start of a UNIX range, which would then run backwards. */
    private static final Pattern FROM_SUNDAY = Pattern.compile("\\bSUN-");

    private static final CronParser UNIX = new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX));
    private static final CronParser QUARTZ =
            new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.QUARTZ));

    private final boolean quartz;
    private final List<String> tokens;
    private final List<String> faults = new ArrayList<>();

    private CronExpression(List<String> tokens) {
        this.tokens = tokens;
        this.quartz = tokens.size() > 5;
    }

    static CronReading read(String expression) {
        String text = expression.strip();
        if (text.length() > MAX_CHARS) {
            return CronReading.bad(List.of("cron expression has more than " + MAX_CHARS + " characters"));
        }
        List<String> tokens = text.isEmpty() ? List.of() : List.of(SPACE.split(text));
        String written = MACROS.get(text.toLowerCase(Locale.ROOT));
        if (written != null) {
            return CronReading.bad(List.of("cron expression " + text + " is not known, write " + written));
        }
        if (tokens.size() < 5 || tokens.size() > 7) {
            return CronReading.bad(List.of("cron expression needs five fields (minute hour day-of-month month"
                    + " day-of-week) or, as Quartz has it, six or seven (second first, year last), has "
                    + tokens.size()));
        }
        return new CronExpression(tokens).read();
    }

    private CronReading read() {
        List<Unit> units = Unit.of(tokens.size());
        for (int i = 0; i < units.size(); i++) {
            if (!PLAIN_TOKEN.matcher(tokens.get(i)).matches()) {
                faults.add("cron field " + units.get(i).word() + " holds a character that no cron field has");
            }
        }
        if (!faults.isEmpty()) {
            return CronReading.bad(faults);
        }
        try {
            Cron whole = parse(tokens);
            for (int i = 0; i < units.size(); i++) {
                check(whole, units.get(i), tokens.get(i));
            }
            return faults.isEmpty() ? CronReading.good(convert(whole)) : CronReading.bad(faults);
        } catch (RuntimeException refused) {
            nameBadFields(units);
            if (faults.isEmpty()) {
                faults.add(quartz ? questionMark() : "cron expression: " + reason(refused));
            }
            return CronReading.bad(faults);
        }
    }

    /** Six fields with two stars are how Spring and others write it; what was meant is plain then. */
    private String questionMark() {
        String fault = "cron expression must have ? as day-of-month or as day-of-week, and only one of them";
        int star = tokens.get(5).equals("*") ? 5 : 3;
        if (!tokens.get(star).equals("*") || tokens.contains("?")) {
            return fault;
        }
        List<String> meant = new ArrayList<>(tokens);
        meant.set(star, "?");
        return fault + ": write " + String.join(" ", meant);
    }

    private Cron parse(List<String> fields) {
        String text = String.join(" ", fields).toUpperCase(Locale.ROOT);
        return quartz
                ? QUARTZ.parse(text)
                : UNIX.parse(FROM_SUNDAY.matcher(text).replaceAll("0-"));
    }

    private void nameBadFields(List<Unit> units) {
        for (int i = 0; i < tokens.size(); i++) {
            Unit unit = units.get(i);
            String token = tokens.get(i);
            List<String> harmless = new ArrayList<>();
            for (Unit other : units) {
                harmless.add(other == unit ? token : other.harmless(quartz, unit, token));
            }
            try {
                check(parse(harmless), unit, token);
            } catch (RuntimeException refused) {
                faults.add(fault(
                        unit,
                        token,
                        !quartz
                                        && unit.namesDays()
                                        && QUARTZ_ONLY.matcher(token).matches()
                                ? "?, L, W and # are known in expressions of six or seven fields only"
                                : reason(refused)));
            }
        }
    }

    /** Notes what only shows when the tree is turned into bits. */
    private void check(Cron cron, Unit unit, String token) {
        try {
            if (unit.namesDays()) {
                dayField(cron, unit);
            } else {
                values(cron, unit);
            }
        } catch (IllegalArgumentException refused) {
            faults.add(fault(unit, token, reason(refused)));
        }
    }

    private static String fault(Unit unit, String token, String reason) {
        return "cron field " + unit.word() + " \"" + token + "\": " + reason;
    }

    /** The library's sentence without its preamble; some of its refusals are accidents without a sentence. */
    private static String reason(RuntimeException refused) {
        String message = refused instanceof IllegalArgumentException ? refused.getMessage() : null;
        String sentence = message == null ? "" : message.replaceFirst("^Failed to parse cron expression\\.\\s*", "");
        return sentence.isBlank() || refused instanceof NumberFormatException ? "cannot be read" : sentence.strip();
    }

    private CronFields convert(Cron cron) {
        long seconds = quartz ? plain(cron, Unit.SECOND) : 1;
        boolean someYears = tokens.size() == 7 && !(expression(cron, Unit.YEAR) instanceof Always);
        CronDays days = new CronDays(
                someYears ? values(cron, Unit.YEAR) : new BitSet(),
                plain(cron, Unit.MONTH),
                dayField(cron, Unit.DAY_OF_MONTH),
                dayField(cron, Unit.DAY_OF_WEEK));
        return new CronFields(seconds, plain(cron, Unit.MINUTE), plain(cron, Unit.HOUR), days);
    }

    private CronDays.Field dayField(Cron cron, Unit unit) {
        FieldExpression root = expression(cron, unit);
        long plain = 0;
        List<CronDays.SpecialDay> special = new ArrayList<>();
        for (FieldExpression part : parts(root)) {
            if (part instanceof On on && on.getSpecialChar().getValue() != SpecialChar.NONE) {
                special.add(specialDay(on, unit));
            } else if (unit == Unit.DAY_OF_WEEK) {
                plain |= collect(part, unit).stream()
                        .mapToLong(day -> 1L << isoDayOfWeek(day))
                        .reduce(0, (a, b) -> a | b);
            } else {
                plain |= collect(part, unit).toLongArray()[0];
            }
        }
        return new CronDays.Field(restricts(root), plain, List.copyOf(special));
    }

    private CronDays.SpecialDay specialDay(On on, Unit unit) {
        int value = on.getTime().getValue();
        int nth = on.getNth().getValue();
        boolean ofMonth = unit == Unit.DAY_OF_MONTH;
        return switch (on.getSpecialChar().getValue()) {
            case L ->
                ofMonth
                        ? SpecialDays.beforeLast(Math.max(nth, 0))
                        : nth > 0
                                ? unreadable()
                                : value < 0 ? SpecialDays.saturday() : SpecialDays.last(isoDayOfWeek(value));
            case LW -> SpecialDays.lastWorkday();
            case W -> SpecialDays.nearestWorkday(value);
            case HASH -> SpecialDays.nth(isoDayOfWeek(value), nth);
            default -> unreadable();
        };
    }

    private static CronDays.SpecialDay unreadable() {
        throw new IllegalArgumentException("cannot be read");
    }

    /** A field that begins with a star and takes every value has no say in which days fire. */
    private static boolean restricts(FieldExpression root) {
        boolean every = root instanceof Every step
                && step.getExpression() instanceof Always
                && step.getPeriod().getValue() == 1;
        return !(root instanceof Always || root instanceof QuestionMark || every);
    }

    private int isoDayOfWeek(int value) {
        if (quartz) {
            return value == 1 ? 7 : value - 1;
        }
        return value == 0 ? 7 : value;
    }

    private long plain(Cron cron, Unit unit) {
        return values(cron, unit).toLongArray()[0];
    }

    private BitSet values(Cron cron, Unit unit) {
        BitSet values = new BitSet();
        parts(expression(cron, unit)).forEach(part -> values.or(collect(part, unit)));
        return values;
    }

    private static FieldExpression expression(Cron cron, Unit unit) {
        return cron.retrieve(unit.field).getExpression();
    }

    private static List<FieldExpression> parts(FieldExpression root) {
        return root instanceof And list ? list.getExpressions() : List.of(root);
    }

    private BitSet collect(FieldExpression part, Unit unit) {
        int step = 1;
        FieldExpression range = part;
        if (part instanceof Every every) {
            step = every.getPeriod().getValue();
            range = every.getExpression();
        }
        int from = unit.lowest(quartz);
        int to = unit.highest;
        if (range instanceof Between between) {
            from = number(between.getFrom());
            to = number(between.getTo());
        } else if (range instanceof On on) {
            from = on.getTime().getValue();
            to = part instanceof Every ? to : from;
        } else if (!(range instanceof Always || range instanceof QuestionMark)) {
            throw new IllegalArgumentException("cannot be read");
        }
        return count(from, to, step, unit);
    }

    /** A range that runs backwards goes on at the field's lowest value: {@code 22-2} is 22, 23, 0, 1, 2. */
    private BitSet count(int from, int to, int step, Unit unit) {
        if (step < 1 || (to < from && unit == Unit.YEAR)) {
            throw new IllegalArgumentException("the range or its step leads nowhere");
        }
        BitSet values = new BitSet();
        int size = unit.highest - unit.lowest(quartz) + 1;
        int end = to < from ? to + size : to;
        for (int value = from; value <= end; value += step) {
            values.set(value > unit.highest ? value - size : value);
        }
        return values;
    }

    private static int number(FieldValue<?> value) {
        if (value instanceof IntegerFieldValue integer) {
            return integer.getValue();
        }
        throw new IllegalArgumentException("a range needs two plain values");
    }

    /** The fields in the order in which they are written. */
    private enum Unit {
        SECOND(CronFieldName.SECOND, 0, 59),
        MINUTE(CronFieldName.MINUTE, 0, 59),
        HOUR(CronFieldName.HOUR, 0, 23),
        DAY_OF_MONTH(CronFieldName.DAY_OF_MONTH, 1, 31),
        MONTH(CronFieldName.MONTH, 1, 12),
        DAY_OF_WEEK(CronFieldName.DAY_OF_WEEK, 0, 7),
        YEAR(CronFieldName.YEAR, 1970, 2099);

        private final CronFieldName field;
        private final int lowest;
        private final int highest;

        Unit(CronFieldName field, int lowest, int highest) {
            this.field = field;
            this.lowest = lowest;
            this.highest = highest;
        }

        static List<Unit> of(int fieldCount) {
            return List.of(values()).subList(fieldCount > 5 ? 0 : 1, fieldCount == 7 ? 7 : 6);
        }

        int lowest(boolean quartz) {
            return this == DAY_OF_WEEK && quartz ? 1 : lowest;
        }

        boolean namesDays() {
            return this == DAY_OF_MONTH || this == DAY_OF_WEEK;
        }

        String word() {
            return EnumWords.of(this);
        }

        /** What this field says while another one is tried out. */
        String harmless(boolean quartz, Unit tried, String token) {
            if (!quartz || !namesDays()) {
                return "*";
            }
            if (tried.namesDays()) {
                return token.equals("?") ? "*" : "?";
            }
            return this == DAY_OF_WEEK ? "?" : "*";
        }
    }
}
