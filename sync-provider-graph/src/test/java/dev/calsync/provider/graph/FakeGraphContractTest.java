package dev.calsync.provider.graph;

import dev.calsync.testing.contract.CalendarProviderContract;
import dev.calsync.testing.contract.ProviderFixture;

/** The provider contract against the fake. */
class FakeGraphContractTest extends CalendarProviderContract {
    @Override
    protected ProviderFixture open() {
        return new GraphFixture();
    }
}
