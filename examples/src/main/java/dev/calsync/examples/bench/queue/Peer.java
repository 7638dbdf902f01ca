package dev.calsync.examples.bench.queue;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;

/** db-scheduler in a database of its own, with the table and the indexes that its documentation asks for. */
final class Peer implements Contender {
    private static final Duration BOUND = Duration.ofMinutes(3);
    private static final long LEAD_MICROS = 1_000_000;
    private static final long LEAD_MICROS_EACH = 30;

    private final Ground.Plot plot;
    private final Node node;
    private final String task;

    private Peer(Ground.Plot plot, Node node, String task) {
        this.plot = plot;
        this.node = node;
        this.task = task;
    }

    /**
     * One that runs.
     *
     * @param task the name of what {@link #round} has it do
     */
    static Peer running(Ground ground, String task) throws IOException, InterruptedException, SQLException {
        Peer peer = idle(ground, task);
        peer.node.start();
        return peer;
    }

    /** One that only takes what it is asked for. */
    static Peer idle(Ground ground, String task) throws IOException, SQLException {
        Ground.Plot plot = ground.plot();
        plot.execute("CREATE TABLE scheduled_tasks (task_name text NOT NULL, task_instance text NOT NULL,"
                + " task_data bytea, execution_time timestamptz NOT NULL, picked boolean NOT NULL, picked_by text,"
                + " last_success timestamptz, last_failure timestamptz, consecutive_failures int,"
                + " last_heartbeat timestamptz, version bigint NOT NULL, priority smallint,"
                + " PRIMARY KEY (task_name, task_instance))");
        plot.execute("CREATE INDEX execution_time_idx ON scheduled_tasks (execution_time)");
        plot.execute("CREATE INDEX last_heartbeat_idx ON scheduled_tasks (last_heartbeat)");
        return new Peer(plot, Node.theirs(plot.url()), task);
    }

    Node node() {
        return node;
    }

    @Override
    public double round(int jobs) throws IOException, InterruptedException, SQLException {
        node.forget();
        plot.execute("DELETE FROM scheduled_tasks");
        long due = (long) plot.number("SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint")
                + LEAD_MICROS
                + jobs * LEAD_MICROS_EACH;
        plot.execute("INSERT INTO scheduled_tasks (task_name, task_instance, execution_time, picked, version)"
                + " SELECT '" + task + "', 'job-' || i, to_timestamp(" + due + " / 1000000.0), false, 1"
                + " FROM generate_series(1, " + jobs + ") i");
        plot.execute("VACUUM ANALYZE scheduled_tasks");
        Rounds.await("db-scheduler has ended " + jobs, BOUND, () -> node.done().all() >= jobs);
        return jobs * 1e6 / (node.done().lastMicros() - due);
    }

    @Override
    public void close() throws SQLException {
        node.close();
        plot.close();
    }
}
