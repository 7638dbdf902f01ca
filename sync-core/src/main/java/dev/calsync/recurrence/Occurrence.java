package dev.calsync.recurrence;

import dev.calsync.model.EventTime;

/**
 * One occurrence of a series.
 *
 * @param start when it starts, in the form and zone of the series' start. It is also the {@code RECURRENCE-ID} of the
 *     occurrence; overrides are matched to it by point in time, since they may write it in another form
 * @param end when it ends, exclusive, in the form and zone of the series' end
 */
public record Occurrence(EventTime start, EventTime end) {}
