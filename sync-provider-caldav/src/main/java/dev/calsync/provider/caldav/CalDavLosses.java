package dev.calsync.provider.caldav;

import dev.calsync.provider.DeclaredLosses;
import dev.calsync.provider.EventFeature;
import dev.calsync.provider.Loss;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * iCalendar has a place for everything that the model knows. Of recurrence rules it wants one at most (RFC 5545 section
 * 3.8.5.3), and servers refuse more.
 */
final class CalDavLosses {
    static final DeclaredLosses DECLARED =
            new DeclaredLosses(Map.of(EventFeature.SEVERAL_RULES, Loss.REFUSED), UnaryOperator.identity());

    private CalDavLosses() {}
}
