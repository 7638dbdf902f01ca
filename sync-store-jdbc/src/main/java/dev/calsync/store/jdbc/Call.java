package dev.calsync.store.jdbc;

import dev.calsync.store.jdbc.Dialect.ElementType;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One statement of a transaction: its parameters from left to right, then what is to be done with it. A list as a parameter
 * is written <code>IN (?*)</code>; it becomes an array where the database has them, and as many marks as needed elsewhere.
 * An empty list is in nothing.
 */
final class Call {
    private static final String LIST = "IN (?*)";
    private static final String FIRST_COLUMN = "calendar_key = ? AND ";

    private final Statements statements;
    private final String sql;
    private final List<Parameter> parameters;

    Call(Statements statements, String sql) {
        this(statements, sql, new ArrayList<>());
    }

    private Call(Statements statements, String sql, List<Parameter> parameters) {
        this.statements = statements;
        this.sql = sql;
        this.parameters = parameters;
    }

    /** Puts one value into a statement. */
    private interface Parameter {
        /** @return the number of the next parameter */
        int bind(PreparedStatement statement, int number) throws SQLException;

        /** How many marks it needs where there are no arrays; -1 if it is no list. */
        default int marks() {
            return -1;
        }
    }

    private Call with(Parameter parameter) {
        parameters.add(parameter);
        return this;
    }

    Call number(long value) {
        return with((statement, number) -> {
            statement.setLong(number, value);
            return number + 1;
        });
    }

    Call numberOrNull(@Nullable Long value) {
        return value == null ? none(java.sql.Types.BIGINT) : number(value);
    }

    Call integer(int value) {
        return with((statement, number) -> {
            statement.setInt(number, value);
            return number + 1;
        });
    }

    Call flag(boolean value) {
        return with((statement, number) -> {
            statement.setBoolean(number, value);
            return number + 1;
        });
    }

    Call text(@Nullable String value) {
        return with((statement, number) -> {
            statement.setString(number, value);
            return number + 1;
        });
    }

    Call time(@Nullable Instant value) {
        return value == null ? none(java.sql.Types.BIGINT) : number(Micros.of(value));
    }

    Call bytes(byte @Nullable [] value) {
        return with((statement, number) -> {
            statement.setBytes(number, value);
            return number + 1;
        });
    }

    private Call none(int type) {
        return with((statement, number) -> {
            statement.setNull(number, type);
            return number + 1;
        });
    }

    Call numbers(Collection<Long> values) {
        return with(new ListParameter(ElementType.NUMBER, List.copyOf(values)));
    }

    Call integers(Collection<Integer> values) {
        return with(new ListParameter(ElementType.INTEGER, List.copyOf(values)));
    }

    Call flags(Collection<Boolean> values) {
        return with(new ListParameter(ElementType.FLAG, List.copyOf(values)));
    }

    Call texts(Collection<String> values) {
        return with(new ListParameter(ElementType.TEXT, List.copyOf(values)));
    }

    Call hashes(Collection<byte[]> values) {
        return with(new ListParameter(ElementType.BYTES, List.copyOf(values)));
    }

    /** A list that may hold nulls; only for {@code unnest}, where the database has arrays. */
    Call column(ElementType type, Collection<? extends @Nullable Object> values) {
        return with((statement, number) -> {
            statements.dialect().bindArray(statement, number, type, values);
            return number + 1;
        });
    }

    private final class ListParameter implements Parameter {
        private final ElementType type;
        private final List<?> values;

        ListParameter(ElementType type, List<?> values) {
            this.type = type;
            this.values = values;
        }

        @Override
        public int bind(PreparedStatement statement, int number) throws SQLException {
            if (statements.dialect().arrays()) {
                statements.dialect().bindArray(statement, number, type, values);
                return number + 1;
            }
            int marks = marks();
            for (int i = 0; i < marks; i++) {
                statement.setObject(number + i, values.isEmpty() ? null : values.get(Math.min(i, values.size() - 1)));
            }
            return number + marks;
        }

        /** A power of two, so that there are few statements to prepare. The last value stands in for those that are missing. */
        @Override
        public int marks() {
            return values.size() <= 1 ? 1 : Integer.highestOneBit(values.size() - 1) << 1;
        }
    }

    /**
     * Itself, or a call for each value of its list where the database would look through the whole calendar for a list: one that
     * stands second in an index's columns.
     */
    private List<Call> calls() {
        if (statements.dialect().findsLists() || !listIsSecond()) {
            return List.of(this);
        }
        int place = 0;
        while (parameters.get(place).marks() < 0) {
            place++;
        }
        List<Call> calls = new ArrayList<>();
        for (Object value : ((ListParameter) parameters.get(place)).values) {
            List<Parameter> one = new ArrayList<>(parameters);
            one.set(place, (statement, number) -> {
                statement.setObject(number, value);
                return number + 1;
            });
            calls.add(new Call(statements, sql.replace(LIST, "= ?"), one));
        }
        return calls;
    }

    private boolean listIsSecond() {
        return sql.contains(LIST) && sql.substring(0, sql.indexOf(LIST)).contains(FIRST_COLUMN);
    }

    /** All rows of the answer. */
    <T> List<T> list(Row.Reader<? extends T> reader) {
        List<T> rows = new ArrayList<>();
        calls().forEach(call -> rows.addAll(call.listed(reader)));
        return rows;
    }

    private <T> List<T> listed(Row.Reader<? extends T> reader) {
        return statements.execute(this, statement -> {
            List<T> rows = new ArrayList<>();
            try (ResultSet results = statements.answer(statement)) {
                Row row = new Row(results);
                while (row.next()) {
                    rows.add(reader.read(row));
                }
            }
            return rows;
        });
    }

    /** The first row of the answer. */
    <T> Optional<T> first(Row.Reader<? extends T> reader) {
        return statements.execute(this, statement -> {
            try (ResultSet results = statements.answer(statement)) {
                Row row = new Row(results);
                return row.next() ? Optional.of(reader.read(row)) : Optional.<T>empty();
            }
        });
    }

    /** Whether there is an answer. */
    boolean any() {
        return first(row -> true).isPresent();
    }

    /** Changes rows. Returns how many. */
    int update() {
        return calls().stream()
                .mapToInt(call -> statements.execute(call, statements::count))
                .sum();
    }

    /** Inserts a row. Returns the key that it was given. */
    long insert(String keyColumn) {
        return statements.insert(
                new Call(statements, statements.dialect().insertReturning(sql, keyColumn), parameters), keyColumn);
    }

    /** The statement as the database gets it. */
    String text() {
        String text = statements.names().render(sql);
        if (!text.contains(LIST)) {
            return text;
        }
        if (statements.dialect().arrays()) {
            return text.replace(LIST, statements.dialect().inArray(listIsSecond()));
        }
        StringBuilder marked = new StringBuilder();
        int from = 0;
        for (Parameter parameter : parameters) {
            if (parameter.marks() > 0) {
                int at = text.indexOf(LIST, from);
                marked.append(text, from, at)
                        .append("IN (?")
                        .append(",?".repeat(parameter.marks() - 1))
                        .append(')');
                from = at + LIST.length();
            }
        }
        return marked.append(text, from, text.length()).toString();
    }

    /** Binds the parameters and forgets them, so that the next row's can follow. */
    void bind(PreparedStatement statement) throws SQLException {
        int number = 1;
        for (Parameter parameter : parameters) {
            number = parameter.bind(statement, number);
        }
        parameters.clear();
    }
}
