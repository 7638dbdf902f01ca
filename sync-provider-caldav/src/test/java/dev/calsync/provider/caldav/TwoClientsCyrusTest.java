package dev.calsync.provider.caldav;

class TwoClientsCyrusTest extends TwoClientsSuite {
    TwoClientsCyrusTest() {
        super(RealServer.Kind.CYRUS);
    }
}
