package dev.calsync.store;

import dev.calsync.model.SeriesId;
import dev.calsync.provider.RemoteSeries;

/**
 * What ties a local series to a remote one.
 *
 * @param local this side's id
 * @param base the state both sides last agreed on, as the provider has it: ids, entity tag, series and original text
 * @param hash the semantic hash of that state
 * @param seen the last round of the change feed that mentioned the remote series. A series that several partitions
 *     mention belongs to the one that mentioned it last
 */
public record Link(SeriesId local, RemoteSeries base, String hash, FeedRound seen) {}
