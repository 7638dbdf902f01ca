package dev.calsync.reconcile;

import dev.calsync.model.EventSeries;
import org.jspecify.annotations.Nullable;

/** What is known of the last agreement between a local and a remote series. */
public sealed interface LinkState {

    /** The two never met. */
    record Unlinked() implements LinkState {}

    /**
     * They agreed on this state.
     *
     * @param series the remote series as it was then
     */
    record Based(EventSeries series) implements LinkState {}

    /**
     * They agreed, but only the state's hash is known any more. Changes are seen, but a merge has no base.
     *
     * @param hash the semantic hash of the agreed state
     */
    record Hashed(SemanticHash hash) implements LinkState {}

    /** The agreed state, if it is known. */
    default @Nullable EventSeries base() {
        return this instanceof Based based ? based.series() : null;
    }

    /** Whether a state means the same as the agreed one; false when there is none. */
    default boolean agreesWith(EventSeries series) {
        if (this instanceof Based based) {
            return Meaning.same(based.series(), series);
        }
        return this instanceof Hashed hashed && hashed.hash().matches(series);
    }

    /** {@link Unlinked}. */
    static LinkState none() {
        return new Unlinked();
    }

    /** {@link Based}. */
    static LinkState base(EventSeries series) {
        return new Based(series);
    }

    /** {@link Hashed}. */
    static LinkState hash(SemanticHash hash) {
        return new Hashed(hash);
    }
}
