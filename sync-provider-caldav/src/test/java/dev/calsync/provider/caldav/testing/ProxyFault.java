package dev.calsync.provider.caldav.testing;

import java.time.Duration;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** What goes wrong with a connection once so many bytes have passed in one direction. */
public enum ProxyFault {
    /** It is closed in order, in the middle of a message as likely as between two. */
    FIN,
    /** It is reset. */
    RST,
    /** Nothing passes any more in that direction, and nobody is told. */
    BLACK_HOLE,
    /** What comes next passes only when whoever sent it has given up. */
    LATE;

    private static final int LEAST_BYTES = 40;
    private static final int MOST_BYTES = 5_000;
    private static final int LATENCY_MILLIS_MAX = 25;

    /**
     * What happens to one connection.
     *
     * @param fault none for null
     * @param upwards whether it strikes what the client says, and not what the server answers
     * @param afterBytes of that direction
     * @param latency of each piece of data
     */
    record Plan(@Nullable ProxyFault fault, boolean upwards, int afterBytes, Duration latency) {
        static final Plan NONE = new Plan(null, false, 0, Duration.ZERO);

        /** Few bytes are as likely as many: requests are short, pages are long. */
        static Plan of(Random dice) {
            int kind = dice.nextInt(100);
            ProxyFault fault = kind < 35 ? FIN : kind < 70 ? RST : kind < 85 ? BLACK_HOLE : LATE;
            double spread = Math.log((double) MOST_BYTES / LEAST_BYTES);
            int bytes = (int) (LEAST_BYTES * Math.exp(dice.nextDouble() * spread));
            boolean upwards = dice.nextInt(3) == 0;
            Duration latency =
                    dice.nextInt(3) == 0 ? Duration.ofMillis(1 + dice.nextInt(LATENCY_MILLIS_MAX)) : Duration.ZERO;
            return new Plan(fault, upwards, bytes, latency);
        }
    }
}
