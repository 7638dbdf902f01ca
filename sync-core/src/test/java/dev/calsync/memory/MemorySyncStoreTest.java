package dev.calsync.memory;

import dev.calsync.store.SyncStore;
import dev.calsync.system.TimeSource;
import dev.calsync.testing.contract.SyncStoreContract;

final class MemorySyncStoreTest extends SyncStoreContract {
    @Override
    protected SyncStore open(TimeSource time) {
        return MemorySyncStore.create(time);
    }
}
