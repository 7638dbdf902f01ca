package dev.calsync.provider.caldav;

class ContractRadicaleTest extends RealServerContract {
    ContractRadicaleTest() {
        super(RealServer.Kind.RADICALE);
    }
}
