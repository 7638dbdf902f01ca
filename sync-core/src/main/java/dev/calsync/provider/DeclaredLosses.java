package dev.calsync.provider;

import dev.calsync.model.EventSeries;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * What a service cannot express of an event. Immutable and thread-safe.
 *
 * @param table what becomes of the features that it cannot; the others are kept as they are
 * @param kept what comes back of a series that is written: the series without what the table says is dropped. A pure
 *     function; what it makes of a series, it leaves as it is. What the table says is refused may be returned as it is
 */
public record DeclaredLosses(Map<EventFeature, Loss> table, UnaryOperator<EventSeries> kept) {
    /** Everything comes back as it was. */
    public static final DeclaredLosses NONE = new DeclaredLosses(Map.of(), UnaryOperator.identity());

    /** Copies the table. */
    public DeclaredLosses {
        EnumMap<EventFeature, Loss> copy = new EnumMap<>(EventFeature.class);
        copy.putAll(table);
        table = Collections.unmodifiableMap(copy);
    }

    private boolean holds(EventFeature feature) {
        Loss loss = table.get(feature);
        return loss == null || loss == Loss.CARRIED;
    }

    /** What is lost on the way from a service of these losses to another one. */
    public Map<EventFeature, Loss> to(DeclaredLosses other) {
        EnumMap<EventFeature, Loss> lost = new EnumMap<>(EventFeature.class);
        other.table.forEach((feature, loss) -> {
            if (holds(feature)) {
                lost.put(feature, loss);
            }
        });
        // Mirrors copy neither, whatever the services could.
        lost.put(EventFeature.EXTRAS, Loss.DROPPED);
        if (holds(EventFeature.THIS_AND_FUTURE)) {
            lost.put(EventFeature.THIS_AND_FUTURE, Loss.REFUSED);
        }
        return Collections.unmodifiableMap(lost);
    }
}
