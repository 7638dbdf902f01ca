package dev.calsync.provider.caldav;

class TwoClientsXandikosTest extends TwoClientsSuite {
    TwoClientsXandikosTest() {
        super(RealServer.Kind.XANDIKOS);
    }
}
