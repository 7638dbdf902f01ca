package dev.calsync;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.calsync.http.HttpResponse;
import dev.calsync.http.Problem;
import dev.calsync.internal.engine.Engine;
import dev.calsync.job.Progress;
import dev.calsync.model.Account;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.RemoteCalendar;
import dev.calsync.store.RunRecord;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Tells a caller how the runs of a user's calendars come along on this engine, as server-sent events (WHATWG HTML, section
 * 9.2): {@code progress} whenever a run came further, {@code ended} with the run's record. It looks into memory once a
 * second, and into the store only when a run has ended. So many callers at once and no more; each for an hour at most,
 * after which its browser asks again.
 */
final class ProgressStream {
    private static final int CLIENTS_MAX = 50;
    private static final Duration EVERY = Duration.ofSeconds(1);
    private static final int BEAT_EVERY_LOOKS = 15;
    private static final int LOOKS_MAX = 3_600;

    private final Engine engine;
    private final AtomicInteger clients = new AtomicInteger();

    ProgressStream(Engine engine) {
        this.engine = engine;
    }

    HttpResponse open(UserSync user) {
        if (clients.get() >= CLIENTS_MAX) {
            return Problem.of(503, "as many listen already as may; ask for the status instead")
                    .response()
                    .header("retry-after", "15");
        }
        List<CalendarRef> calendars = new ArrayList<>();
        for (Account account : user.accounts()) {
            user.calendars(account).stream().map(RemoteCalendar::ref).forEach(calendars::add);
        }
        return HttpResponse.streaming("text/event-stream", out -> {
            try {
                // Two may come at once; one too many for a moment does no harm.
                clients.incrementAndGet();
                tell(user, calendars, out);
            } finally {
                clients.decrementAndGet();
            }
        });
    }

    private void tell(UserSync user, List<CalendarRef> calendars, OutputStream out)
            throws IOException, InterruptedException {
        Map<CalendarRef, Progress> known = new HashMap<>();
        write(out, ": hello\n\n");
        for (int look = 1; look <= LOOKS_MAX; look++) {
            for (CalendarRef calendar : calendars) {
                tell(user, calendar, known, out);
            }
            if (look % BEAT_EVERY_LOOKS == 0) {
                write(out, ": still here\n\n");
            }
            engine.environment().tasks().await(() -> false, EVERY);
        }
    }

    private void tell(UserSync user, CalendarRef calendar, Map<CalendarRef, Progress> known, OutputStream out)
            throws IOException {
        Progress now = engine.progress(calendar).orElse(null);
        Progress before = now == null ? known.remove(calendar) : known.put(calendar, now);
        if (now != null && !now.equals(before)) {
            ObjectNode data = ApiJson.progress(now);
            data.put("calendar", calendar.toString());
            write(out, "event: progress\ndata: " + data + "\n\n");
        } else if (now == null && before != null) {
            for (RunRecord run : user.history(calendar, 1)) {
                write(out, "event: ended\ndata: " + ApiJson.run(run) + "\n\n");
            }
        }
    }

    private static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }
}
