package dev.calsync.store.jdbc;

import dev.calsync.model.AccountId;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.ProviderId;
import dev.calsync.model.UserId;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The numbers of the calendars that a transaction has come across. */
final class CalendarKeys {
    private static final String QUERY = """
            SELECT a.account_id, c.calendar_id, c.calendar_key, c.user_key, u.user_id, a.provider, u.bucket
            FROM {calendars} c JOIN {accounts} a ON a.account_key = c.account_key JOIN {users} u ON u.user_key = c.user_key
            """;

    private final JdbcTransaction transaction;
    private final Map<CalendarRef, CalendarKey> known = new HashMap<>();

    private final Set<Long> held = new HashSet<>();

    CalendarKeys(JdbcTransaction transaction) {
        this.transaction = transaction;
    }

    /** A calendar's key; null if it is not kept. */
    @Nullable
    CalendarKey find(CalendarRef calendar) {
        CalendarKey key = known.get(calendar);
        return key != null ? key : find(List.of(calendar)).get(calendar);
    }

    /**
     * The key of a calendar that is to be written to: it does not go until the transaction ends. Null if it is not kept.
     * Whoever deletes a calendar takes its claim and its work row first.
     */
    @Nullable
    CalendarKey hold(CalendarRef calendar) {
        CalendarKey key = find(calendar);
        if (key == null || held.contains(key.key())) {
            return key;
        }
        boolean kept = transaction
                .call("SELECT calendar_key FROM {work} WHERE calendar_key = ?"
                        + transaction.dialect().forKeyShare(""))
                .number(key.key())
                .any();
        if (!kept) {
            known.remove(calendar);
            return null;
        }
        held.add(key.key());
        return key;
    }

    /** Notes a calendar whose claim is locked. */
    void fenced(CalendarRef calendar, CalendarKey key) {
        note(calendar, key);
        held.add(key.key());
    }

    /** The keys of those that are kept. */
    Map<CalendarRef, CalendarKey> find(Collection<CalendarRef> calendars) {
        Set<CalendarRef> missing = new LinkedHashSet<>(calendars);
        missing.removeAll(known.keySet());
        if (!missing.isEmpty()) {
            read(missing);
        }
        Map<CalendarRef, CalendarKey> found = new HashMap<>();
        for (CalendarRef calendar : calendars) {
            CalendarKey key = known.get(calendar);
            if (key != null) {
                found.put(calendar, key);
            }
        }
        return found;
    }

    private void read(Set<CalendarRef> missing) {
        List<byte[]> hashes = missing.stream().map(Hash::of).toList();
        transaction
                .call(QUERY + "WHERE c.ref_hash IN (?*)")
                .hashes(hashes)
                .list(CalendarKeys::named)
                .forEach(named -> known.put(named.calendar(), named.key()));
    }

    /** The calendars that have these numbers. */
    List<KnownCalendars.Named> named(Collection<Long> numbers) {
        return numbers.isEmpty()
                ? List.of()
                : transaction
                        .call(QUERY + "WHERE c.calendar_key IN (?*)")
                        .numbers(numbers)
                        .list(CalendarKeys::named);
    }

    private static KnownCalendars.Named named(Row row) throws SQLException {
        return new KnownCalendars.Named(
                new CalendarRef(AccountId.of(row.text()), row.text()),
                new CalendarKey(
                        row.number(), row.number(), UserId.of(row.text()), ProviderId.of(row.text()), row.integer()));
    }

    /** Notes a calendar that was found on another way, or was just kept. */
    void note(CalendarRef calendar, CalendarKey key) {
        known.put(calendar, key);
    }

    /** A calendar is no longer kept. */
    void forget(CalendarRef calendar) {
        known.remove(calendar);
    }
}
