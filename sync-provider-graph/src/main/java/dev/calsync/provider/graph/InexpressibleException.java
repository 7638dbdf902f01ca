package dev.calsync.provider.graph;

/** Graph has no way to say this. Never leaves the package: it becomes the reason of a rejected write. */
final class InexpressibleException extends Exception {
    private static final long serialVersionUID = 1L;

    /** @param what it cannot say, as a noun */
    InexpressibleException(String what) {
        super("Graph cannot express " + what);
    }
}
