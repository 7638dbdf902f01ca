package dev.calsync.provider.google.testing;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A request that found its method and passed authorisation; its parameters are checked when it is made. */
final class ApiRequest {
    private static final Set<String> NUMBERS =
            Set.of("maxResults", "maxAttendees", "conferenceDataVersion", "eventLabelVersion");
    private static final Set<String> FLAGS = Set.of(
            "alwaysIncludeEmail",
            "showDeleted",
            "showHidden",
            "showHiddenInvitations",
            "showOwnOrganizationOnly",
            "singleEvents",
            "sendNotifications",
            "supportsAttachments",
            "colorRgbFormat",
            "prettyPrint");
    private static final Map<String, Set<String>> WORDS = Map.of(
            "sendUpdates", Set.of("all", "externalOnly", "none"),
            "orderBy", Set.of("startTime", "updated"),
            "eventTypes", Set.of("birthday", "default", "focusTime", "fromGmail", "outOfOffice", "workingLocation"),
            "minAccessRole", Set.of("freeBusyReader", "reader", "writerWithoutPrivateAccess", "writer", "owner"),
            "alt", Set.of("json"));
    private static final Set<String> TIMES = Set.of("timeMin", "timeMax", "updatedMin");
    private static final Set<String> REPEATED =
            Set.of("eventTypes", "privateExtendedProperty", "sharedExtendedProperty");

    private final ApiMethod.Call call;
    private final HttpMessage message;
    private final FakeUser user;

    ApiRequest(ApiMethod.Call call, HttpMessage message, FakeUser user) throws ApiProblem {
        this.call = call;
        this.message = message;
        this.user = user;
        for (Map.Entry<String, List<String>> parameter : message.query().entrySet()) {
            check(parameter.getKey(), parameter.getValue());
        }
    }

    private void check(String name, List<String> values) throws ApiProblem {
        if (!method().parameters().contains(name)) {
            throw ApiProblem.parameter(name, "Unknown parameter " + name);
        }
        if (values.size() > 1 && !REPEATED.contains(name)) {
            throw ApiProblem.parameter(name, name + " may come once");
        }
        for (String value : values) {
            boolean good = (!NUMBERS.contains(name) || value.matches("[0-9]{1,9}"))
                    && (!FLAGS.contains(name) || value.equals("true") || value.equals("false"))
                    && (!WORDS.containsKey(name) || WORDS.get(name).contains(value))
                    && (!TIMES.contains(name) || instant(value) != null);
            if (!good) {
                throw ApiProblem.parameter(name, "Invalid value '" + value + "' for " + name);
            }
        }
    }

    ApiMethod method() {
        return call.method();
    }

    FakeUser user() {
        return user;
    }

    String variable(String name) {
        return String.valueOf(call.variables().get(name));
    }

    boolean has(String parameter) {
        return message.query().containsKey(parameter);
    }

    /** The parameter's value, or the empty string. */
    String parameter(String name) {
        List<String> values = parameters(name);
        return values.isEmpty() ? "" : values.get(0);
    }

    List<String> parameters(String name) {
        return message.query().getOrDefault(name, List.of());
    }

    boolean flag(String name) {
        return parameter(name).equals("true");
    }

    int number(String name, int otherwise) {
        return has(name) ? Integer.parseInt(parameter(name)) : otherwise;
    }

    @Nullable
    Instant time(String name) {
        return has(name) ? instant(parameter(name)) : null;
    }

    private static @Nullable Instant instant(String value) {
        try {
            return OffsetDateTime.parse(value).toInstant();
        } catch (DateTimeException e) {
            return null;
        }
    }

    ZoneId zone(ZoneId otherwise) throws ApiProblem {
        if (!has("timeZone")) {
            return otherwise;
        }
        try {
            return ZoneId.of(parameter("timeZone"));
        } catch (DateTimeException e) {
            throw ApiProblem.parameter("timeZone", "Invalid value for timeZone");
        }
    }

    Map<String, List<String>> query() {
        return message.query();
    }

    String header(String name) {
        return message.headers().getOrDefault(name.toLowerCase(Locale.ROOT), "");
    }

    ObjectNode json() throws ApiProblem {
        if (!header("Content-Type").startsWith("application/json")) {
            throw ApiProblem.of(400, "parseError", "This API does not support parsing form-encoded input.");
        }
        return Json.parsed(new String(message.body(), StandardCharsets.UTF_8));
    }

    /** Refuses the request when it carries an If-Match that is not this tag (RFC 9110 section 13.1.1). */
    void ifMatch(String etag) throws ApiProblem {
        String wanted = header("If-Match");
        if (!wanted.isEmpty() && !wanted.equals("*") && !wanted.equals(etag)) {
            throw ApiProblem.scripted(412, "conditionNotMet");
        }
    }
}
