package dev.calsync.provider.graph.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Subscriptions and what they deliver. */
class FakeGraphSubscriptionTest extends FakeGraphConversation {

    private final List<JsonNode> received = Collections.synchronizedList(new ArrayList<>());
    private HttpServer hook;
    private int answer = 202;
    private boolean shakes = true;

    @BeforeEach
    void listen() throws Exception {
        hook = HttpServer.create(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0), 0);
        hook.createContext("/", this::hooked);
        hook.start();
    }

    @AfterEach
    void hangUp() {
        hook.stop(0);
    }

    private void hooked(HttpExchange exchange) throws IOException {
        try (exchange) {
            String query = exchange.getRequestURI().getRawQuery();
            byte[] body = exchange.getRequestBody().readAllBytes();
            String token = query == null ? null : GraphRequest.parameters(query).get("validationtoken");
            if (token == null) {
                received.add(Json.read(body));
                exchange.sendResponseHeaders(answer, -1);
                return;
            }
            // Asks something of the server that is just now waiting for this answer.
            assertThat(reachable()).isTrue();
            byte[] reply = (shakes ? token : "no").getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "text/plain");
            exchange.sendResponseHeaders(200, reply.length);
            exchange.getResponseBody().write(reply);
        }
    }

    private boolean reachable() throws IOException {
        try {
            return client.send(
                                    HttpRequest.newBuilder(URI.create(graph.url() + "/me"))
                                            .header("Authorization", "Bearer " + bearer)
                                            .build(),
                                    HttpResponse.BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private String url(String path) {
        return "http://127.0.0.1:" + hook.getAddress().getPort() + path;
    }

    private ObjectNode wish(Duration life) {
        return Json.object()
                .put("changeType", "created,updated,deleted")
                .put("notificationUrl", url("/n"))
                .put("lifecycleNotificationUrl", url("/l"))
                .put("resource", "me/calendars/" + team.id() + "/events")
                .put("expirationDateTime", time.now().plus(life).toString())
                .put("clientState", "secret");
    }

    private Answer subscribe(ObjectNode wish) throws Exception {
        return send("POST", "/subscriptions", wish.toString());
    }

    @Test
    void subscription_isValidatedWhileItIsMade_andDelivers() throws Exception {
        Answer made = subscribe(wish(Duration.ofDays(2)));
        assertThat(made.status()).isEqualTo(201);
        String id = team.create(event("A", "2026-03-02"));
        alice.primary().create(event("elsewhere", "2026-03-02"));
        assertThat(graph.subscriptions().deliver()).hasSize(1);
        JsonNode notification = received.get(0).path("value").get(0);
        assertThat(notification.path("subscriptionId").asText()).isEqualTo(made.text("id"));
        assertThat(notification.path("clientState").asText()).isEqualTo("secret");
        assertThat(notification.path("changeType").asText()).isEqualTo("created");
        assertThat(notification.path("tenantId").asText()).isEqualTo(alice.tenant());
        assertThat(notification.path("resourceData").path("id").asText()).isEqualTo(id);
        assertThat(notification.has("encryptedContent")).isFalse();
        assertThat(received.get(0).path("value")).hasSize(1);
    }

    @Test
    void wrongHandshake_refusesTheSubscription() throws Exception {
        shakes = false;
        Answer refused = subscribe(wish(Duration.ofDays(2)));
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.code()).isEqualTo("ValidationError");
        assertThat(graph.subscriptions().all()).isEmpty();
    }

    @Test
    void wishes_areChecked() throws Exception {
        assertThat(subscribe(wish(Duration.ofMinutes(10_081))).status()).isEqualTo(400);
        assertThat(subscribe(wish(Duration.ZERO)).status()).isEqualTo(400);
        assertThat(subscribe(wish(Duration.ofDays(1)).put("changeType", "moved"))
                        .status())
                .isEqualTo(400);
        assertThat(subscribe(wish(Duration.ofDays(1)).put("clientState", "x".repeat(129)))
                        .status())
                .isEqualTo(400);
        assertThat(subscribe(wish(Duration.ofDays(1)).put("notificationUrl", "http://example.com/"))
                        .status())
                .isEqualTo(400);
        assertThat(subscribe(wish(Duration.ofDays(1)).put("resource", "me/messages"))
                        .status())
                .isEqualTo(400);
        assertThat(subscribe(wish(Duration.ofDays(1)).put("color", "red")).status())
                .isEqualTo(400);
    }

    @Test
    void shortLives_areRaised_andDuplicatesRefused() throws Exception {
        Answer made = subscribe(wish(Duration.ofMinutes(5)));
        assertThat(made.text("expirationDateTime")).isEqualTo("2026-01-01T00:45:00.0000000Z");
        assertThat(subscribe(wish(Duration.ofDays(1)).put("resource", "/me/calendars/" + team.id() + "/events"))
                        .status())
                .isEqualTo(409);
        assertThat(get("/subscriptions").value())
                .extracting(each -> Json.text(each, "id"))
                .containsExactly(made.text("id"));
        time.advance(Duration.ofMinutes(46));
        assertThat(get("/subscriptions").value()).isEmpty();
        assertThat(subscribe(wish(Duration.ofDays(1))).status()).isEqualTo(201);
    }

    @Test
    void subscription_isExtendedDeletedAndGone() throws Exception {
        String target = "/subscriptions/" + subscribe(wish(Duration.ofDays(1))).text("id");
        String later = time.now().plus(Duration.ofDays(6)).toString();
        Answer extended = send("PATCH", target, "{\"expirationDateTime\":\"" + later + "\"}");
        assertThat(extended.text("expirationDateTime")).startsWith("2026-01-07T00:00:00");
        assertThat(send("PATCH", target, "{\"lifecycleNotificationUrl\":\"" + url("/x") + "\"}")
                        .status())
                .isEqualTo(400);
        assertThat(send("POST", target + "/reauthorize", "").status()).isEqualTo(204);
        assertThat(send("DELETE", target, "").status()).isEqualTo(204);
        assertThat(send("PATCH", target, "{\"expirationDateTime\":\"" + later + "\"}")
                        .status())
                .isEqualTo(404);
    }

    @Test
    void lifecycle_goesToItsOwnUrl() throws Exception {
        String id = subscribe(wish(Duration.ofDays(1))).text("id");
        graph.subscriptions().lifecycle(id, LifecycleEvent.MISSED);
        graph.subscriptions().lifecycle(id, LifecycleEvent.SUBSCRIPTION_REMOVED);
        assertThat(graph.subscriptions().deliver().get(0).url()).isEqualTo(url("/l"));
        assertThat(received.get(0).path("value"))
                .extracting(each -> Json.text(each, "lifecycleEvent"))
                .containsExactly("missed", "subscriptionRemoved");
        assertThat(graph.subscriptions().all()).isEmpty();
    }

    @Test
    void refusedDeliveries_areSentAgainForFourHours() throws Exception {
        subscribe(wish(Duration.ofDays(1)));
        team.create(event("A", "2026-03-02"));
        answer = 500;
        assertThat(graph.subscriptions().deliver().get(0).status()).isEqualTo(500);
        assertThat(graph.subscriptions().queued()).isEqualTo(1);
        answer = 202;
        assertThat(graph.subscriptions().deliver().get(0).status()).isEqualTo(202);
        assertThat(graph.subscriptions().deliver()).isEmpty();
        team.create(event("B", "2026-03-02"));
        time.advance(Duration.ofHours(5));
        assertThat(graph.subscriptions().deliver()).isEmpty();
        graph.subscriptions().dropNext(1);
        team.create(event("C", "2026-03-02"));
        assertThat(graph.subscriptions().queued()).isZero();
    }

    @Test
    void richNotifications_canBeReadByTheSubscriberAlone() throws Exception {
        SelfSigned own = SelfSigned.named("subscriber");
        ObjectNode wish = wish(Duration.ofHours(20))
                .put("resource", "me/events?$select=subject,start")
                .put("includeResourceData", true)
                .put("encryptionCertificate", own.base64())
                .put("encryptionCertificateId", "one");
        assertThat(subscribe(wish(Duration.ofDays(2)).put("includeResourceData", true))
                        .status())
                .isEqualTo(400);
        assertThat(subscribe(wish).status()).isEqualTo(201);
        team.create(event("Secret meeting", "2026-03-02"));
        graph.subscriptions().deliver();
        JsonNode collection = received.get(0);
        JsonNode content = collection.path("value").get(0).path("encryptedContent");
        Base64.Decoder base64 = Base64.getDecoder();
        Cipher rsa = Cipher.getInstance("RSA/ECB/OAEPWithSHA1AndMGF1Padding");
        rsa.init(Cipher.DECRYPT_MODE, own.key());
        byte[] key = rsa.doFinal(base64.decode(Json.text(content, "dataKey")));
        byte[] data = base64.decode(Json.text(content, "data"));
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        assertThat(mac.doFinal(data)).isEqualTo(base64.decode(Json.text(content, "dataSignature")));
        Cipher aes = Cipher.getInstance("AES/CBC/PKCS5Padding");
        aes.init(Cipher.DECRYPT_MODE, new SecretKeySpec(key, "AES"), new IvParameterSpec(Arrays.copyOf(key, 16)));
        JsonNode event = Json.read(aes.doFinal(data));
        assertThat(event.path("subject").asText()).isEqualTo("Secret meeting");
        assertThat(event.has("body")).isFalse();
        String token = collection.path("validationTokens").get(0).asText();
        assertThat(Jwt.verifies(token, graph.login().signer().certificate().getPublicKey()))
                .isTrue();
        assertThat(Jwt.part(token, 1).path("appid").asText()).isEqualTo("0bf30f3b-4a52-48df-9a82-234910c4a086");
        graph.subscriptions().forged(Forgery.WRONG_TOKEN_SIGNATURE);
        team.create(event("Forged", "2026-03-02"));
        graph.subscriptions().deliver();
        String forged = received.get(1).path("validationTokens").get(0).asText();
        assertThat(Jwt.verifies(forged, graph.login().signer().certificate().getPublicKey()))
                .isFalse();
    }
}
