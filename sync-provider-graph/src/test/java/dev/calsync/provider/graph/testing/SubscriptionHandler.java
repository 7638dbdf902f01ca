package dev.calsync.provider.graph.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPublicKey;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Base64;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Requests about subscriptions. Handshakes go out while the create is under way, and hold no lock. */
final class SubscriptionHandler {

    private static final Duration LONGEST = Duration.ofMinutes(10_080);
    private static final Duration LONGEST_RICH = Duration.ofMinutes(1_440);
    private static final Duration SHORTEST = Duration.ofMinutes(45);
    private static final int MOST_IN_MAILBOX = 1_000;

    private static final Set<String> CREATE = Set.of(
            "changeType",
            "notificationUrl",
            "lifecycleNotificationUrl",
            "resource",
            "expirationDateTime",
            "clientState",
            "latestSupportedTlsVersion",
            "includeResourceData",
            "encryptionCertificate",
            "encryptionCertificateId");

    private static final Set<String> PATCH =
            Set.of("expirationDateTime", "notificationUrl", "encryptionCertificate", "encryptionCertificateId");

    private final World world;
    private final FakeSubscriptions subscriptions;

    SubscriptionHandler(World world, FakeSubscriptions subscriptions) {
        this.world = world;
        this.subscriptions = subscriptions;
    }

    GraphReply answer(GraphRequest request) throws GraphProblem, InterruptedException {
        List<String> path = request.segments();
        if (!request.caller().reads()) {
            throw GraphProblem.denied();
        }
        if (path.size() == 1) {
            GraphRouter.need(request, "GET", "POST");
            return request.method().equals("POST") ? create(request) : list(request);
        }
        synchronized (world) {
            Subscription subscription = subscriptions.find(path.get(1));
            if (subscription == null
                    || !subscription.caller.clientId().equals(request.caller().clientId())) {
                throw new GraphProblem(404, "ResourceNotFound", "The object was not found.");
            }
            if (path.size() == 3 && path.get(2).equals("reauthorize")) {
                GraphRouter.need(request, "POST");
                return GraphReply.empty(204);
            }
            return one(request, subscription);
        }
    }

    private GraphReply one(GraphRequest request, Subscription subscription) throws GraphProblem {
        switch (request.method()) {
            case "GET" -> {}
            case "PATCH" -> patch(request, subscription);
            case "DELETE" -> {
                subscriptions.remove(subscription.id);
                return GraphReply.empty(204);
            }
            default -> throw GraphRouter.noMethod();
        }
        return GraphReply.ok(shown(subscription));
    }

    private ObjectNode shown(Subscription subscription) {
        ObjectNode body = Json.object().put("@odata.context", world.root() + "/$metadata#subscriptions/$entity");
        body.setAll(subscription.json());
        return body;
    }

    private GraphReply list(GraphRequest request) {
        synchronized (world) {
            ObjectNode body = Json.object().put("@odata.context", world.root() + "/$metadata#subscriptions");
            ArrayNode value = body.putArray("value");
            Caller caller = request.caller();
            subscriptions.alive().stream()
                    .filter(each -> each.caller.clientId().equals(caller.clientId()))
                    .filter(each -> caller.mailbox() == null || each.mailbox == caller.mailbox())
                    .forEach(each -> value.add(each.json()));
            return GraphReply.ok(body);
        }
    }

    private void patch(GraphRequest request, Subscription subscription) throws GraphProblem {
        ObjectNode sent = object(request.body(), PATCH);
        if (sent.has("expirationDateTime")) {
            subscription.expires = expiry(sent, subscription.rich);
        }
        if (sent.has("notificationUrl")) {
            subscription.notificationUrl = url(sent, "notificationUrl");
        }
        if (sent.has("encryptionCertificate")) {
            certificate(sent, subscription);
        }
    }

    private GraphReply create(GraphRequest request) throws GraphProblem, InterruptedException {
        ObjectNode sent = object(request.body(), CREATE);
        Subscription planned;
        synchronized (world) {
            planned = planned(request, sent);
            if (subscriptions.alive().stream().anyMatch(each -> same(each, planned))) {
                throw new GraphProblem(
                        409,
                        "ExtensionError",
                        "Operation: Create; Exception: [Status Code: Conflict; Reason: Subscription Id already exists for"
                                + " the requested combination]");
            }
            long inMailbox = subscriptions.alive().stream()
                    .filter(each -> each.mailbox == planned.mailbox)
                    .count();
            if (inMailbox >= MOST_IN_MAILBOX) {
                throw new GraphProblem(403, "ExtensionError", "The mailbox has as many subscriptions as it may have.");
            }
        }
        handshake(planned.notificationUrl);
        if (planned.lifecycleUrl != null) {
            handshake(planned.lifecycleUrl);
        }
        synchronized (world) {
            subscriptions.add(planned);
            return GraphReply.json(201, shown(planned));
        }
    }

    private void handshake(String url) throws GraphProblem, InterruptedException {
        if (!subscriptions.shakesHands(url)) {
            throw GraphProblem.badRequest(
                    "ValidationError",
                    "Subscription validation request failed. Notification endpoint must respond with 200 OK to validation"
                            + " request.");
        }
    }

    private static boolean same(Subscription one, Subscription other) {
        return one.caller.clientId().equals(other.caller.clientId())
                && one.mailbox == other.mailbox
                && one.resource.replaceFirst("^/", "").equals(other.resource.replaceFirst("^/", ""))
                && Set.of(one.changeType.split(",", -1)).equals(Set.of(other.changeType.split(",", -1)));
    }

    private Subscription planned(GraphRequest request, ObjectNode sent) throws GraphProblem {
        Set<String> types = Set.of(Json.text(sent, "changeType").split(" *, *", -1));
        if (!Set.of("created", "updated", "deleted").containsAll(types)) {
            throw GraphProblem.badRequest(
                    "InvalidRequest", "changeType has to be some of created, updated and deleted.");
        }
        if (Json.text(sent, "clientState").length() > 128) {
            throw GraphProblem.badRequest("InvalidRequest", "clientState has at most 128 characters.");
        }
        url(sent, "notificationUrl");
        if (sent.has("lifecycleNotificationUrl")) {
            url(sent, "lifecycleNotificationUrl");
        }
        boolean rich = sent.path("includeResourceData").booleanValue();
        GraphRequest target = new GraphRequest(
                "GET",
                "/" + Json.text(sent, "resource").replaceFirst("^/", ""),
                request.headers(),
                null,
                request.caller());
        FakeMailbox mailbox = mailbox(target);
        String select = target.query("$select");
        if (rich && select == null) {
            throw GraphProblem.badRequest("InvalidRequest", "With resource data the resource needs a $select.");
        }
        Subscription planned = new Subscription(
                Ids.guid("subscription " + world.nextNumber()),
                request.caller(),
                mailbox,
                calendar(target, mailbox),
                sent,
                request.preferences().immutableIds(),
                select,
                expiry(sent, rich));
        if (rich) {
            certificate(sent, planned);
        }
        return planned;
    }

    private FakeMailbox mailbox(GraphRequest target) throws GraphProblem {
        List<String> path = target.segments();
        FakeMailbox own = target.caller().mailbox();
        if (!path.isEmpty() && path.get(0).equals("me") && own != null) {
            return own;
        }
        FakeMailbox named = path.size() > 1 && path.get(0).equals("users") ? world.findMailbox(path.get(1)) : null;
        if (named == null || own != null && named != own) {
            throw GraphProblem.denied();
        }
        return named;
    }

    /** The calendar that the resource names, or null for the whole mailbox. */
    private @Nullable FakeCalendar calendar(GraphRequest target, FakeMailbox mailbox) throws GraphProblem {
        List<String> path = target.segments();
        List<String> rest = path.subList(path.get(0).equals("me") ? 1 : 2, path.size());
        if (rest.equals(List.of("events"))) {
            return null;
        }
        if (rest.equals(List.of("calendar", "events"))) {
            return mailbox.primary();
        }
        if (rest.size() == 3 && rest.get(0).equals("calendars") && rest.get(2).equals("events")) {
            FakeCalendar calendar = world.findCalendar(rest.get(1));
            if (calendar != null && mailbox.lists(calendar)) {
                return calendar;
            }
            throw new GraphProblem(404, "ResourceNotFound", "The calendar was not found.");
        }
        throw GraphProblem.badRequest("InvalidRequest", "Resource is invalid.");
    }

    private Instant expiry(ObjectNode sent, boolean rich) throws GraphProblem {
        Instant now = world.now();
        Instant asked;
        try {
            asked = OffsetDateTime.parse(Json.text(sent, "expirationDateTime")).toInstant();
        } catch (DateTimeException e) {
            throw GraphProblem.badRequest("InvalidRequest", "expirationDateTime is no time with an offset.");
        }
        Duration most = rich ? LONGEST_RICH : LONGEST;
        if (!asked.isAfter(now) || asked.isAfter(now.plus(most))) {
            throw GraphProblem.badRequest(
                    "InvalidRequest",
                    "Subscription expiration can only be " + most.toMinutes() + " minutes in the future.");
        }
        return asked.isBefore(now.plus(SHORTEST)) ? now.plus(SHORTEST) : asked;
    }

    private static void certificate(ObjectNode sent, Subscription subscription) throws GraphProblem {
        String encoded = Json.text(sent, "encryptionCertificate");
        String id = Json.text(sent, "encryptionCertificateId");
        try {
            X509Certificate certificate = (X509Certificate) CertificateFactory.getInstance("X.509")
                    .generateCertificate(
                            new ByteArrayInputStream(Base64.getDecoder().decode(encoded)));
            boolean strong = certificate.getPublicKey() instanceof RSAPublicKey key
                    && key.getModulus().bitLength() >= 2_048
                    && key.getModulus().bitLength() <= 4_096;
            if (strong && !id.isEmpty() && id.length() <= 128) {
                subscription.encodedCertificate = encoded;
                subscription.certificate = certificate;
                subscription.certificateId = id;
                return;
            }
        } catch (CertificateException | IllegalArgumentException e) {
            // Falls through: no certificate.
        }
        throw GraphProblem.badRequest(
                "InvalidRequest",
                "encryptionCertificate is no RSA certificate, or encryptionCertificateId is missing.");
    }

    private static ObjectNode object(@Nullable JsonNode body, Set<String> names) throws GraphProblem {
        if (!(body instanceof ObjectNode object)) {
            throw GraphProblem.badRequest("BadRequest", "Unable to read JSON request payload.");
        }
        for (Iterator<String> each = object.fieldNames(); each.hasNext(); ) {
            String name = each.next();
            if (!names.contains(name) && !name.startsWith("@odata.")) {
                throw EventInput.unknownProperty(name, "subscription");
            }
        }
        return object;
    }

    /** Graph wants https; a fake may talk to a test in the clear. */
    private static String url(ObjectNode sent, String name) throws GraphProblem {
        String text = Json.text(sent, name);
        try {
            URI uri = URI.create(text);
            boolean loopback = "127.0.0.1".equals(uri.getHost()) || "localhost".equals(uri.getHost());
            if (uri.getHost() != null && ("https".equals(uri.getScheme()) || loopback)) {
                return text;
            }
        } catch (IllegalArgumentException e) {
            // Falls through: no URL.
        }
        throw GraphProblem.badRequest("InvalidRequest", name + " has to be an https URL.");
    }
}
