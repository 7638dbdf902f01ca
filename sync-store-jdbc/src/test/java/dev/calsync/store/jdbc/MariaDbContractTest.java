package dev.calsync.store.jdbc;

import dev.calsync.store.SyncStore;
import dev.calsync.store.jdbc.testing.DatabaseKind;
import dev.calsync.system.TimeSource;
import dev.calsync.testing.contract.SyncStoreContract;
import org.junit.jupiter.api.AfterAll;

class MariaDbContractTest extends SyncStoreContract {
    private static final StoreOn STORE = new StoreOn(DatabaseKind.MARIADB);

    @Override
    protected SyncStore open(TimeSource time) {
        return STORE.open(time);
    }

    @AfterAll
    static void dropDatabase() {
        STORE.close();
    }
}
