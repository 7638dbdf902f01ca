package dev.calsync.provider.caldav;

class TwoClientsDavicalTest extends TwoClientsSuite {
    TwoClientsDavicalTest() {
        super(RealServer.Kind.DAVICAL);
    }
}
