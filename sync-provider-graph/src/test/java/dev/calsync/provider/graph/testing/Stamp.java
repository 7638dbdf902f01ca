package dev.calsync.provider.graph.testing;

import java.time.Instant;

/** Which version of something this is, and what a reader of the version before saw. */
final class Stamp {

    private long version;
    private long before;
    private Instant modified;
    private String subjectBefore = "";

    Stamp(long version, Instant modified) {
        this.version = version;
        this.before = version;
        this.modified = modified;
    }

    void next(long newVersion, Instant now, String subjectUntilNow) {
        before = version;
        version = newVersion;
        modified = now;
        subjectBefore = subjectUntilNow;
    }

    long version() {
        return version;
    }

    long before() {
        return before;
    }

    boolean hasBefore() {
        return before != version;
    }

    String subjectBefore() {
        return subjectBefore;
    }

    Instant modified() {
        return modified;
    }
}
