package dev.calsync.provider.caldav;

class ContractDavicalTest extends RealServerContract {
    ContractDavicalTest() {
        super(RealServer.Kind.DAVICAL);
    }
}
