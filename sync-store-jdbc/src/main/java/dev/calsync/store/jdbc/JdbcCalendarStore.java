package dev.calsync.store.jdbc;

import dev.calsync.model.AccountId;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.ProviderId;
import dev.calsync.model.RemoteCalendar;
import dev.calsync.model.UserId;
import dev.calsync.schedule.SyncSettings;
import dev.calsync.store.CalendarStore;
import dev.calsync.store.StoredCalendar;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The calendars of the accounts. A calendar is found by a hash of its reference, because providers' ids are long. */
final class JdbcCalendarStore extends JdbcDrawer implements CalendarStore {
    private static final String COLUMNS = """
            SELECT u.user_id, a.account_id, c.calendar_id, c.payload, c.paused, c.settings, c.changed_at
            FROM {calendars} c JOIN {accounts} a ON a.account_key = c.account_key JOIN {users} u ON u.user_key = c.user_key
            WHERE\s""";

    JdbcCalendarStore(JdbcTransaction transaction) {
        super(transaction);
    }

    private static StoredCalendar calendar(Row row) throws SQLException {
        UserId user = UserId.of(row.text());
        CalendarRef ref = new CalendarRef(AccountId.of(row.text()), row.text());
        CalendarForm form = Payload.CALENDAR.decode(row.bytes(), ref);
        RemoteCalendar remote = new RemoteCalendar(ref, form.displayName(), form.writable());
        String paused = row.textOrNull();
        String settings = row.textOrNull();
        return new StoredCalendar(
                user,
                remote,
                paused,
                settings == null ? SyncSettings.NONE : SyncSettings.fromJson(settings),
                row.timeOrNull());
    }

    /** An account that calendars are put for. */
    private record Owner(long account, ProviderId provider, long user, UserId userId, int bucket) {}

    @Override
    public void put(List<StoredCalendar> calendars) {
        Map<CalendarRef, StoredCalendar> last = new LinkedHashMap<>();
        calendars.forEach(calendar -> last.put(calendar.calendar().ref(), calendar));
        Map<AccountId, Owner> owners = owners(last.keySet());
        for (StoredCalendar calendar : last.values()) {
            Owner owner = owners.get(calendar.calendar().ref().account());
            if (owner == null || !owner.userId().equals(calendar.user())) {
                throw new IllegalArgumentException("nothing can be kept for "
                        + calendar.calendar().ref() + ": its account is not kept for user " + calendar.user()
                        + ". Put it into accounts() first");
            }
        }
        Map<CalendarRef, CalendarKey> known = tx().calendarKeys().find(last.keySet());
        change(
                last.values().stream()
                        .filter(calendar ->
                                known.containsKey(calendar.calendar().ref()))
                        .sorted(Comparator.comparingLong(
                                calendar -> keyOf(known, calendar.calendar().ref())))
                        .toList(),
                known);
        create(
                last.values().stream()
                        .filter(calendar ->
                                !known.containsKey(calendar.calendar().ref()))
                        .toList(),
                owners);
    }

    private static long keyOf(Map<CalendarRef, CalendarKey> keys, CalendarRef calendar) {
        CalendarKey key = keys.get(calendar);
        return key == null ? 0 : key.key();
    }

    /** The accounts, which do not go until the transaction ends. */
    private Map<AccountId, Owner> owners(Collection<CalendarRef> calendars) {
        List<String> ids = calendars.stream()
                .map(calendar -> calendar.account().value())
                .distinct()
                .sorted()
                .toList();
        Map<AccountId, Owner> owners = new HashMap<>();
        if (!ids.isEmpty()) {
            call("""
                            SELECT a.account_id, a.account_key, a.provider, a.user_key, u.user_id, u.bucket
                            FROM {accounts} a JOIN {users} u ON u.user_key = a.user_key
                            WHERE a.account_id IN (?*) ORDER BY a.account_key""" + dialect().forKeyShare("a"))
                    .texts(ids)
                    .list(row -> Map.entry(
                            AccountId.of(row.text()),
                            new Owner(
                                    row.number(),
                                    ProviderId.of(row.text()),
                                    row.number(),
                                    UserId.of(row.text()),
                                    row.integer())))
                    .forEach(entry -> owners.put(entry.getKey(), entry.getValue()));
        }
        return owners;
    }

    private void change(List<StoredCalendar> calendars, Map<CalendarRef, CalendarKey> known) {
        batch(
                "UPDATE {calendars} SET payload = ?, paused = ?, settings = ? WHERE calendar_key = ?",
                calendars,
                (call, calendar) -> state(call, calendar)
                        .number(keyOf(known, calendar.calendar().ref())));
    }

    private void create(List<StoredCalendar> calendars, Map<AccountId, Owner> owners) {
        List<CalendarKey> created = new ArrayList<>();
        for (StoredCalendar calendar : calendars) {
            CalendarRef ref = calendar.calendar().ref();
            Owner owner = owners.get(ref.account());
            if (owner == null) {
                continue;
            }
            long key = state(
                            call(
                                    "INSERT INTO {calendars} (payload, paused, settings, changed_at, ref_hash, account_key,"
                                            + " user_key, calendar_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"),
                            calendar)
                    .time(calendar.changedAt())
                    .bytes(Hash.of(ref))
                    .number(owner.account())
                    .number(owner.user())
                    .text(ref.calendarId())
                    .insert("calendar_key");
            CalendarKey named = new CalendarKey(key, owner.user(), owner.userId(), owner.provider(), owner.bucket());
            tx().calendarKeys().note(ref, named);
            created.add(named);
        }
        new WorkRows(tx()).create(created);
    }

    private static Call state(Call call, StoredCalendar calendar) {
        RemoteCalendar remote = calendar.calendar();
        return call.bytes(Payload.CALENDAR.encode(new CalendarForm(remote.displayName(), remote.writable())))
                .text(calendar.paused())
                .text(settings(calendar.settings()));
    }

    private static @Nullable String settings(SyncSettings settings) {
        return SyncSettings.NONE.equals(settings) ? null : settings.toJson();
    }

    @Override
    public List<StoredCalendar> find(Collection<CalendarRef> calendars) {
        if (calendars.isEmpty()) {
            return List.of();
        }
        Map<CalendarRef, StoredCalendar> found = new HashMap<>();
        call(COLUMNS + "c.ref_hash IN (?*)")
                .hashes(calendars.stream().distinct().map(Hash::of).toList())
                .list(JdbcCalendarStore::calendar)
                .forEach(calendar -> found.put(calendar.calendar().ref(), calendar));
        return Lists.inOrder(calendars, found);
    }

    @Override
    public List<StoredCalendar> ofAccount(AccountId account) {
        return call(COLUMNS + "a.account_id = ? ORDER BY c.calendar_key")
                .text(account.value())
                .list(JdbcCalendarStore::calendar);
    }

    @Override
    public List<StoredCalendar> ofUsers(Collection<UserId> users) {
        return users.isEmpty()
                ? List.of()
                : call(COLUMNS + "u.user_id IN (?*) ORDER BY c.calendar_key")
                        .texts(users.stream().map(UserId::value).distinct().toList())
                        .list(JdbcCalendarStore::calendar);
    }

    @Override
    public void changed(CalendarRef calendar, Instant at) {
        call("UPDATE {calendars} SET changed_at = ? WHERE ref_hash = ?")
                .time(at)
                .bytes(Hash.of(calendar))
                .update();
    }

    @Override
    public void delete(CalendarRef calendar) {
        CalendarRows.delete(tx(), calendar);
    }
}
