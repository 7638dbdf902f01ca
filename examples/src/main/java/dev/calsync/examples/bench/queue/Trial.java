package dev.calsync.examples.bench.queue;

import java.io.IOException;
import java.sql.SQLException;

/** Measures one row of the table, or a few that belong together. */
interface Trial {
    /** Measures. Every wait in here has an end, and what it starts is gone when it returns. */
    void run(Ground ground, Scale scale, Board board) throws IOException, InterruptedException, SQLException;
}
