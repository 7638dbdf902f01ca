package dev.calsync.transport;

/** Always open; counts nothing. */
enum OpenGate implements RequestGate {
    INSTANCE;

    @Override
    public void beforeRequest() {}

    @Override
    public void afterResponse(long bodyBytes) {}
}
