package dev.calsync.store;

import dev.calsync.model.SeriesId;
import dev.calsync.provider.RemoteSeries;
import dev.calsync.reconcile.Side;
import org.jspecify.annotations.Nullable;

/**
 * What ties a local series to a remote one.
 *
 * @param local this side's id
 * @param base the state both sides last agreed on, as the provider has it: ids, entity tag, series and original text
 * @param hash the semantic hash of that state
 * @param seen the last round of the change feed that mentioned the remote series. A series that several partitions
 *     mention belongs to the one that mentioned it last
 * @param left which side's state left what the user's schedules have synchronised; null while the series is
 *     synchronised. One that left is kept as it is on both sides: its link only tells which two series were one
 */
public record Link(
        SeriesId local,
        RemoteSeries base,
        String hash,
        FeedRound seen,
        @Nullable Side left) {

    /** A link of a series that is synchronised. */
    public Link(SeriesId local, RemoteSeries base, String hash, FeedRound seen) {
        this(local, base, hash, seen, null);
    }

    /** This link, last mentioned in that round. */
    public Link seenIn(FeedRound round) {
        return new Link(local, base, hash, round, left);
    }
}
