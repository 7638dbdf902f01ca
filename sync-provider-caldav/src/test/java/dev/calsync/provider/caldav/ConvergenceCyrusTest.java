package dev.calsync.provider.caldav;

class ConvergenceCyrusTest extends ConvergenceSuite {
    @Override
    protected Place open() {
        return RealServer.open(RealServer.Kind.CYRUS);
    }
}
