package dev.calsync.provider.graph.judge;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Holds recorded exchanges against a book of types and, for paths and options, against the SDK's request builders. */
final class TrafficJudge {

    private static final Set<String> TOKENS = Set.of("$skiptoken", "$deltatoken", "$skip", "$top");
    private static final Pattern EXPANDED = Pattern.compile("([A-Za-z]+)(?:\\((.*)\\))?");
    private static final Set<String> BATCH_STEP = Set.of("id", "method", "url", "headers", "body", "dependsOn");
    private static final Set<String> BATCH_ANSWER = Set.of("id", "status", "headers", "body");

    private final FormJudge forms;
    private final Set<String> faults = new TreeSet<>();

    TrafficJudge(TypeBook book) {
        this.forms = new FormJudge(book);
    }

    /** What was found wrong, each thing once. */
    Set<String> faults() {
        Set<String> all = new TreeSet<>(faults);
        all.addAll(forms.faults());
        return all;
    }

    void check(JsonNode exchange) {
        String path = exchange.path("path").asText();
        String method = exchange.path("method").asText();
        String where = method + " " + path;
        if (path.equals("notification")) {
            forms.check("changeNotificationCollection", exchange.path("answer"), where);
            return;
        }
        if (path.equals("/$batch")) {
            names(exchange.path("request").path("requests"), BATCH_STEP, where);
            names(exchange.path("answer").path("responses"), BATCH_ANSWER, where);
            return;
        }
        options(exchange, method, path, where);
        request(exchange, method, path, where);
        answer(exchange, method, path, where);
    }

    private void names(JsonNode steps, Set<String> known, String where) {
        for (JsonNode step : steps) {
            step.fieldNames().forEachRemaining(name -> {
                if (!known.contains(name)) {
                    faults.add(where + ": a step knows no " + name);
                }
            });
        }
    }

    private void options(JsonNode exchange, String method, String path, String where) {
        // Further pages of an expansion: reached by Graph's links alone, so the SDK builds no such request.
        if (path.endsWith("/exceptionOccurrences")) {
            return;
        }
        try {
            Class<?> builder = Resources.builder(path);
            // What is refused as unknown may be unknown.
            if (exchange.path("status").asInt() < 400 && !Resources.can(builder, method)) {
                faults.add(where + ": the SDK cannot do that");
            }
            if (!exchange.has("query")) {
                return;
            }
            Set<String> known = Resources.options(builder, method);
            for (Map.Entry<String, JsonNode> option : exchange.path("query").properties()) {
                if (!known.contains(option.getKey()) && !TOKENS.contains(option.getKey())) {
                    faults.add(where + ": the SDK knows no option " + option.getKey());
                }
            }
        } catch (ClassNotFoundException e) {
            if (exchange.path("status").asInt() < 400) {
                faults.add(where + ": the SDK knows no such path");
            }
            return;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(where, e);
        }
        String entity = Resources.entity(path);
        if (entity != null) {
            selected(entity, exchange.path("query").path("$select").asText(), where);
            expanded(entity, exchange.path("query").path("$expand").asText(), where);
        }
    }

    private void selected(String entity, String select, String where) {
        if (!select.isEmpty()) {
            forms.checkNames(entity, List.of(select.split(" *, *", -1)), where + " $select");
        }
    }

    private void expanded(String entity, String expand, String where) {
        for (String each : expand.isEmpty() ? List.<String>of() : List.of(expand.split(",(?![^(]*\\))", -1))) {
            Matcher parts = EXPANDED.matcher(each.strip());
            if (!parts.matches()) {
                faults.add(where + ": unreadable $expand " + each);
                continue;
            }
            forms.checkNames(entity, List.of(parts.group(1)), where + " $expand");
        }
    }

    private void request(JsonNode exchange, String method, String path, String where) {
        String entity = Resources.entity(path);
        if (entity != null && exchange.has("request") && (method.equals("POST") || method.equals("PATCH"))) {
            forms.check(entity, exchange.path("request"), where + " asked");
        }
    }

    private void answer(JsonNode exchange, String method, String path, String where) {
        JsonNode answer = exchange.path("answer");
        if (answer.isMissingNode()) {
            return;
        }
        String told = where + " answered";
        if (exchange.path("status").asInt() >= 400) {
            forms.check("oDataError", answer, told);
            return;
        }
        String entity = Resources.entity(path);
        if (entity == null) {
            return;
        }
        if (method.equals("GET") && Resources.isList(path)) {
            if (!answer.path("value").isArray()) {
                faults.add(told + ": a list has a value");
            }
            answer.path("value").forEach(each -> forms.check(entity, each, told));
        } else {
            forms.check(entity, answer, told);
        }
    }
}
