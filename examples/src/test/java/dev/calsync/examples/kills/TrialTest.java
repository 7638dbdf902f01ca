package dev.calsync.examples.kills;

import static org.assertj.core.api.Assertions.assertThat;

import dev.calsync.examples.kills.Place.Breakage;
import dev.calsync.examples.kills.Place.Replica;
import dev.calsync.provider.caldav.testing.LoggedRequest;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Edits on both sides of a bad network, in this process. */
@Timeout(120)
class TrialTest {
    private static final int TRIALS_MAX = 20;

    @TempDir
    Path directory;

    private int played;

    private Verdict play(long seed, Replica replica, Breakage breakage, int edits) throws Exception {
        try (Trial trial = new Trial(seed)) {
            Place place = new Place(
                    "jdbc:h2:retry:" + directory.resolve("calsync-" + ++played),
                    trial.url(),
                    replica,
                    "jdbc:h2:retry:" + directory.resolve("table-" + played) + ";WRITE_DELAY=0",
                    breakage);
            try (Desk desk = new Desk(place, Steps.none());
                    Speaking speaking = speaking(desk)) {
                trial.connect(speaking);
                trial.edit(speaking, edits);
                if (breakage != Breakage.NONE) {
                    // As the network does, but surely: some writes do not arrive, of some the answer does not.
                    trial.server().faults().drop(4, LoggedRequest.withMethod("PUT"));
                    trial.server().faults().loseReply(4, LoggedRequest.withMethod("PUT"));
                    trial.edit(speaking, edits);
                }
                return trial.judge(speaking);
            }
        }
    }

    private static Speaking speaking(Desk desk) {
        return new Speaking() {
            @Override
            public boolean ask(String line, Consumer<String> answer) throws InterruptedException {
                desk.answer(line, said -> {
                    if (!said.equals(Desk.END)) {
                        answer.accept(said);
                    }
                });
                return true;
            }

            @Override
            public void close() {}
        };
    }

    /** The events in the store, and in a table of the host's. */
    @ParameterizedTest
    @EnumSource(
            value = Replica.class,
            names = {"BUILT_IN", "OTHER_DATABASE"})
    void badNetwork_losesNothing_doublesNothing_andBothSidesAgreeInTheEnd(Replica replica) throws Exception {
        Verdict verdict = play(20_261_123, replica, Breakage.NONE, 60);

        assertThat(verdict.lost()).isEmpty();
        assertThat(verdict.doubled()).isEmpty();
        assertThat(verdict.diverged()).isEmpty();
        assertThat(verdict.edits()).isGreaterThan(30);
        assertThat(verdict.cuts()).isGreaterThan(5);
    }

    /** Which connection is struck when depends on how threads take turns, so a few trials may pass it by. */
    @ParameterizedTest
    @EnumSource(
            value = Breakage.class,
            names = {"LOST_ANSWER_IS_YES", "BLIND_RETRY"})
    void brokenEngine_isFoundOut(Breakage breakage) throws Exception {
        boolean good = true;
        for (int seed = 1; seed <= TRIALS_MAX && good; seed++) {
            good = play(seed, Replica.BUILT_IN, breakage, 15).good();
        }

        assertThat(good).isFalse();
    }
}
