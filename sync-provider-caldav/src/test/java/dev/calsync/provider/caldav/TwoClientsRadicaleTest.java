package dev.calsync.provider.caldav;

class TwoClientsRadicaleTest extends TwoClientsSuite {
    TwoClientsRadicaleTest() {
        super(RealServer.Kind.RADICALE);
    }
}
