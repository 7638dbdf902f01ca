package dev.calsync.internal.engine;

import dev.calsync.error.InvalidConfigurationException;
import java.time.DateTimeException;
import java.util.function.Supplier;

/** A schedule that cannot tell when it fires or what it asks for. Whoever fires it pauses it and goes on. */
final class CannotFire extends Exception {
    private static final long serialVersionUID = 1;

    private CannotFire(RuntimeException cause) {
        super("it cannot fire", cause);
    }

    /** Why, for whoever looks at the schedule. */
    String reason() {
        Throwable cause = getCause();
        return "it cannot fire: " + (cause == null ? "for no known reason" : cause.getMessage());
    }

    /** Tells what a schedule does wrong from what the store does: only the former is the schedule's fault. */
    static <T> T guard(Supplier<T> fire) throws CannotFire {
        try {
            return fire.get();
        } catch (InvalidConfigurationException
                | DateTimeException
                | ArithmeticException
                | IllegalArgumentException broken) {
            throw new CannotFire(broken);
        }
    }
}
