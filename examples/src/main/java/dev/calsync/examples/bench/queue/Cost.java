package dev.calsync.examples.bench.queue;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What runs cost, each on the average of a round.
 *
 * @param perSecond how many ran a second
 * @param statements of the nodes, as the driver sends them; commits and roll-backs are none
 * @param ourMicros processor time of the nodes
 * @param theirMicros processor time of PostgreSQL; 0 if it is not on this machine
 */
record Cost(double perSecond, double statements, double ourMicros, double theirMicros) {

    static Cost median(List<Cost> rounds) {
        return new Cost(
                median(rounds, Cost::perSecond),
                median(rounds, Cost::statements),
                median(rounds, Cost::ourMicros),
                median(rounds, Cost::theirMicros));
    }

    private static double median(List<Cost> rounds, ToDoubleFunction<Cost> figure) {
        return Figures.median(rounds.stream().mapToDouble(figure).boxed().toList());
    }

    String processor() {
        return Board.number(ourMicros) + " + " + Board.number(theirMicros) + " us";
    }
}
