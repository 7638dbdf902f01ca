package dev.calsync.provider.caldav;

class ConvergenceDavicalTest extends ConvergenceSuite {
    @Override
    protected Place open() {
        return RealServer.open(RealServer.Kind.DAVICAL);
    }
}
