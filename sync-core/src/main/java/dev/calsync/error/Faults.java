package dev.calsync.error;

import java.util.ArrayList;
import java.util.List;

/** Collects the faults of one thing that is being built, so that all of them are told at once. Not thread-safe. */
public final class Faults {
    private final String subject;
    private final List<String> found = new ArrayList<>();

    /** @param subject what is being built, for the message */
    public Faults(String subject) {
        this.subject = subject;
    }

    /** Notes the fault unless the condition holds. */
    public Faults require(boolean condition, String fault) {
        if (!condition) {
            found.add(fault);
        }
        return this;
    }

    /** Notes a fault. */
    public Faults add(String fault) {
        found.add(fault);
        return this;
    }

    /** Whether nothing was wrong so far. */
    public boolean none() {
        return found.isEmpty();
    }

    /** @throws InvalidConfigurationException if there were faults, naming all of them */
    public void throwIfAny() {
        if (!found.isEmpty()) {
            throw new InvalidConfigurationException(subject, found);
        }
    }
}
