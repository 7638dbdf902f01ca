package dev.calsync.store.jdbc;

import dev.calsync.store.jdbc.Dialect.ElementType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How rows of one kind are written, many at once: as one array for each column where that is one statement and one plan, else
 * as a batch. Unchanging once it is put together; the first columns are the key.
 *
 * @param <R> what a row is made of
 */
final class Columns<R> {
    private final String table;
    private final int keys;
    private final List<Column<R>> columns;

    private Columns(String table, int keys, List<Column<R>> columns) {
        this.table = table;
        this.keys = keys;
        this.columns = List.copyOf(columns);
    }

    private record Column<R>(String name, ElementType type, Function<R, ? extends @Nullable Object> value) {}

    /** Puts columns together. */
    static final class Builder<R> {
        private final List<Column<R>> columns = new ArrayList<>();

        private Builder<R> add(String name, ElementType type, Function<R, ? extends @Nullable Object> value) {
            columns.add(new Column<>(name, type, value));
            return this;
        }

        Builder<R> number(String name, Function<R, @Nullable Long> value) {
            return add(name, ElementType.NUMBER, value);
        }

        Builder<R> integer(String name, Function<R, @Nullable Integer> value) {
            return add(name, ElementType.INTEGER, value);
        }

        Builder<R> flag(String name, Function<R, Boolean> value) {
            return add(name, ElementType.FLAG, value);
        }

        Builder<R> text(String name, Function<R, @Nullable String> value) {
            return add(name, ElementType.TEXT, value);
        }

        Builder<R> bytes(String name, Function<R, byte @Nullable []> value) {
            return add(name, ElementType.BYTES, value);
        }

        Builder<R> time(String name, Function<R, @Nullable Instant> value) {
            return number(name, row -> {
                Instant time = value.apply(row);
                return time == null ? null : Micros.of(time);
            });
        }

        /** The first so many columns are the key. */
        Columns<R> of(String table, int keys) {
            return new Columns<>(table, keys, columns);
        }
    }

    /** Changes the rows that have these keys. */
    void update(JdbcTransaction tx, Collection<R> rows) {
        if (rows.isEmpty()) {
            return;
        }
        List<Column<R>> key = columns.subList(0, keys);
        List<Column<R>> values = columns.subList(keys, columns.size());
        if (tx.dialect().updatesFromArrays()) {
            String sql = "UPDATE {" + table + "} t SET "
                    + joined(values, column -> column.name + " = v." + column.name, ", ") + " FROM "
                    + unnested(tx.dialect()) + " WHERE "
                    + joined(key, column -> "t." + column.name + " = v." + column.name, " AND ");
            bindArrays(tx.call(sql), rows).update();
            return;
        }
        String sql = "UPDATE {" + table + "} SET " + joined(values, column -> column.name + " = ?", ", ") + " WHERE "
                + joined(key, column -> column.name + " = ?", " AND ");
        tx.batch(sql, rows, (call, row) -> {
            values.forEach(column -> bind(call, column, row));
            key.forEach(column -> bind(call, column, row));
        });
    }

    /** Adds rows. */
    void insert(JdbcTransaction tx, Collection<R> rows) {
        if (rows.isEmpty()) {
            return;
        }
        String names = joined(columns, Column::name, ", ");
        if (tx.dialect().updatesFromArrays()) {
            bindArrays(
                            tx.call("INSERT INTO {" + table + "} (" + names + ") SELECT " + names + " FROM "
                                    + unnested(tx.dialect())),
                            rows)
                    .update();
            return;
        }
        String marks = columns.stream().map(column -> "?").collect(Collectors.joining(", "));
        tx.batch(
                "INSERT INTO {" + table + "} (" + names + ") VALUES (" + marks + ")",
                rows,
                (call, row) -> columns.forEach(column -> bind(call, column, row)));
    }

    /** Adds rows, or changes those that have their keys. */
    void keep(JdbcTransaction tx, Collection<R> rows) {
        if (rows.isEmpty()) {
            return;
        }
        List<String> key = columns.subList(0, keys).stream().map(Column::name).toList();
        List<String> values =
                columns.subList(keys, columns.size()).stream().map(Column::name).toList();
        if (tx.dialect().updatesFromArrays()) {
            String names = joined(columns, Column::name, ", ");
            String changes =
                    values.stream().map(name -> name + " = EXCLUDED." + name).collect(Collectors.joining(", "));
            String sql = "INSERT INTO {" + table + "} (" + names + ") SELECT " + names + " FROM "
                    + unnested(tx.dialect()) + " ON CONFLICT (" + String.join(", ", key) + ") DO UPDATE SET " + changes;
            bindArrays(tx.call(sql), rows).update();
            return;
        }
        tx.batch(
                tx.dialect().upsert(table, key, values),
                rows,
                (call, row) -> columns.forEach(column -> bind(call, column, row)));
    }

    private String unnested(Dialect dialect) {
        return "unnest(" + joined(columns, column -> "CAST(? AS " + column.type.name(dialect) + "[])", ", ") + ") AS v("
                + joined(columns, Column::name, ", ") + ")";
    }

    private Call bindArrays(Call call, Collection<R> rows) {
        for (Column<R> column : columns) {
            List<@Nullable Object> values = new ArrayList<>(rows.size());
            for (R row : rows) {
                values.add(column.value.apply(row));
            }
            call.column(column.type, values);
        }
        return call;
    }

    private static <R> void bind(Call call, Column<R> column, R row) {
        Object value = column.value.apply(row);
        switch (column.type) {
            case NUMBER -> call.numberOrNull((Long) value);
            case INTEGER -> call.numberOrNull(value == null ? null : ((Integer) value).longValue());
            case FLAG -> call.flag(Boolean.TRUE.equals(value));
            case TEXT -> call.text((String) value);
            case BYTES -> call.bytes((byte[]) value);
        }
    }

    private static <R> String joined(List<Column<R>> columns, Function<Column<R>, String> text, String between) {
        return columns.stream().map(text).collect(Collectors.joining(between));
    }
}
