package dev.calsync.store.jdbc;

import dev.calsync.model.CalendarRef;
import dev.calsync.model.ProviderId;
import dev.calsync.model.UserId;
import dev.calsync.pacing.Debounce;
import dev.calsync.store.WorkDemand;
import dev.calsync.store.WorkRow;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The work rows, one for each calendar that is kept, and the claims, one for each that a node runs. Both are locked in the
 * order of their keys, a calendar's claim before its work, so that nobody waits in a circle.
 *
 * <p>Whoever changes a claim holds the lock on the calendar's work row when it commits; so whoever holds that lock reads the
 * claim as it is, without a lock on it. A lock on the claim is the fence of a run, and may be held for as long as a page of
 * changes takes; requests do not wait for it.
 */
final class WorkRows {
    /** What is added to a calendar's number to get its first token: so no token of one calendar is ever another's. */
    private static final int TOKEN_BITS = 32;

    /** The columns of a work row, in the order in which they are read. */
    static final String COLUMNS = """
            w.calendar_key, w.user_key, w.bucket, w.token, w.generation, w.served, w.claimed, w.called_off, \
            w.changed_at, w.not_before, w.reason, w.blocks, w.attempts, w.abandoned, \
            w.demand_bits, w.demand_due, w.demand_since, w.demand_schedule, \
            w.hint_bits, w.hint_due, w.hint_since, w.hint_schedule, w.burst_last, w.burst_first, w.burst_due""";

    /** The columns of a claim, in the order in which they are read. */
    static final String CLAIM_COLUMNS =
            "c.token, c.epoch, c.generation, c.demand_bits, c.demand_due, c.demand_since, c.demand_schedule";

    private static final Columns<Kept> ROWS = new Columns.Builder<Kept>()
            .number("calendar_key", Kept::key)
            .time("read_at", kept -> kept.row.readableAt())
            .time("changed_at", kept -> kept.row.changedAt())
            .number("token", Kept::token)
            .number("generation", kept -> kept.row.generation())
            .number("served", kept -> kept.row.served())
            .number("claimed", kept -> kept.claimed())
            .number("called_off", kept -> kept.row.calledOff())
            .integer("demand_bits", kept -> DemandColumns.bits(kept.demand(), kept.row.asked() != null))
            .time("demand_due", kept -> kept.demand().dueAt())
            .time("demand_since", kept -> kept.demand().owedSince())
            .text("demand_schedule", kept -> DemandColumns.schedule(kept.demand()))
            .integer("hint_bits", kept -> kept.row.hinted() == null ? null : DemandColumns.bits(kept.row.hinted()))
            .time(
                    "hint_due",
                    kept -> kept.row.hinted() == null ? null : kept.row.hinted().dueAt())
            .time(
                    "hint_since",
                    kept -> kept.row.hinted() == null ? null : kept.row.hinted().owedSince())
            .text("hint_schedule", kept -> kept.row.hinted() == null ? null : DemandColumns.schedule(kept.row.hinted()))
            .time(
                    "burst_last",
                    kept -> kept.row.burst() == null ? null : kept.row.burst().lastHint())
            .time(
                    "burst_first",
                    kept -> kept.row.burst() == null ? null : kept.row.burst().firstUnserved())
            .time(
                    "burst_due",
                    kept -> kept.row.burst() == null ? null : kept.row.burst().dueAt())
            .time("not_before", kept -> kept.row.notBefore())
            .text("reason", kept -> kept.row.reason())
            .integer("blocks", kept -> Codes.BLOCK.bits(kept.row.blocks()))
            .integer("attempts", kept -> kept.row.attempts())
            .integer("abandoned", kept -> kept.row.abandoned())
            .of("work", 1);

    /** When it last changed stays open: it never did. */
    private static final Columns<Kept> NEW_ROWS = new Columns.Builder<Kept>()
            .number("calendar_key", Kept::key)
            .number("user_key", Kept::userKey)
            .integer("region", kept -> Regions.of(kept.bucket))
            .integer("bucket", Kept::bucket)
            .number("token", Kept::token)
            .number("generation", kept -> kept.row.generation())
            .number("served", kept -> kept.row.served())
            .number("claimed", kept -> kept.claimed())
            .number("called_off", kept -> kept.row.calledOff())
            .integer("demand_bits", kept -> DemandColumns.bits(kept.demand()))
            .time("demand_due", kept -> kept.demand().dueAt())
            .time("demand_since", kept -> kept.demand().owedSince())
            .integer("blocks", kept -> 0)
            .integer("attempts", kept -> 0)
            .integer("abandoned", kept -> 0)
            .of("work", 1);

    private static final Columns<Kept> CLAIMS = new Columns.Builder<Kept>()
            .number("calendar_key", Kept::key)
            .number("token", Kept::token)
            .number("epoch", kept -> kept.claim().node())
            .number("generation", kept -> kept.claim().generation())
            .number("user_key", Kept::userKey)
            .integer("demand_bits", kept -> DemandColumns.bits(kept.claim().demand()))
            .time("demand_due", kept -> kept.claim().demand().dueAt())
            .time("demand_since", kept -> kept.claim().demand().owedSince())
            .text("demand_schedule", kept -> DemandColumns.schedule(kept.claim().demand()))
            .integer("bucket", Kept::bucket)
            .of("claims", 1);

    private final JdbcTransaction tx;

    WorkRows(JdbcTransaction tx) {
        this.tx = tx;
    }

    /**
     * A work row with what the rules do not care about.
     *
     * @param key its calendar's number
     * @param token the last fencing token that was given
     */
    record Kept(long key, long userKey, int bucket, long token, WorkRow<Long> row) {
        Kept row(WorkRow<Long> next) {
            return new Kept(key, userKey, bucket, token, next);
        }

        /** What its calendar is called. */
        CalendarKey of(UserId user, ProviderId provider) {
            return new CalendarKey(key, userKey, user, provider, bucket);
        }

        WorkRow.Claim<Long> claim() {
            WorkRow.Claim<Long> claim = row.claim();
            if (claim == null) {
                throw new IllegalStateException("nobody runs calendar " + key);
            }
            return claim;
        }

        private long claimed() {
            WorkRow.Claim<Long> claim = row.claim();
            return claim == null ? 0 : claim.generation();
        }

        /** What is asked for otherwise than by hints, or what was there last. */
        private WorkDemand demand() {
            WorkDemand asked = row.asked();
            return asked == null ? row.latest() : asked;
        }
    }

    /** The calendar that a token was given for. */
    static long calendarOf(long token) {
        return token >>> TOKEN_BITS;
    }

    /** Begins the rows of calendars that are kept from now on. */
    void create(Collection<CalendarKey> calendars) {
        WorkRow<Long> row = WorkRow.neverOwed();
        NEW_ROWS.insert(
                tx,
                calendars.stream()
                        .map(calendar -> new Kept(
                                calendar.key(),
                                calendar.userKey(),
                                calendar.bucket(),
                                calendar.key() << TOKEN_BITS,
                                row))
                        .toList());
    }

    /**
     * Ends what is owed to calendars, what ran and who waits for it. To be called first when calendars are deleted: it waits
     * for writes that are under way within a fence, and whoever runs the calendars has lost its lease.
     */
    void delete(Map<CalendarRef, Long> calendars) {
        Collection<Long> keys = calendars.values();
        if (keys.isEmpty()) {
            return;
        }
        lockClaims(keys);
        lock(keys);
        JdbcJobStore jobs = new JdbcJobStore(tx);
        JdbcRunStore runs = new JdbcRunStore(tx);
        calendars.forEach((calendar, key) -> {
            jobs.forget(calendar, key);
            runs.forget(key);
        });
        deleteClaims(keys);
        tx.forKeys("DELETE FROM {work} WHERE calendar_key IN (?*)", keys);
    }

    private void lockClaims(Collection<Long> calendarKeys) {
        tx.call("SELECT c.calendar_key FROM {claims} c" + tx.dialect().byKey()
                        + " WHERE c.calendar_key IN (?*) ORDER BY c.calendar_key"
                        + tx.dialect().forUpdate("c"))
                .numbers(new TreeSet<>(calendarKeys))
                .list(Row::number);
    }

    /** Rows that nobody else changes until the transaction ends. Of a claim only the generation is known. */
    List<Kept> lock(Collection<Long> calendarKeys) {
        return calendarKeys.isEmpty()
                ? List.of()
                : tx.call("SELECT " + COLUMNS + " FROM {work} w" + tx.dialect().byKey()
                                + " WHERE w.calendar_key IN (?*) ORDER BY w.calendar_key"
                                + tx.dialect().forChange("w"))
                        .numbers(new TreeSet<>(calendarKeys))
                        .list(WorkRows::read);
    }

    /** Rows and claims of calendars that a node runs. Nobody else changes either until the transaction ends. */
    List<Kept> lockClaimed(Collection<Long> calendarKeys) {
        Dialect dialect = tx.dialect();
        return calendarKeys.isEmpty()
                ? List.of()
                : tx.call("SELECT " + CLAIM_COLUMNS + ", " + COLUMNS + " FROM {claims} c" + dialect.byKey()
                                + dialect.leftFirst() + "{work} w" + dialect.byKey()
                                + " ON w.calendar_key = c.calendar_key WHERE c.calendar_key IN (?*)"
                                + " ORDER BY c.calendar_key" + dialect.forUpdate(""))
                        .numbers(new TreeSet<>(calendarKeys))
                        .list(WorkRows::readClaimed);
    }

    /** Keeps rows as they are now. */
    void update(Collection<Kept> rows) {
        ROWS.update(tx, rows);
    }

    /** Keeps the claims of rows that a node begins to run. */
    void insertClaims(Collection<Kept> rows) {
        CLAIMS.insert(tx, rows);
    }

    void deleteClaims(Collection<Long> calendarKeys) {
        tx.forKeys("DELETE FROM {claims} WHERE calendar_key IN (?*)", calendarKeys);
    }

    /** A row from the next columns. Of a claim only the generation is known. */
    static Kept read(Row row) throws SQLException {
        return read(row, null);
    }

    /** A row and its claim from the next columns: those of the claim first. */
    static Kept readClaimed(Row row) throws SQLException {
        return read(row, readClaim(row));
    }

    private static WorkRow.Claim<Long> readClaim(Row row) throws SQLException {
        long token = row.number();
        long epoch = row.number();
        long generation = row.number();
        return new WorkRow.Claim<>(epoch, token, generation, DemandColumns.read(row));
    }

    @SuppressWarnings("NullAway") // it overlooks that a component of a nested type may be null
    private static Kept read(Row row, WorkRow.@Nullable Claim<Long> claim) throws SQLException {
        long key = row.number();
        long userKey = row.number();
        int bucket = row.integer();
        long token = row.number();
        long generation = row.number();
        long served = row.number();
        long claimed = row.number();
        long calledOff = row.number();
        Instant changedAt = row.timeOrNull();
        Instant notBefore = row.timeOrNull();
        String reason = row.textOrNull();
        var blocks = Codes.BLOCK.set(row.integer());
        int attempts = row.integer();
        int abandoned = row.integer();
        int bits = row.integer();
        WorkDemand demand = DemandColumns.demand(bits, row.time(), row.time(), row.textOrNull());
        WorkDemand asked = DemandColumns.waits(bits) ? demand : null;
        Integer hintBits = row.integerOrNull();
        WorkDemand hinted = hint(hintBits, row);
        Debounce.Burst burst = burst(row);
        WorkDemand waiting = asked == null ? hinted : asked.join(hinted);
        return new Kept(
                key,
                userKey,
                bucket,
                token,
                new WorkRow<>(
                        generation,
                        served,
                        asked,
                        hinted,
                        burst,
                        claim == null && claimed != 0 ? new WorkRow.Claim<>(0L, token, claimed, demand) : claim,
                        waiting == null ? demand : waiting,
                        notBefore,
                        reason,
                        blocks.isEmpty() ? Set.of() : blocks,
                        attempts,
                        abandoned,
                        calledOff,
                        changedAt == null ? Instant.EPOCH : changedAt));
    }

    private static @Nullable WorkDemand hint(@Nullable Integer bits, Row row) throws SQLException {
        if (bits == null) {
            row.skip(3);
            return null;
        }
        return DemandColumns.demand(bits, row.time(), row.time(), row.textOrNull());
    }

    private static Debounce.@Nullable Burst burst(Row row) throws SQLException {
        Instant last = row.timeOrNull();
        Instant first = row.timeOrNull();
        Instant due = row.timeOrNull();
        return last == null || first == null || due == null ? null : new Debounce.Burst(last, first, due);
    }
}
