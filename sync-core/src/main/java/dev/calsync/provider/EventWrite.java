package dev.calsync.provider;

import dev.calsync.model.EventSeries;
import dev.calsync.model.RemoteId;

/** A change to be made at the provider. Each touches one series. {@code toString} shows neither title nor people. */
public sealed interface EventWrite {

    /** 1 to 64 characters of {@code [A-Za-z0-9_-]} that are the same whenever this very write is tried again. */
    String idempotencyKey();

    /**
     * Makes a new series.
     *
     * @param series what to make
     */
    record Create(String idempotencyKey, EventSeries series) implements EventWrite {}

    /**
     * Changes a series. Only what differs between {@code current} and {@code target} is sent, so that what the model
     * does not know survives.
     *
     * @param current the state that the change is meant for, with its entity tag
     * @param target what the series is to be
     */
    record Update(String idempotencyKey, RemoteSeries current, EventSeries target) implements EventWrite {}

    /**
     * Deletes a series.
     *
     * @param current the state that the deletion is meant for, with its entity tag
     */
    record Delete(String idempotencyKey, RemoteSeries current) implements EventWrite {

        /** Which series. */
        public RemoteId id() {
            return current.id();
        }
    }
}
