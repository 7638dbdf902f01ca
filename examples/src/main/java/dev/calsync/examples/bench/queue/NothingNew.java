package dev.calsync.examples.bench.queue;

import dev.calsync.examples.bench.queue.Town.People;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;

/** Real syncs that find nothing new, as fast as possible. */
final class NothingNew implements Trial {
    private static final double MIN_PER_SECOND = 3_000;
    private static final double MAX_STATEMENTS = 1;

    @Override
    public void run(Ground ground, Scale scale, Board board) throws IOException, InterruptedException, SQLException {
        try (Fleet fleet = Fleet.of(ground, People.of(scale.runs(), Crowd.SCRIPTED), 1)) {
            Rounds.medians(scale, scale.runs(), List.of(fleet));
            Cost cost = fleet.cost(scale.rounds());
            board.atLeast(MIN_PER_SECOND, "real syncs with nothing new", cost.perSecond(), "/s");
            board.atMost(MAX_STATEMENTS, "statements per real sync with nothing new", cost.statements(), "");
            board.tell("commits per real sync, with those of asking", Board.number(fleet.commitsPerRun()));
            board.tell("processor time per real sync, JVM + PostgreSQL", cost.processor());
            board.result("noop_sync_per_s", cost.perSecond());
        }
    }
}
