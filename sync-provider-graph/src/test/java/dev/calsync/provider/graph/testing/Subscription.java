package dev.calsync.provider.graph.testing;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A live subscription. Under the world's lock. */
final class Subscription {

    private static final DateTimeFormatter WIRE =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSSS'Z'").withZone(ZoneOffset.UTC);

    final String id;
    final Caller caller;
    final FakeMailbox mailbox;
    final @Nullable FakeCalendar calendar;
    final String resource;
    final String changeType;
    final @Nullable String select;
    final boolean immutableIds;
    final boolean rich;
    final @Nullable String lifecycleUrl;
    final String clientState;
    String notificationUrl;
    Instant expires;

    @Nullable
    String encodedCertificate;

    @Nullable
    X509Certificate certificate;

    @Nullable
    String certificateId;

    @Nullable
    String latestTls;

    Subscription(
            String id,
            Caller caller,
            FakeMailbox mailbox,
            @Nullable FakeCalendar calendar,
            ObjectNode sent,
            boolean immutableIds,
            @Nullable String select,
            Instant expires) {
        this.id = id;
        this.caller = caller;
        this.mailbox = mailbox;
        this.calendar = calendar;
        this.resource = Json.text(sent, "resource");
        this.changeType = Json.text(sent, "changeType");
        this.clientState = Json.text(sent, "clientState");
        this.notificationUrl = Json.text(sent, "notificationUrl");
        String lifecycle = Json.text(sent, "lifecycleNotificationUrl");
        this.lifecycleUrl = lifecycle.isEmpty() ? null : lifecycle;
        this.immutableIds = immutableIds;
        this.rich = sent.path("includeResourceData").booleanValue();
        this.select = select;
        this.expires = expires;
        this.latestTls = sent.path("latestSupportedTlsVersion").asText("v1_2");
    }

    boolean isAbout(FakeCalendar changed, String type) {
        boolean place = calendar == null ? changed.owner() == mailbox : calendar == changed;
        return place && Set.of(changeType.split(" *, *", -1)).contains(type);
    }

    /** As Graph shows it to its owner. */
    ObjectNode json() {
        return Json.object()
                .put("id", id)
                .put("resource", resource)
                .put("applicationId", caller.clientId())
                .put("changeType", changeType)
                .put("clientState", clientState)
                .put("notificationUrl", notificationUrl)
                .putNull("notificationQueryOptions")
                .put("lifecycleNotificationUrl", lifecycleUrl)
                .put("expirationDateTime", WIRE.format(expires))
                .put("creatorId", mailbox.id())
                .put("includeResourceData", rich ? Boolean.TRUE : null)
                .put("latestSupportedTlsVersion", latestTls)
                .put("encryptionCertificate", encodedCertificate)
                .put("encryptionCertificateId", certificateId)
                .putNull("notificationUrlAppId");
    }

    String expiryText() {
        return WIRE.format(expires);
    }
}
