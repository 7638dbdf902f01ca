package dev.calsync.provider.caldav;

class ConvergenceRadicaleTest extends ConvergenceSuite {
    @Override
    protected Place open() {
        return RealServer.open(RealServer.Kind.RADICALE);
    }
}
