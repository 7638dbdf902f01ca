package dev.calsync.examples.kills;

import dev.calsync.model.CalendarRef;
import dev.calsync.model.EventSeries;
import dev.calsync.model.RemoteCalendar;
import dev.calsync.model.SeriesId;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** How this side's events are seen and edited, wherever they are kept. */
interface LocalEditor {

    /** An event of this side. */
    record Row(SeriesId id, EventSeries series) {}

    /** A change of what is there; null for nothing. */
    interface Change extends UnaryOperator<@Nullable EventSeries> {}

    /** What a calendar has. */
    List<Row> all(CalendarRef calendar);

    /**
     * Edits one, or with a null row makes one. Says what before it is kept.
     *
     * @return whether it is kept; else somebody was faster
     */
    boolean edit(RemoteCalendar calendar, @Nullable Row row, Change change, Consumer<Edit> about);

    /** How many edits the provider has yet to get. */
    int pending(CalendarRef calendar);
}
