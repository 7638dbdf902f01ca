package dev.calsync.provider.caldav;

class ConvergenceXandikosTest extends ConvergenceSuite {
    @Override
    protected Place open() {
        return RealServer.open(RealServer.Kind.XANDIKOS);
    }
}
