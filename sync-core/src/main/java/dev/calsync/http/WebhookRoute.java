package dev.calsync.http;

import dev.calsync.internal.push.WebhookDesk;
import dev.calsync.internal.push.WebhookDesk.Answer;
import dev.calsync.model.ProviderId;
import dev.calsync.provider.WebhookCall;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where providers call: {@code /webhooks/PROVIDER/CHANNEL}. What is taken, unknown and forged is answered with the same
 * status, at once.
 */
public final class WebhookRoute implements HttpRoute {
    /** The first segment of its paths. */
    public static final String SEGMENT = "webhooks";

    private static final int SEGMENTS = 3;
    private static final int PROVIDER_CHARS_MAX = 32;
    /** Graph posts up to some hundred notifications at once; with resource data that is a few hundred kilobytes. */
    private static final int BODY_BYTES_MAX = 524_288;

    private final @Nullable WebhookDesk desk;

    /** @param desk who takes the calls; null if nobody does */
    public WebhookRoute(@Nullable WebhookDesk desk) {
        this.desk = desk;
    }

    @Override
    public HttpResponse answer(HttpRequest request) throws InterruptedException {
        List<String> segments = request.segments();
        WebhookDesk taking = desk;
        if (taking == null || segments.size() != SEGMENTS || segments.get(1).length() > PROVIDER_CHARS_MAX) {
            return HttpResponse.of(404);
        }
        if (!request.method().equals("POST")) {
            return HttpResponse.of(405).header("allow", "POST");
        }
        if (request.bodyBytes() > BODY_BYTES_MAX) {
            return HttpResponse.of(413);
        }
        ProviderId provider;
        try {
            provider = ProviderId.of(segments.get(1));
        } catch (IllegalArgumentException malformed) {
            return HttpResponse.of(404);
        }
        WebhookCall call =
                new WebhookCall(request.method(), segments.get(2), request.headers(), request.query(), request.body());
        return response(taking.take(provider, call, request.source()));
    }

    private static HttpResponse response(Answer answer) {
        if (answer instanceof Answer.Handshake shake) {
            return HttpResponse.of(200, "text/plain; charset=utf-8", shake.text())
                    .header("x-content-type-options", "nosniff");
        }
        if (answer instanceof Answer.Refused refused) {
            return HttpResponse.of(refused.status());
        }
        return answer instanceof Answer.Taken taken
                ? HttpResponse.of(taken.status())
                : HttpResponse.of(503).header("retry-after", "1");
    }
}
