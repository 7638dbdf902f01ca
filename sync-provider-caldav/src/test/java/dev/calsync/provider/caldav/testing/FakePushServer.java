package dev.calsync.provider.caldav.testing;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;
import javax.xml.namespace.QName;
import org.jspecify.annotations.Nullable;

/**
 * WebDAV-Push of the server (draft-bitfire-webdav-push): off until {@link #offer()}. Who is registered gets a message for
 * each change of the calendar's members, sealed and signed, unless the change was made with its {@code Push-Dont-Notify}.
 * Thread-safe.
 */
public final class FakePushServer implements AutoCloseable {
    static final String NAMESPACE = "https://bitfire.at/webdav-push";
    static final String SUBSCRIPTIONS = "subscriptions";

    private static final DateTimeFormatter HTTP_DATE = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private final DavTree tree;
    private final WebPushSender sender = new WebPushSender();
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ExecutorService sending = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "fake-caldav-push");
        thread.setDaemon(true);
        return thread;
    });
    private final Map<String, Registration> registrations = new LinkedHashMap<>();
    private final List<Integer> answers = new ArrayList<>();
    private @Nullable ToIntFunction<Message> receiver;
    private boolean offered;
    private boolean unsigned;
    private Duration longest = Duration.ofDays(3);
    private String quiet = "";
    private int made;

    FakePushServer(DavTree tree) {
        this.tree = tree;
    }

    /** A message as it leaves. */
    public static final class Message {
        private final URI address;
        private final Map<String, String> headers;
        private final byte[] body;

        Message(URI address, Map<String, String> headers, byte[] body) {
            this.address = address;
            this.headers = Map.copyOf(headers);
            this.body = body;
        }

        /** Where to. */
        public URI address() {
            return address;
        }

        /** What it carries, by their usual names. */
        public Map<String, String> headers() {
            return headers;
        }

        /** The body, sealed; a copy. */
        public byte[] body() {
            return body.clone();
        }
    }

    /** Somebody who wants to be told. */
    private record Registration(
            String id, FakeCalendar calendar, URI resource, String key, String auth, Instant expires) {}

    /** From now on calendars can be registered for. */
    public synchronized void offer() {
        offered = true;
    }

    /** From now on messages carry no token, as those of a forger. */
    public synchronized void unsigned() {
        unsigned = true;
    }

    /** How long a registration lasts at most; 3 days at first. */
    public synchronized void longest(Duration lifetime) {
        longest = lifetime;
    }

    /** From now on messages go to this function, which gives the answer's status; null for real POSTs. */
    public synchronized void deliverTo(@Nullable ToIntFunction<Message> inThisJvm) {
        receiver = inThisJvm;
    }

    /** The push resources of those who are registered now. */
    public synchronized List<URI> live() {
        registrations.values().removeIf(one -> !tree.now().isBefore(one.expires()));
        return registrations.values().stream().map(Registration::resource).toList();
    }

    /** What messages were answered so far, oldest first. */
    public synchronized List<Integer> answers() {
        return List.copyOf(answers);
    }

    /** How often somebody new was registered. */
    public synchronized int made() {
        return made;
    }

    /** Forgets everybody, as a server does that is set up anew. */
    public synchronized void forgetAll() {
        registrations.clear();
    }

    // What follows is for requests and changes, which hold the tree's lock.

    synchronized void properties(FakeCalendar calendar, Map<QName, Consumer<XmlText>> found) {
        if (offered) {
            found.put(
                    name("transports"),
                    xml -> xml.open(name("web-push"))
                            .element(name("vapid-public-key"), sender.vapidKey())
                            .close(name("web-push")));
            found.put(name("topic"), xml -> xml.text(topic(calendar)));
        }
    }

    private static QName name(String local) {
        return new QName(NAMESPACE, local);
    }

    private static String topic(FakeCalendar calendar) {
        return "topic-of-" + calendar.user() + "-" + calendar.name();
    }

    synchronized DavReply register(DavRequest request) throws DavProblem {
        RequestXml root = request.xml();
        if (!offered
                || !root.name().equals(name("push-register"))
                || !(tree.find(request.path()) instanceof DavNode.Collection collection)) {
            throw DavProblem.of(403, name("push-not-available"), "There is no push here");
        }
        RequestXml wanted = root.required(name("subscription")).required(name("web-push-subscription"));
        root.required(name("trigger")).required(name("content-update"));
        URI resource = URI.create(wanted.required(name("push-resource")).text());
        Instant wished =
                Instant.from(HTTP_DATE.parse(root.required(name("expires")).text()));
        Instant most = tree.now().plus(longest);
        String id = registrations.values().stream()
                .filter(one -> one.resource().equals(resource) && one.calendar() == collection.calendar())
                .map(Registration::id)
                .findFirst()
                .orElseGet(() -> "r" + ++made);
        Instant expires = wished.isBefore(most) ? wished : most;
        registrations.put(
                id,
                new Registration(
                        id,
                        collection.calendar(),
                        resource,
                        wanted.required(name("subscription-public-key")).text(),
                        wanted.required(name("auth-secret")).text(),
                        expires));
        return DavReply.status(204)
                .with("Location", tree.absolute(path(id)).toString())
                .with("Expires", HTTP_DATE.format(expires));
    }

    private static String path(String id) {
        return "/" + DavTree.ROOT + "/" + SUBSCRIPTIONS + "/" + id;
    }

    synchronized DavReply unregister(String id) {
        return DavReply.status(registrations.remove(id) == null ? 404 : 204);
    }

    /** Whom the changes that follow are not to be told to, as {@code Push-Dont-Notify} says. */
    synchronized void quiet(String header) {
        quiet = header;
    }

    synchronized void changed(FakeCalendar calendar) {
        live();
        for (Registration one : registrations.values()) {
            boolean suppressed = quiet.contains("\"" + tree.absolute(path(one.id())) + "\"");
            if (one.calendar() == calendar && !suppressed) {
                Message message = message(one, calendar);
                ToIntFunction<Message> inThisJvm = receiver;
                sending.execute(() -> send(message, inThisJvm));
            }
        }
    }

    private Message message(Registration to, FakeCalendar calendar) {
        String text = "<push-message xmlns=\"" + NAMESPACE + "\" xmlns:D=\"DAV:\"><topic>" + topic(calendar)
                + "</topic><content-update><D:sync-token>" + calendar.token(calendar.sequence())
                + "</D:sync-token></content-update></push-message>";
        try {
            Map<String, String> headers = new LinkedHashMap<>();
            headers.put("TTL", "60");
            headers.put("Content-Encoding", "aes128gcm");
            headers.put("Urgency", "normal");
            if (!unsigned) {
                String origin =
                        to.resource().getScheme() + "://" + to.resource().getRawAuthority();
                headers.put(
                        "Authorization", sender.authorization(origin, tree.now().plus(Duration.ofHours(12))));
            }
            return new Message(
                    to.resource(),
                    headers,
                    WebPushSender.sealed(
                            Base64.getUrlDecoder().decode(to.key()),
                            Base64.getUrlDecoder().decode(to.auth()),
                            text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a message could not be sealed", e);
        }
    }

    private void send(Message message, @Nullable ToIntFunction<Message> inThisJvm) {
        int status = inThisJvm != null ? inThisJvm.applyAsInt(message) : post(message);
        synchronized (this) {
            answers.add(status);
        }
    }

    private int post(Message message) {
        HttpRequest.Builder request = HttpRequest.newBuilder(message.address())
                .timeout(Duration.ofSeconds(5))
                .POST(HttpRequest.BodyPublishers.ofByteArray(message.body()));
        message.headers().forEach(request::setHeader);
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        } catch (IOException e) {
            return -1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return -1;
        }
    }

    /** Blocks until what was to be sent is sent. */
    public void awaitSent() throws InterruptedException {
        try {
            sending.submit(() -> {}).get(10, TimeUnit.SECONDS);
        } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
            throw new IllegalStateException("messages are not sent", e);
        }
    }

    @Override
    public void close() {
        sending.shutdownNow();
    }
}
