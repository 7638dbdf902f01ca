package dev.calsync.provider.google.judge;

import com.google.api.client.http.javanet.NetHttpTransport;
import com.google.api.client.json.gson.GsonFactory;
import com.google.api.services.calendar.Calendar;
import com.google.api.services.calendar.model.Event;
import com.google.api.services.calendar.model.Events;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads a whole calendar with Google's own client, each time a line comes in: page by page, every event an object.
 * Answers with {@code EVENTS CPU_NANOSECONDS}: how many there were, and the processor time of this whole process
 * meanwhile.
 */
public final class OfficialReader {
    /** What is kept of what was read, until all pages were. */
    private enum Kept {
        /** Nothing. */
        NONE,
        /** The parts of series: an exception and its master may be on different pages, in any order. */
        SERIES,
        /** Every event. */
        ALL
    }

    private OfficialReader() {}

    /**
     * Serves until standard input ends.
     *
     * @param arguments the root of the API, how many events a page may have, what is kept ({@code NONE}, {@code SERIES}
     *     or {@code ALL}), and which fields to ask for, if not all
     */
    public static void main(String[] arguments) throws IOException {
        Calendar calendar = new Calendar.Builder(
                        new NetHttpTransport(),
                        GsonFactory.getDefaultInstance(),
                        request -> request.getHeaders().setAuthorization("Bearer none"))
                .setRootUrl(arguments[0])
                .setApplicationName("bench")
                .build();
        int pageSize = Integer.parseInt(arguments[1]);
        Kept kept = Kept.valueOf(arguments[2]);
        String fields = arguments.length > 3 ? arguments[3] : null;
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            while (lines.readLine() != null) {
                long begun = cpuNanos();
                long events = read(
                        calendar.events()
                                .list("primary")
                                .setMaxResults(pageSize)
                                .setFields(fields),
                        kept);
                System.out.println(events + " " + (cpuNanos() - begun));
            }
        }
    }

    private static long read(Calendar.Events.List request, Kept kept) throws IOException {
        List<Event> waiting = new ArrayList<>();
        long events = 0;
        Events page;
        do {
            page = request.execute();
            for (Event event : page.getItems()) {
                boolean part = event.getRecurringEventId() != null || event.getRecurrence() != null;
                if (kept == Kept.ALL || (kept == Kept.SERIES && part)) {
                    waiting.add(event);
                } else {
                    events++;
                }
            }
            request.setPageToken(page.getNextPageToken());
        } while (page.getNextPageToken() != null);
        return events + waiting.size();
    }

    private static long cpuNanos() {
        return ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class)
                .getProcessCpuTime();
    }
}
