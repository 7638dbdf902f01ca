package dev.calsync.store.jdbc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.calsync.model.Region;
import dev.calsync.model.UserId;
import dev.calsync.store.StoredUser;
import com.zaxxer.hikari.HikariDataSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SmokeTest {
    static void smoke(String url, String user) {
        try (HikariDataSource pool = new HikariDataSource()) {
            pool.setJdbcUrl(url);
            pool.setUsername(user);
            pool.setMaximumPoolSize(4);
            JdbcSyncStore store = JdbcSyncStore.builder(pool).schemaMode(SchemaMode.MIGRATE).build();
            store.open();
            JdbcSyncStore again = JdbcSyncStore.builder(pool).schemaMode(SchemaMode.VALIDATE).build();
            again.open();
            UserId alice = UserId.of("alice ");
            System.out.println(store.now() + " " + java.time.Instant.now() + " " + store.durable());
            store.inTransaction(tx -> { tx.users().put(new StoredUser(alice, Region.of("eu"))); return true; });
            assertEquals(Optional.of(new StoredUser(alice, Region.of("eu"))), store.inTransaction(tx -> tx.users().find(alice)));
            assertEquals(Optional.empty(), store.inTransaction(tx -> tx.users().find(UserId.of("alice"))));
            assertEquals(Optional.empty(), store.inTransaction(tx -> tx.users().find(UserId.of("Alice "))));
            store.inTransaction(tx -> { tx.users().delete(alice); return true; });
            assertEquals(List.of(), store.inTransaction(tx -> tx.users().find(List.of(alice, UserId.of("x"), UserId.of("y")))));
        }
    }

    @Test
    void h2() {
        smoke("jdbc:h2:mem:smoke", "sa");
    }
}
