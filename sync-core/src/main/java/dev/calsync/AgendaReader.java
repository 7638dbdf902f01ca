package dev.calsync;

import dev.calsync.recurrence.RecurrenceLimits;
import dev.calsync.recurrence.SeriesExpansion;
import dev.calsync.store.LocalSeries;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Expands series into the times they take place. */
final class AgendaReader {
    private AgendaReader() {}

    static Agenda read(
            List<LocalSeries> found,
            Instant from,
            Instant until,
            ZoneId viewer,
            boolean truncated,
            boolean beyondWindow) {
        List<EventInstance> instances = new ArrayList<>();
        boolean cut = truncated;
        for (LocalSeries local : found) {
            SeriesExpansion expansion = SeriesExpansion.between(
                    local.series().withVersion(local.version()), from, until, viewer, RecurrenceLimits.DEFAULT);
            cut |= expansion.truncated();
            expansion
                    .instances()
                    .forEach(each ->
                            instances.add(new EventInstance(each.event(), each.start(), each.end(), each.startsAt())));
        }
        instances.sort(Comparator.comparing(EventInstance::startsAt)
                .thenComparing(instance -> instance.event().uid()));
        return new Agenda(instances, cut, beyondWindow);
    }
}
