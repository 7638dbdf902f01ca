package dev.calsync.store.jdbc.testing;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Optional;

/** Which tests may be left out where a server is missing. */
public final class RealServers {
    private RealServers() {}

    /** Skips the test where there is no such database; fails it where {@code calsync.realservers} is {@code required}. */
    public static void require(DatabaseKind kind) {
        Optional<String> missing = TestDatabase.missing(kind);
        if (missing.isPresent() && "required".equals(System.getProperty("calsync.realservers"))) {
            fail("real servers are required here: " + missing.get());
        }
        assumeTrue(missing.isEmpty(), () -> missing.orElse(""));
    }
}
