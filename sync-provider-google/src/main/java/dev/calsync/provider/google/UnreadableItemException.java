package dev.calsync.provider.google;

/** An item of the API that cannot be an event. Never leaves this package; the message holds nothing of the event. */
final class UnreadableItemException extends Exception {
    private static final long serialVersionUID = 1L;

    UnreadableItemException(String fault) {
        super(fault);
    }

    String fault() {
        return String.valueOf(getMessage());
    }
}
