package dev.calsync;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.calsync.error.InvalidConfigurationException;
import dev.calsync.http.HttpRequest;
import dev.calsync.http.HttpResponse;
import dev.calsync.job.Progress;
import dev.calsync.schedule.ScheduleReading;
import dev.calsync.schedule.ScheduleRegistration;
import dev.calsync.store.DeadLetter;
import dev.calsync.store.RunRecord;
import dev.calsync.store.StoredSchedule;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/** What the API shows, as JSON. Nothing of an event's content is ever in it. */
final class ApiJson {
    private static final int TEXT_MAX = 500;

    private final ObjectMapper mapper = new ObjectMapper();

    static HttpResponse answer(JsonNode body) {
        return HttpResponse.of(200, "application/json", body.toString());
    }

    static <T> HttpResponse list(String name, Collection<T> all, Function<T, ? extends JsonNode> json) {
        ObjectNode root = object();
        ArrayNode array = root.putArray(name);
        all.forEach(one -> array.add(json.apply(one)));
        return answer(root);
    }

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    static void put(ObjectNode node, String name, Optional<?> value) {
        value.ifPresent(some -> node.put(name, some.toString()));
    }

    static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    /** What our own classes have written. */
    JsonNode tree(String json) {
        try {
            return mapper.readTree(json);
        } catch (JsonProcessingException broken) {
            throw new IllegalStateException("what was written here cannot be read", broken);
        }
    }

    /** The body's member, if it is there. */
    Optional<String> text(HttpRequest request, String name) {
        JsonNode body;
        try {
            body = mapper.readTree(request.text().isBlank() ? "{}" : request.text());
        } catch (JsonProcessingException broken) {
            throw new InvalidConfigurationException("the body", List.of("$: is not well-formed JSON"));
        }
        JsonNode member = body.path(name);
        if (!body.isObject() || (!member.isMissingNode() && !member.isTextual())) {
            throw new InvalidConfigurationException("the body", List.of("$." + name + ": must be a text"));
        }
        return Optional.ofNullable(member.textValue())
                .map(text -> text.length() > TEXT_MAX ? text.substring(0, TEXT_MAX) : text);
    }

    <E extends Enum<E>> Optional<E> word(HttpRequest request, String name, Class<E> type) {
        return text(request, name)
                .map(word -> Arrays.stream(type.getEnumConstants())
                        .filter(value -> word(value).equals(word))
                        .findFirst()
                        .orElseThrow(() -> new InvalidConfigurationException(
                                "the body",
                                List.of("$." + name + ": unknown word, known are "
                                        + Arrays.stream(type.getEnumConstants())
                                                .map(ApiJson::word)
                                                .toList()))));
    }

    static ObjectNode status(CalendarStatus status) {
        ObjectNode node = object();
        node.put("calendar", status.calendar().toString());
        put(node, "lastSuccessAt", status.lastSuccessAt());
        status.lastRun().ifPresent(run -> node.set("lastRun", run(run)));
        put(node, "nextRunAt", status.nextRunAt());
        node.put("nextRunReason", status.nextRunReason());
        status.progress().ifPresent(progress -> node.set("progress", progress(progress)));
        node.put("running", status.running());
        node.put("pendingEdits", status.pendingEdits());
        node.put("conflicts", status.conflicts());
        node.put("quarantined", status.quarantined());
        put(node, "paused", status.paused());
        put(node, "needsAttention", status.needsAttention());
        status.channel().ifPresent(channel -> node.set("channel", channel(channel)));
        return node;
    }

    static ObjectNode progress(Progress progress) {
        ObjectNode node = object();
        node.put("phase", progress.phase());
        node.put("done", progress.done());
        progress.total().ifPresent(total -> node.put("total", total));
        return node;
    }

    static ObjectNode channel(ChannelStatus channel) {
        ObjectNode node = object();
        node.put("phase", channel.phase());
        node.put("well", channel.well());
        put(node, "liveSince", channel.liveSince());
        put(node, "heardAt", channel.heardAt());
        put(node, "expiresAt", channel.expiresAt());
        node.put("silences", channel.silences());
        node.put("lag", channel.lag().toString());
        node.put("reason", channel.reason());
        return node;
    }

    static ObjectNode run(RunRecord run) {
        ObjectNode node = object();
        node.put("id", run.id().value());
        node.put("calendar", run.calendar().toString());
        node.put("type", word(run.type()));
        node.put("priority", word(run.priority()));
        node.put("attempt", run.attempt());
        node.put("startedAt", run.startedAt().toString());
        node.put("endedAt", run.endedAt().toString());
        node.put("outcome", word(run.outcome()));
        node.put("pulled", run.report().pulled());
        node.put("pushed", run.report().pushed());
        node.put("skipped", run.report().skipped());
        node.put("conflicts", run.report().conflicts());
        node.put("quarantined", run.report().quarantined());
        node.put("requests", run.report().requests());
        put(node, "nextAt", Optional.ofNullable(run.nextAt()));
        put(node, "detail", Optional.ofNullable(run.detail()));
        return node;
    }

    static ObjectNode letter(DeadLetter letter) {
        ObjectNode node = object();
        node.put("run", letter.run().value());
        node.put("calendar", letter.calendar().toString());
        node.put("attempts", letter.attempts());
        node.put("at", letter.at().toString());
        node.put("failure", letter.failure());
        node.put("reason", letter.reason());
        return node;
    }

    ObjectNode schedule(StoredSchedule stored) {
        ObjectNode node = object();
        node.put("id", stored.id().value());
        if (stored.reading() instanceof ScheduleReading.Read read) {
            node.set("schedule", tree(read.schedule().toJson()));
        } else if (stored.reading() instanceof ScheduleReading.Parked parked) {
            ArrayNode faults = node.putArray("faults");
            parked.reasons().forEach(faults::add);
        }
        put(node, "nextFireAt", Optional.ofNullable(stored.nextFireAt()));
        put(node, "paused", Optional.ofNullable(stored.paused()));
        return node;
    }

    static ObjectNode registration(ScheduleRegistration registration) {
        ObjectNode node = object();
        node.put("id", registration.id().value());
        ArrayNode fires = node.putArray("nextFires");
        registration.nextFires().forEach(fire -> fires.add(fire.toString()));
        ArrayNode warnings = node.putArray("warnings");
        registration.warnings().forEach(warnings::add);
        return node;
    }
}
