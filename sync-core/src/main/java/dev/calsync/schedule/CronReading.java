package dev.calsync.schedule;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What came of reading a cron expression: its fields, or every fault it has. */
final class CronReading {
    private final @Nullable CronFields fields;
    private final List<String> faults;

    private CronReading(@Nullable CronFields fields, List<String> faults) {
        this.fields = fields;
        this.faults = faults;
    }

    static CronReading of(String expression) {
        return CronExpression.read(expression);
    }

    static CronReading good(CronFields fields) {
        return new CronReading(fields, List.of());
    }

    static CronReading bad(List<String> faults) {
        return new CronReading(null, List.copyOf(faults));
    }

    List<String> faults() {
        return faults;
    }

    /** Only there if there are no faults. */
    CronFields fields() {
        return Objects.requireNonNull(fields, "the expression has faults");
    }
}
