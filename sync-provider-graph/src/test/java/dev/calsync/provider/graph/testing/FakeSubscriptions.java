package dev.calsync.provider.graph.testing;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * Subscriptions and what they deliver. Nothing is sent before {@link #deliver}, unless {@link #automatic} was asked for.
 * Thread-safe; what sends blocks until it is answered.
 */
public final class FakeSubscriptions {

    private static final Duration HANDSHAKE = Duration.ofSeconds(10);
    private static final Duration DELIVERY = Duration.ofSeconds(3);
    private static final Duration RETRY_FOR = Duration.ofHours(4);
    private static final int MOST_QUEUED = 10_000;

    /**
     * One POST of notifications.
     *
     * @param url where to
     * @param body what was sent
     * @param status what was answered, or 0 if nothing was
     */
    public record Delivery(String url, ObjectNode body, int status) {}

    /** A notification that waits. */
    private record Queued(Subscription subscription, String url, ObjectNode notification, Instant at) {}

    private final World world;
    private final RichContent rich;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(DELIVERY)
            .build();
    private final Map<String, Subscription> subscriptions = new LinkedHashMap<>();
    private final List<Queued> queue = new ArrayList<>();
    private Forgery forgery = Forgery.NONE;
    private int toDrop;
    private @Nullable Thread sender;

    FakeSubscriptions(World world, FakeLogin login) {
        this.world = world;
        this.rich = new RichContent(world, login);
        world.listen(this::changed);
    }

    /** All live subscriptions of all apps as Graph shows them, oldest first. */
    public List<ObjectNode> all() {
        synchronized (world) {
            return alive().stream().map(Subscription::json).toList();
        }
    }

    /** How many notifications wait to be delivered. */
    public int queued() {
        synchronized (world) {
            return queue.size();
        }
    }

    /** Loses the next notifications without a word. */
    public void dropNext(int notifications) {
        synchronized (world) {
            toDrop = notifications;
        }
    }

    /** Lets notifications from now on be somebody else's. */
    public void forged(Forgery how) {
        synchronized (world) {
            forgery = how;
        }
    }

    /** Ends a subscription without telling anybody, as Graph does at times. Returns whether it was there. */
    public boolean remove(String subscriptionId) {
        synchronized (world) {
            return subscriptions.remove(subscriptionId) != null;
        }
    }

    /**
     * Queues a notification about a subscription; {@link LifecycleEvent#SUBSCRIPTION_REMOVED} also ends it.
     *
     * @throws NoSuchElementException if there is no such subscription, or it has no URL for this
     */
    public void lifecycle(String subscriptionId, LifecycleEvent event) {
        synchronized (world) {
            Subscription subscription = find(subscriptionId);
            if (subscription == null || subscription.lifecycleUrl == null) {
                throw new NoSuchElementException("nobody to tell about " + subscriptionId);
            }
            ObjectNode notification = head(subscription).put("lifecycleEvent", event.wireName());
            queue.add(new Queued(subscription, subscription.lifecycleUrl, notification, world.now()));
            if (event == LifecycleEvent.SUBSCRIPTION_REMOVED) {
                subscriptions.remove(subscriptionId);
            }
        }
    }

    /**
     * Sends all that waits, one POST for each URL. What is not answered with 2xx within three seconds waits again, for four
     * hours at most by the manual clock.
     */
    public List<Delivery> deliver() throws InterruptedException {
        Map<String, List<Queued>> byUrl = new LinkedHashMap<>();
        synchronized (world) {
            Instant oldest = world.now().minus(RETRY_FOR);
            queue.removeIf(each -> each.at.isBefore(oldest));
            queue.forEach(each ->
                    byUrl.computeIfAbsent(each.url, url -> new ArrayList<>()).add(each));
            queue.clear();
        }
        List<Delivery> sent = new ArrayList<>();
        for (Map.Entry<String, List<Queued>> each : byUrl.entrySet()) {
            ObjectNode body = collection(each.getValue());
            int status = post(each.getKey(), body);
            sent.add(new Delivery(each.getKey(), body, status));
            if (status < 200 || status > 299) {
                synchronized (world) {
                    queue.addAll(each.getValue());
                }
            }
        }
        return sent;
    }

    /** Delivers by itself from now on, a moment after each change. */
    public void automatic() {
        synchronized (world) {
            if (sender == null) {
                Thread thread = new Thread(this::sendForEver, "fake-graph-notifications");
                thread.setDaemon(true);
                sender = thread;
                thread.start();
            }
        }
    }

    private void sendForEver() {
        try {
            while (true) {
                synchronized (world) {
                    while (queue.isEmpty()) {
                        world.wait();
                    }
                }
                deliver();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    void close() {
        Thread running;
        synchronized (world) {
            running = sender;
        }
        if (running != null) {
            running.interrupt();
        }
    }

    private ObjectNode collection(List<Queued> notifications) {
        synchronized (world) {
            ObjectNode body = Json.object();
            var value = body.putArray("value");
            Map<String, String> tokens = new LinkedHashMap<>();
            for (Queued each : notifications) {
                value.add(each.notification);
                if (each.subscription.rich && forgery != Forgery.NO_TOKEN) {
                    Caller caller = each.subscription.caller;
                    tokens.computeIfAbsent(
                            caller.clientId() + caller.tenant(), key -> rich.validationToken(caller, forgery));
                }
            }
            if (!tokens.isEmpty()) {
                var all = body.putArray("validationTokens");
                tokens.values().forEach(all::add);
            }
            return body;
        }
    }

    private int post(String url, ObjectNode body) throws InterruptedException {
        Recording.delivered(body);
        HttpRequest request = HttpRequest.newBuilder(URI.create(url))
                .timeout(DELIVERY)
                .header("Content-Type", "application/json; charset=utf-8")
                .POST(BodyPublishers.ofByteArray(Json.bytes(body)))
                .build();
        try {
            return client.send(request, BodyHandlers.discarding()).statusCode();
        } catch (IOException e) {
            return 0;
        }
    }

    /** Asks the URL to answer with what it is sent, decoded. Holds no lock: who answers may ask for something first. */
    boolean shakesHands(String url) throws InterruptedException {
        String token = "Validation: Testing client application reachability for subscription Request-Id: "
                + Ids.guid("handshake " + url) + " <&+%>";
        String query = "validationToken=" + URLEncoder.encode(token, StandardCharsets.UTF_8);
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + (url.indexOf('?') < 0 ? '?' : '&') + query))
                .timeout(HANDSHAKE)
                .header("Content-Type", "text/plain; charset=utf-8")
                .POST(BodyPublishers.noBody())
                .build();
        try {
            HttpResponse<String> reply = client.send(request, BodyHandlers.ofString());
            String type = reply.headers().firstValue("Content-Type").orElse("");
            return reply.statusCode() == 200
                    && type.startsWith("text/plain")
                    && reply.body().equals(token);
        } catch (IOException e) {
            return false;
        }
    }

    List<Subscription> alive() {
        subscriptions.values().removeIf(each -> !each.expires.isAfter(world.now()));
        return List.copyOf(subscriptions.values());
    }

    @Nullable
    Subscription find(String id) {
        return alive().stream().filter(each -> each.id.equals(id)).findFirst().orElse(null);
    }

    void add(Subscription subscription) {
        subscriptions.put(subscription.id, subscription);
    }

    private void changed(FakeCalendar calendar, Item item, String changeType) {
        for (Subscription subscription : alive()) {
            if (subscription.isAbout(calendar, changeType)) {
                if (toDrop > 0) {
                    toDrop--;
                } else if (queue.size() < MOST_QUEUED) {
                    queue.add(new Queued(
                            subscription,
                            subscription.notificationUrl,
                            notification(subscription, item, changeType),
                            world.now()));
                    world.notifyAll();
                }
            }
        }
    }

    private ObjectNode head(Subscription subscription) {
        boolean other = forgery == Forgery.OTHER_CLIENT_STATE;
        return Json.object()
                .put("subscriptionId", subscription.id)
                .put("subscriptionExpirationDateTime", subscription.expiryText())
                .put("tenantId", subscription.mailbox.tenant())
                .put("clientState", subscription.clientState + (other ? "x" : ""));
    }

    private ObjectNode notification(Subscription subscription, Item item, String changeType) {
        String id = item.id(subscription.immutableIds);
        String where = "Users/" + subscription.mailbox.id() + "/Events/" + id;
        ObjectNode notification =
                head(subscription).put("changeType", changeType).put("resource", where);
        notification
                .putObject("resourceData")
                .put("@odata.type", "#Microsoft.Graph.Event")
                .put("@odata.id", where)
                .put("@odata.etag", Ids.etag(item.stamp().version()))
                .put("id", id);
        if (subscription.rich && !changeType.equals("deleted")) {
            notification.set("encryptedContent", rich.encrypted(subscription, item, forgery));
        }
        return notification;
    }
}
