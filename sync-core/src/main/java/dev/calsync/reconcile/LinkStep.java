package dev.calsync.reconcile;

import dev.calsync.model.EventSeries;

/**
 * What happens to the link in the transaction that applies the plan, before anything is written remotely. After a
 * remote write the provider's answer becomes the base, and a deletion drops the link.
 */
public sealed interface LinkStep {

    /** It stays, or there is still none. */
    record Keep() implements LinkStep {}

    /** Base and hash stay; the remote ids and ETags just read are noted. */
    record Retag() implements LinkStep {}

    /**
     * This remote state, just read, becomes the base, with its hash, ids and ETags; a missing link is made. An edit
     * that is still to be written remotely stays dirty against it.
     */
    record Rebase(EventSeries base) implements LinkStep {}

    /** It goes. */
    record Drop() implements LinkStep {}
}
