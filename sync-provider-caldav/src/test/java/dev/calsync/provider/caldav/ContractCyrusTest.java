package dev.calsync.provider.caldav;

class ContractCyrusTest extends RealServerContract {
    ContractCyrusTest() {
        super(RealServer.Kind.CYRUS);
    }
}
