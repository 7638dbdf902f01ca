package dev.calsync.provider.caldav;

class ContractXandikosTest extends RealServerContract {
    ContractXandikosTest() {
        super(RealServer.Kind.XANDIKOS);
    }
}
