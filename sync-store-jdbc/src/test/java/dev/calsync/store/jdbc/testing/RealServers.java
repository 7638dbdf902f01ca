package dev.calsync.store.jdbc.testing;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Optional;

/** Which tests may be left out where a server is missing. */
public final class RealServers {
    private static final String ALL = "required";

    private RealServers() {}

    private static boolean all() {
        return ALL.equals(System.getProperty("calsync.realservers"));
    }

    /**
     * As {@link #require}, for suites that take most of a minute on a server: they run where {@code calsync.realservers} is
     * {@code required}, and on H2.
     */
    public static void requireForLong(DatabaseKind kind) {
        assumeTrue(kind == DatabaseKind.H2 || all(), "runs with -Dcalsync.realservers=required");
        require(kind);
    }

    /** Skips the test where there is no such database; fails it where {@code calsync.realservers} is {@code required}. */
    public static void require(DatabaseKind kind) {
        Optional<String> missing = TestDatabase.missing(kind);
        if (missing.isPresent() && all()) {
            fail("real servers are required here: " + missing.get());
        }
        assumeTrue(missing.isEmpty(), () -> missing.orElse(""));
    }
}
