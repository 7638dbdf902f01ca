package dev.calsync.examples.bench.queue;

import java.io.IOException;
import java.sql.SQLException;

/** One of those that are measured in turns. */
interface Contender extends AutoCloseable {
    /**
     * So many jobs are due at the same time; until the last has ended, and is durable.
     *
     * @return jobs a second
     */
    double round(int jobs) throws IOException, InterruptedException, SQLException;

    @Override
    void close() throws SQLException;
}
