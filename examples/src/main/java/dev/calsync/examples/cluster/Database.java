package dev.calsync.examples.cluster;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.calsync.auth.KeyProvider;
import dev.calsync.auth.Secret;
import java.util.Base64;

/** How everybody here reaches the database. */
public final class Database {
    /** Nothing secret is kept in this demo; a store on disk wants a key all the same. */
    public static final KeyProvider KEYS =
            KeyProvider.of("demo", Secret.of(Base64.getEncoder().encodeToString(new byte[32])));

    private Database() {}

    public static HikariDataSource pool(String url, int connections) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setMaximumPoolSize(connections);
        config.setMinimumIdle(0);
        config.setConnectionTimeout(3_000);
        config.setInitializationFailTimeout(-1);
        return new HikariDataSource(config);
    }
}
