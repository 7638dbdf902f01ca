package dev.calsync.provider.google.judge;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.api.client.auth.oauth2.TokenErrorResponse;
import com.google.api.client.auth.openidconnect.IdTokenResponse;
import com.google.api.client.googleapis.json.GoogleJsonErrorContainer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Holds recorded exchanges against a description, and says one sentence for each name or type that it does not know. */
final class Judge {
    /** RFC 6749, 7009, 7523 and 7636: what a form to the token endpoint may hold. */
    private static final Set<String> TOKEN_FORM = Set.of(
            "assertion",
            "client_id",
            "client_secret",
            "code",
            "code_verifier",
            "grant_type",
            "redirect_uri",
            "refresh_token",
            "scope",
            "token",
            "token_type_hint");

    private static final Set<String> PARTS_OF_NO_API = Set.of("batch", "oauth.authorize", "oauth.certificates");

    private final Description description;
    private final Shape error = ClientDescription.shape(GoogleJsonErrorContainer.class);
    private final Shape tokens = withLifeOfRefreshToken(ClientDescription.shape(IdTokenResponse.class));
    private final Shape tokenError = ClientDescription.shape(TokenErrorResponse.class);

    Judge(Description description) {
        this.description = description;
    }

    private static Shape withLifeOfRefreshToken(Shape tokens) {
        if (tokens instanceof Shape.Known known) {
            Map<String, Supplier<Shape>> members = new LinkedHashMap<>(known.members());
            // Google adds it in apps under test; its client keeps unknown names as they are.
            members.put("refresh_token_expires_in", () -> new Shape.Value(Set.of("integer")));
            return new Shape.Known(known.name(), members);
        }
        return tokens;
    }

    List<String> faults(List<Exchange> exchanges) {
        List<String> faults = new ArrayList<>();
        exchanges.forEach(exchange -> new Hearing(exchange, faults).hear());
        return faults.stream().distinct().toList();
    }

    /** What a server says about a method, held against the description. */
    List<String> faultsOfServer(JsonNode methods) {
        List<String> faults = new ArrayList<>();
        methods.properties().forEach(each -> {
            Description.Method known = description.method(each.getKey());
            if (known == null) {
                faults.add(each.getKey() + " is no method");
                return;
            }
            JsonNode facts = each.getValue();
            compare(
                    faults,
                    each.getKey() + " verb",
                    known.verb(),
                    facts.path("verb").asText());
            compare(
                    faults,
                    each.getKey() + " path",
                    known.path(),
                    facts.path("path").asText());
            compare(
                    faults,
                    each.getKey() + " parameters",
                    known.parameters().keySet(),
                    texts(facts.path("parameters")));
            if (!known.scopes().isEmpty()) {
                compare(faults, each.getKey() + " scopes", known.scopes(), texts(facts.path("scopes")));
            }
        });
        return faults;
    }

    private static void compare(List<String> faults, String what, Object expected, Object actual) {
        if (!expected.equals(actual)) {
            faults.add(what + ": " + actual + " should be " + expected);
        }
    }

    private static Set<String> texts(JsonNode array) {
        Set<String> texts = new HashSet<>();
        array.forEach(text -> texts.add(text.asText()));
        return texts;
    }

    /** One exchange. */
    private final class Hearing {
        private final Exchange exchange;
        private final List<String> faults;

        Hearing(Exchange exchange, List<String> faults) {
            this.exchange = exchange;
            this.faults = faults;
        }

        void hear() {
            String kind = exchange.kind();
            if (kind.startsWith("oauth.token") || kind.equals("oauth.revoke")) {
                login();
            } else if (!PARTS_OF_NO_API.contains(kind)) {
                Description.Method method = description.method(kind);
                if (method != null) {
                    call(method);
                } else if (!exchange.query().isMissingNode()) {
                    blame("nobody knows this request");
                }
            }
        }

        private void login() {
            exchange.query().properties().forEach(field -> {
                if (!TOKEN_FORM.contains(field.getKey())) {
                    blame("the form has " + field.getKey());
                }
            });
            if (!exchange.answer().isMissingNode() && exchange.kind().equals("oauth.token")) {
                check("answer", exchange.answer(), exchange.status() < 300 ? tokens : tokenError);
            }
        }

        private void call(Description.Method method) {
            exchange.query()
                    .properties()
                    .forEach(each ->
                            parameter(method, each.getKey(), each.getValue().asText()));
            body("request", exchange.request(), method.request());
            boolean good = exchange.status() < 300;
            body("answer", exchange.answer(), good ? method.answer() : error);
        }

        private void parameter(Description.Method method, String name, String recorded) {
            Set<String> allowed = method.parameters().get(name);
            if (allowed == null) {
                blame("parameter " + name + " is unknown");
            } else if (name.equals("fields")) {
                if (method.answer() != null) {
                    FieldNames.faults(recorded, method.answer()).forEach(this::blame);
                }
            } else if (!allowed.isEmpty() && !allowed.containsAll(List.of(recorded.split("\\|")))) {
                blame("parameter " + name + " is " + recorded + ", not " + allowed);
            }
        }

        private void body(String what, JsonNode form, @Nullable Shape shape) {
            if (form.isMissingNode()) {
                return;
            }
            if (shape == null) {
                blame(what + " should have no body");
            } else {
                check(what, form, shape);
            }
        }

        private void check(String where, JsonNode form, Shape shape) {
            if (shape instanceof Shape.Known known && form.isObject()) {
                form.properties().forEach(member -> {
                    Supplier<Shape> inner = known.members().get(member.getKey());
                    if (inner == null) {
                        blame(where + ": " + known.name() + " has no " + member.getKey());
                    } else {
                        check(where + "." + member.getKey(), member.getValue(), inner.get());
                    }
                });
            } else if (shape instanceof Shape.Free free && form.isObject()) {
                form.properties().forEach(member -> check(where + ".*", member.getValue(), free.values()));
            } else if (shape instanceof Shape.Many many && form.isArray()) {
                form.forEach(element -> check(where + "[]", element, many.elements()));
            } else if (shape instanceof Shape.Value value && form.isTextual()) {
                value(where, form.asText(), value.types());
            } else if (!(shape instanceof Shape.Anything) && !isClearing(where, form)) {
                blame(where + " is " + form + " where " + shape.getClass().getSimpleName() + " belongs");
            }
        }

        private void value(String where, String recorded, Set<String> types) {
            for (String type : recorded.split("\\|")) {
                boolean cleared = type.equals("null") && isPatch(where);
                if (!cleared && !types.contains(type)) {
                    blame(where + " is " + type + ", not " + types);
                }
            }
        }

        /** A patch may clear an object or a list as well. */
        private boolean isClearing(String where, JsonNode form) {
            return isPatch(where) && form.asText().equals("null");
        }

        private boolean isPatch(String where) {
            return where.startsWith("request") && exchange.kind().endsWith(".patch");
        }

        private void blame(String sentence) {
            faults.add(exchange.kind() + ": " + sentence);
        }
    }
}
