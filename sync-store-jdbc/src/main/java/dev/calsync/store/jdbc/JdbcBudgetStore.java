package dev.calsync.store.jdbc;

import dev.calsync.pacing.BudgetKey;
import dev.calsync.pacing.PermitRate;
import dev.calsync.pacing.TokenBucket;
import dev.calsync.store.BudgetStore;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Token buckets, a row each. Whoever draws locks all rows it draws from first, in one order, and never in another. */
final class JdbcBudgetStore extends JdbcDrawer implements BudgetStore {
    private static final String COLUMNS = """
            SELECT budget_key, permits, per_micros, burst, only_when_throttled, level, reckoned_at, held_until, sixteenths
            FROM {budgets}""";

    private static final Columns<Map.Entry<String, TokenBucket>> ROWS = new Columns.Builder<
                    Map.Entry<String, TokenBucket>>()
            .bytes("budget_hash", entry -> Hash.of(entry.getKey()))
            .number("permits", entry -> entry.getValue().rate().permits())
            .number("per_micros", entry -> micros(entry.getValue().rate().per()))
            .number("burst", entry -> entry.getValue().rate().burst())
            .flag("only_when_throttled", entry -> entry.getValue().rate().onlyWhenThrottled())
            .number("level", entry -> entry.getValue().level())
            .time("reckoned_at", entry -> entry.getValue().at())
            .time("held_until", entry -> entry.getValue().heldUntil())
            .integer("sixteenths", entry -> entry.getValue().sixteenths())
            .text("budget_key", Map.Entry::getKey)
            .of("budgets", 1);

    JdbcBudgetStore(JdbcTransaction transaction) {
        super(transaction);
    }

    /** Three parts, of which only the last may hold a slash. */
    private static String text(BudgetKey key) {
        return key.provider().value() + "/" + key.scope().name() + "/" + key.subject();
    }

    private static long micros(Duration span) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.EPOCH.plus(span));
    }

    @Override
    public List<TokenBucket.Take> draw(List<Draw> draws) {
        Instant now = tx().now();
        Buckets buckets = new Buckets(draws.stream().map(Draw::key).toList());
        List<TokenBucket.Take> taken = new ArrayList<>(draws.size());
        for (Draw draw : draws) {
            TokenBucket.Take take = buckets.of(draw.key(), draw.rate(), now).takeUpTo(draw.permits(), now);
            buckets.put(draw.key(), take.bucket());
            taken.add(take);
            if (take instanceof TokenBucket.Wait) {
                break;
            }
        }
        buckets.save();
        return taken;
    }

    @Override
    public void throttled(BudgetKey key, PermitRate rate, Instant until) {
        Instant now = tx().now();
        Buckets buckets = new Buckets(List.of(key));
        buckets.put(key, buckets.of(key, rate, now).throttled(now, until));
        buckets.save();
    }

    /** Rows that are locked, as they were and as they will be. */
    private final class Buckets {
        private final Map<String, TokenBucket> rows = new HashMap<>();
        private final Set<String> kept;
        private final Map<String, TokenBucket> changed = new LinkedHashMap<>();

        Buckets(Collection<BudgetKey> keys) {
            List<byte[]> hashes = keys.stream()
                    .distinct()
                    .map(key -> Hash.of(text(key)))
                    .sorted(Arrays::compareUnsigned)
                    .toList();
            call(COLUMNS + dialect().byKey() + " WHERE budget_hash IN (?*) ORDER BY budget_hash"
                            + dialect().forUpdate(""))
                    .hashes(hashes)
                    .list(JdbcBudgetStore::entry)
                    .forEach(entry -> rows.put(entry.getKey(), entry.getValue()));
            kept = new HashSet<>(rows.keySet());
        }

        TokenBucket of(BudgetKey key, PermitRate rate, Instant now) {
            TokenBucket known = rows.get(text(key));
            return known == null ? TokenBucket.full(rate, now) : known.withRate(rate, now);
        }

        void put(BudgetKey key, TokenBucket bucket) {
            rows.put(text(key), bucket);
            changed.put(text(key), bucket);
        }

        /** Two that draw first from the same new bucket get in each other's way, and one of them tries again. */
        void save() {
            Map<String, TokenBucket> ordered = new TreeMap<>(changed);
            ROWS.update(
                    tx(),
                    ordered.entrySet().stream()
                            .filter(entry -> kept.contains(entry.getKey()))
                            .toList());
            ROWS.insert(
                    tx(),
                    ordered.entrySet().stream()
                            .filter(entry -> !kept.contains(entry.getKey()))
                            .sorted(Comparator.comparing(Map.Entry::getKey))
                            .toList());
        }
    }

    private static Map.Entry<String, TokenBucket> entry(Row row) throws SQLException {
        String key = row.text();
        PermitRate rate =
                new PermitRate(row.number(), Duration.of(row.number(), ChronoUnit.MICROS), row.number(), row.flag());
        return Map.entry(key, new TokenBucket(rate, row.number(), row.time(), row.time(), row.integer()));
    }

    @Override
    public Optional<TokenBucket> find(BudgetKey key) {
        return call(COLUMNS + " WHERE budget_hash = ?")
                .bytes(Hash.of(text(key)))
                .first(JdbcBudgetStore::entry)
                .map(Map.Entry::getValue);
    }

    @Override
    public int prune(Instant idleSince, int limit) {
        List<byte[]> idle = call("SELECT budget_hash FROM {budgets} WHERE reckoned_at < ? AND held_until < ? LIMIT ?"
                        + dialect().forUpdateSkipLocked(""))
                .time(idleSince)
                .time(idleSince)
                .integer(limit)
                .list(row -> Objects.requireNonNull(row.bytes()));
        return idle.isEmpty()
                ? 0
                : call("DELETE FROM {budgets} WHERE budget_hash IN (?*)")
                        .hashes(idle)
                        .update();
    }
}
