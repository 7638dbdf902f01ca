package dev.calsync.provider.graph.judge;

import com.microsoft.graph.core.content.BatchRequestContent;
import com.microsoft.graph.core.content.BatchResponseContent;
import com.microsoft.graph.models.Event;
import com.microsoft.graph.models.EventType;
import com.microsoft.graph.serviceclient.GraphServiceClient;
import com.microsoft.graph.users.item.calendars.item.calendarview.delta.DeltaGetResponse;
import com.microsoft.graph.users.item.calendars.item.calendarview.delta.DeltaRequestBuilder;
import com.sun.management.OperatingSystemMXBean;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads a whole calendar with Microsoft's SDK, each time a line comes in, as its pages say: deltas of the calendar's view
 * page by page, every item an object, and for what a delta does not tell of a series each of them once more, twenty in a
 * batch. Answers with {@code EVENTS CPU_NANOSECONDS}: how many single events and series there were, and the processor time
 * of this whole process meanwhile.
 */
public final class OfficialReader {

    private static final int MOST_IN_BATCH = 20;

    private final GraphServiceClient client;
    private final String calendarId;
    private final int pageSize;
    private final Kept kept;
    private final String[] select;
    private final List<Event> all = new ArrayList<>();
    private final Set<String> seriesGot = new HashSet<>();
    private final List<String> seriesOfTile = new ArrayList<>();
    private long events;

    /** What the SDK hands out is the caller's; so is what becomes of it. */
    private enum Kept {
        /** Every event, until all are read. */
        ALL,
        /** Nothing but the page or batch that was read last, and the ids of series. */
        NONE
    }

    private OfficialReader(GraphServiceClient client, String calendarId, int pageSize, Kept kept, String[] select) {
        this.client = client;
        this.calendarId = calendarId;
        this.pageSize = pageSize;
        this.kept = kept;
        this.select = select;
    }

    /**
     * Serves until standard input ends.
     *
     * @param arguments where Graph is, an access token, the calendar's id, how many events a page may have, what is kept of
     *     them ({@code ALL} or {@code NONE}), the properties that are asked for of a series, joined by commas, and the
     *     windows, each as {@code START/END}
     */
    public static void main(String[] arguments) throws IOException {
        OfficialReader reader = new OfficialReader(
                OfficialClient.of(URI.create(arguments[0]), arguments[1]),
                arguments[2],
                Integer.parseInt(arguments[3]),
                Kept.valueOf(arguments[4]),
                arguments[5].split(",", -1));
        List<String> windows = Arrays.asList(arguments).subList(6, arguments.length);
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            while (lines.readLine() != null) {
                long begun = cpuNanos();
                long events = reader.read(windows);
                System.out.println(events + " " + (cpuNanos() - begun));
            }
        }
    }

    private long read(List<String> windows) throws IOException {
        events = 0;
        all.clear();
        seriesGot.clear();
        for (String window : windows) {
            seriesOfTile.clear();
            String next = null;
            do {
                DeltaGetResponse page = page(window, next);
                for (Event event : Objects.requireNonNull(page.getValue())) {
                    take(event);
                }
                next = page.getOdataNextLink();
            } while (next != null);
            for (int from = 0; from < seriesOfTile.size(); from += MOST_IN_BATCH) {
                series(seriesOfTile.subList(from, Math.min(from + MOST_IN_BATCH, seriesOfTile.size())));
            }
        }
        return events;
    }

    private DeltaGetResponse page(String window, @Nullable String next) {
        DeltaRequestBuilder delta =
                client.me().calendars().byCalendarId(calendarId).calendarView().delta();
        String preferences = "IdType=\"ImmutableId\", odata.maxpagesize=" + pageSize;
        int slash = window.indexOf('/');
        DeltaGetResponse page = next != null
                ? delta.withUrl(next).get(request -> request.headers.add("Prefer", preferences))
                : delta.get(request -> {
                    Objects.requireNonNull(request.queryParameters).startDateTime = window.substring(0, slash);
                    request.queryParameters.endDateTime = window.substring(slash + 1);
                    request.headers.add("Prefer", preferences);
                });
        return Objects.requireNonNull(page);
    }

    private void take(Event event) {
        if (event.getType() == EventType.SeriesMaster) {
            String id = Objects.requireNonNull(event.getId());
            // Each tile that it reaches into shows it.
            if (seriesGot.add(id)) {
                seriesOfTile.add(id);
            }
        } else if (event.getType() == EventType.SingleInstance) {
            keep(event);
        }
    }

    private void keep(Event event) {
        events++;
        if (kept == Kept.ALL) {
            all.add(event);
        }
    }

    private void series(List<String> ids) throws IOException {
        BatchRequestContent batch = new BatchRequestContent(client);
        List<String> steps = new ArrayList<>();
        for (String id : ids) {
            steps.add(batch.addBatchRequestStep(client.me()
                    .calendars()
                    .byCalendarId(calendarId)
                    .events()
                    .byEventId(id)
                    .toGetRequestInformation(request -> {
                        Objects.requireNonNull(request.queryParameters).select = select;
                        request.queryParameters.expand = new String[] {"exceptionOccurrences"};
                        request.headers.add("Prefer", "IdType=\"ImmutableId\"");
                    })));
        }
        BatchResponseContent answers = client.getBatchRequestBuilder().post(batch, null);
        for (String step : steps) {
            Event series = answers.getResponseById(step, Event::createFromDiscriminatorValue);
            if (series.getCancelledOccurrences() != null) {
                keep(series);
            }
        }
    }

    private static long cpuNanos() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
    }
}
