package dev.calsync.provider.graph.testing;

/** What Graph tells about a subscription itself. */
public enum LifecycleEvent {
    /** The subscription wants to be renewed or authorized again. */
    REAUTHORIZATION_REQUIRED("reauthorizationRequired"),
    /** The subscription is gone. */
    SUBSCRIPTION_REMOVED("subscriptionRemoved"),
    /** Notifications were lost. */
    MISSED("missed");

    private final String wireName;

    LifecycleEvent(String wireName) {
        this.wireName = wireName;
    }

    String wireName() {
        return wireName;
    }
}
