package dev.calsync.reconcile;

/** */
public final class Reconciler {
    private Reconciler() {}

    /** */
    public static ReconcilePlan decide(ReconcileInput input) {
        throw new UnsupportedOperationException("not yet");
    }

    /** The plan when a resolver or a host's answer decides. */
    public static ReconcilePlan settle(ReconcileInput input, Resolution resolution) {
        throw new UnsupportedOperationException("not yet");
    }
}
