package dev.calsync.store.jdbc;

import dev.calsync.model.Region;
import dev.calsync.model.UserId;
import dev.calsync.store.Buckets;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The regions and their numbers. Each has {@link Buckets#COUNT} buckets of its own, one region's behind the other's, and a row
 * for each: they are made when the region is first named, and stay.
 */
final class Regions {
    /** The number of {@link Region#DEFAULT}. */
    static final int DEFAULT = 0;

    private final JdbcTransaction transaction;

    Regions(JdbcTransaction transaction) {
        this.transaction = transaction;
    }

    /** A user's bucket in a region. */
    static int bucket(int region, UserId user) {
        return first(region) + Buckets.of(user);
    }

    /** A region's first bucket. */
    static int first(int region) {
        return region * Buckets.COUNT;
    }

    /** The region of a bucket. */
    static int of(int bucket) {
        return bucket / Buckets.COUNT;
    }

    /** A region's number; one that is named for the first time gets its own. */
    int number(Region region) {
        return find(region).orElseGet(() -> create(region));
    }

    private Optional<Integer> find(Region region) {
        return transaction
                .call("SELECT region FROM {regions} WHERE region_name = ?")
                .text(region.name())
                .first(Row::integer);
    }

    /** Two that name it at the same time get in each other's way, and one of them tries again. */
    private int create(Region region) {
        int number = region.equals(Region.DEFAULT)
                ? DEFAULT
                : transaction
                        .call("SELECT COALESCE(MAX(region), 0) + 1 FROM {regions}")
                        .first(Row::integer)
                        .orElseThrow();
        transaction
                .call("INSERT INTO {regions} (region, region_name) VALUES (?, ?)")
                .integer(number)
                .text(region.name())
                .update();
        transaction.batch(
                "INSERT INTO {buckets} (bucket, region) VALUES (?, ?)",
                IntStream.range(first(number), first(number + 1)).boxed().toList(),
                (call, bucket) -> call.integer(bucket).integer(number));
        transaction.batch(
                "INSERT INTO {bucket_changes} (bucket, changes) VALUES (?, 0)",
                IntStream.range(first(number), first(number + 1)).boxed().toList(),
                Call::integer);
        return number;
    }
}
