package dev.calsync.job;

import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.calsync.error.InvalidConfigurationException;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.JobId;
import dev.calsync.model.UserId;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The JSON form of jobs, written and read by hand so that it is the same whatever our classes look like. */
final class SyncJobJson {
    private static final int MAX_CHARS = 4_194_304;
    private static final Set<String> MEMBERS = Set.of(
            "id", "userId", "calendarIds", "type", "priority", "scheduledAt", "status", "retryCount", "maxRetries");
    private static final JsonMapper MAPPER = JsonMapper.builder(new JsonFactoryBuilder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(8)
                            .maxNumberLength(32)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final JsonNode root;
    private final List<String> faults;

    private SyncJobJson(JsonNode root, List<String> faults) {
        this.root = root;
        this.faults = faults;
    }

    static String write(SyncJob job) {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        root.put("id", job.id().value());
        root.put("userId", job.userId().value());
        ArrayNode calendars = root.putArray("calendarIds");
        job.calendarIds().forEach(calendar -> calendars.add(calendar.toString()));
        root.put("type", word(job.type()));
        root.put("priority", word(job.priority()));
        root.put("scheduledAt", job.scheduledAt().toString());
        root.put("status", word(job.status()));
        root.put("retryCount", job.retryCount());
        root.put("maxRetries", job.maxRetries());
        return root.toString();
    }

    static SyncJob read(String json) {
        List<String> faults = new ArrayList<>();
        return parse(json, faults)
                .flatMap(root -> new SyncJobJson(root, faults).read())
                .orElseThrow(() -> new InvalidConfigurationException("SyncJob", faults));
    }

    private static Optional<JsonNode> parse(String json, List<String> faults) {
        if (json.length() > MAX_CHARS) {
            faults.add("$: the JSON text has more than " + MAX_CHARS + " characters");
            return Optional.empty();
        }
        try {
            JsonNode root = MAPPER.readTree(json);
            if (root.isObject()) {
                return Optional.of(root);
            }
            faults.add("$: must be an object");
        } catch (JsonProcessingException broken) {
            faults.add("$: is not well-formed JSON, or has a member twice, or is nested too deep");
        }
        return Optional.empty();
    }

    /** Reads everything even after a fault; what stands in for a bad value is never seen, as the job is not made then. */
    private Optional<SyncJob> read() {
        JobId id = text("id", JobId.of("none"), JobId::of);
        UserId userId = text("userId", UserId.of("none"), UserId::of);
        List<CalendarRef> calendars = calendars();
        SyncType type = text("type", SyncType.FULL, text -> value(SyncType.class, text));
        Priority priority = text("priority", Priority.LOW, text -> value(Priority.class, text));
        Instant scheduledAt = text("scheduledAt", Instant.EPOCH, SyncJobJson::instant);
        JobStatus status = text("status", JobStatus.QUEUED, text -> value(JobStatus.class, text));
        int retryCount = count("retryCount");
        int maxRetries = count("maxRetries");
        root.fieldNames().forEachRemaining(name -> {
            if (!MEMBERS.contains(name)) {
                faults.add("$: unknown member " + quoted(name));
            }
        });
        if (!faults.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                new SyncJob(id, userId, calendars, type, priority, scheduledAt, status, retryCount, maxRetries));
    }

    private <T> T text(String name, T instead, Function<String, T> parse) {
        JsonNode member = root.path(name);
        if (!member.isTextual()) {
            faults.add("$." + name + (member.isMissingNode() ? ": is missing" : ": must be a text"));
            return instead;
        }
        try {
            return parse.apply(member.textValue());
        } catch (IllegalArgumentException malformed) {
            faults.add("$." + name + ": " + malformed.getMessage());
            return instead;
        }
    }

    private List<CalendarRef> calendars() {
        JsonNode list = root.path("calendarIds");
        List<CalendarRef> calendars = new ArrayList<>();
        if (!list.isArray() || list.isEmpty()) {
            faults.add("$.calendarIds: must be a list of one or more texts");
            return calendars;
        }
        Set<CalendarRef> seen = new HashSet<>();
        for (int i = 0; i < list.size(); i++) {
            try {
                CalendarRef calendar =
                        CalendarRef.parse(list.get(i).isTextual() ? list.get(i).textValue() : "");
                calendars.add(calendar);
                if (!seen.add(calendar)) {
                    faults.add("$.calendarIds[" + i + "]: names a calendar twice");
                }
            } catch (IllegalArgumentException malformed) {
                faults.add("$.calendarIds[" + i + "]: must be a text like account:ID/CALENDAR");
            }
        }
        return calendars;
    }

    private int count(String name) {
        JsonNode member = root.path(name);
        if (!member.isIntegralNumber() || !member.canConvertToInt() || member.intValue() < 0) {
            faults.add("$." + name + (member.isMissingNode() ? ": is missing" : ": must be a whole number from 0"));
            return 0;
        }
        return member.intValue();
    }

    private static Instant instant(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeException malformed) {
            throw new IllegalArgumentException("must be a time like 2026-11-22T10:00:00Z", malformed);
        }
    }

    private static <E extends Enum<E>> E value(Class<E> type, String word) {
        return Arrays.stream(type.getEnumConstants())
                .filter(value -> word(value).equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("unknown word " + quoted(word) + ", known are "
                        + Arrays.stream(type.getEnumConstants())
                                .map(SyncJobJson::word)
                                .collect(Collectors.joining(", "))));
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    /** Foreign text for a message: short, and without characters that would break a log line. */
    private static String quoted(String text) {
        String start = text.length() > 40 ? text.substring(0, 40) + "…" : text;
        return "\"" + start.replaceAll("\\p{Cntrl}", "?") + "\"";
    }
}
