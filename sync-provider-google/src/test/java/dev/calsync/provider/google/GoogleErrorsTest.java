package dev.calsync.provider.google;

import static org.assertj.core.api.Assertions.assertThat;

import dev.calsync.error.AuthorizationRevokedException;
import dev.calsync.error.SyncException;
import dev.calsync.error.ThrottledException;
import dev.calsync.error.TransientException;
import dev.calsync.error.UnrecoverableException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What each refusal means. */
class GoogleErrorsTest {
    private static final Instant NOW = Instant.parse("2026-03-02T20:00:00Z");

    private final Backoff backoff = new Backoff.Shared().of("a", "dice");

    private static ApiError error(int status, String domain, String reason) {
        String body = "{\"error\":{\"errors\":[{\"domain\":\"" + domain + "\",\"reason\":\"" + reason
                + "\",\"message\":\"secret title\"}],\"code\":" + status + ",\"message\":\"secret title\"}}";
        return ApiError.read(status, Optional.empty(), Content.of(body.getBytes(StandardCharsets.UTF_8)));
    }

    private SyncException failure(ApiError error) {
        SyncException failure = GoogleErrors.failure("doing it", error, backoff, NOW);
        assertThat(failure).hasMessageContaining("doing it").hasMessageContaining(String.valueOf(error.status()));
        assertThat(failure.getMessage()).doesNotContain("secret");
        return failure;
    }

    @ParameterizedTest
    @CsvSource({
        "401, global, authError, AuthorizationRevokedException",
        "403, usageLimits, rateLimitExceeded, ThrottledException",
        "403, usageLimits, userRateLimitExceeded, ThrottledException",
        "403, usageLimits, quotaExceeded, ThrottledException",
        "403, usageLimits, dailyLimitExceeded, ThrottledException",
        "403, usageLimits, somethingNew, ThrottledException",
        "429, usageLimits, rateLimitExceeded, ThrottledException",
        "429, '', '', ThrottledException",
        "403, global, insufficientPermissions, AuthorizationRevokedException",
        "403, usageLimits, accessNotConfigured, UnrecoverableException",
        "403, global, accessNotConfigured, UnrecoverableException",
        "403, global, forbidden, UnrecoverableException",
        "403, calendar, forbiddenForNonOrganizer, UnrecoverableException",
        "404, global, notFound, UnrecoverableException",
        "410, global, deleted, UnrecoverableException",
        "409, global, conflict, TransientException",
        "412, global, conditionNotMet, TransientException",
        "400, global, invalid, UnrecoverableException",
        "408, global, '', TransientException",
        "500, global, backendError, TransientException",
        "503, global, backendError, TransientException"
    })
    void statusAndReason_sayWhatHappensNext(int status, String domain, String reason, String expected) {
        assertThat(failure(error(status, domain, reason)).getClass().getSimpleName())
                .isEqualTo(expected);
    }

    @Test
    void newerErrors_areReadAsWell() {
        String scopes =
                "{\"error\":{\"code\":403,\"message\":\"x\",\"errors\":[{\"message\":\"x\",\"domain\":\"global\","
                        + "\"reason\":\"insufficientPermissions\"}],\"status\":\"PERMISSION_DENIED\",\"details\":[{\"@type\":"
                        + "\"type.googleapis.com/google.rpc.ErrorInfo\",\"reason\":\"ACCESS_TOKEN_SCOPE_INSUFFICIENT\","
                        + "\"domain\":\"googleapis.com\",\"metadata\":{\"service\":\"calendar-json.googleapis.com\"}}]}}";
        ApiError error = ApiError.read(403, Optional.empty(), Content.of(scopes.getBytes(StandardCharsets.UTF_8)));
        assertThat(error.reason()).isEqualTo("ACCESS_TOKEN_SCOPE_INSUFFICIENT");
        assertThat(failure(error))
                .isInstanceOf(AuthorizationRevokedException.class)
                .hasMessageContaining("grant");
        String disabled = scopes.replace("ACCESS_TOKEN_SCOPE_INSUFFICIENT", "SERVICE_DISABLED");
        assertThat(failure(ApiError.read(403, Optional.empty(), Content.of(disabled.getBytes(StandardCharsets.UTF_8)))))
                .isInstanceOf(UnrecoverableException.class)
                .hasMessageContaining("enable");
    }

    @Test
    void pageOfAGateway_isJudgedByItsStatus() {
        for (String body : new String[] {"", "<html>", "[]", "{\"error\":\"x\"}", "{\"error\":{\"errors\":[1]}}"}) {
            ApiError error = ApiError.read(502, Optional.empty(), Content.of(body.getBytes(StandardCharsets.UTF_8)));
            assertThat(error.reason()).isEmpty();
            assertThat(failure(error)).isInstanceOf(TransientException.class);
        }
    }

    @Test
    void theHintCounts_whereThereIsOne() {
        ApiError hinted = ApiError.read(429, Optional.of(Duration.ofSeconds(7)), Content.NONE);
        assertThat(((ThrottledException) failure(hinted)).retryAt(NOW)).contains(NOW.plusSeconds(7));
        ApiError unavailable = ApiError.read(503, Optional.of(Duration.ofSeconds(9)), Content.NONE);
        assertThat(((ThrottledException) failure(unavailable)).retryAt(NOW)).contains(NOW.plusSeconds(9));
    }

    @Test
    void withoutAHint_waitsGrow_inSecondsOrInHours_andAreNeverShorterThanTheyShouldBe() {
        long before = 0;
        for (int i = 0; i < 8; i++) {
            long wait = wait(error(403, "usageLimits", "rateLimitExceeded")).toMillis();
            long base = Math.min(64_000, 2_000L << i);
            assertThat(wait).isBetween(base, base * 3 / 2);
            assertThat(wait).isGreaterThan(Math.min(before, 64_000) * 2 / 3);
            before = wait;
        }
        backoff.succeeded();
        assertThat(wait(error(429, "usageLimits", "rateLimitExceeded"))).isLessThan(Duration.ofSeconds(4));
        backoff.succeeded();
        assertThat(wait(error(403, "usageLimits", "quotaExceeded")))
                .isBetween(Duration.ofHours(1), Duration.ofMinutes(90));
        assertThat(wait(error(403, "usageLimits", "quotaExceeded")))
                .isBetween(Duration.ofHours(2), Duration.ofHours(3));
        assertThat(wait(error(403, "usageLimits", "dailyLimitExceeded")))
                .as("quotas of a day begin anew at midnight in California")
                .isEqualTo(Duration.ofHours(12));
    }

    private Duration wait(ApiError error) {
        return Duration.between(
                NOW, ((ThrottledException) failure(error)).retryAt(NOW).orElseThrow());
    }

    @Test
    void anEventIsRefused_onlyWhereItIsTheEvent() {
        assertThat(GoogleErrors.eventRefused(error(400, "global", "invalid"))).isPresent();
        assertThat(GoogleErrors.eventRefused(error(403, "calendar", "forbiddenForNonOrganizer"))
                        .orElseThrow())
                .contains("organizer");
        assertThat(GoogleErrors.eventRefused(error(403, "usageLimits", "rateLimitExceeded")))
                .isEmpty();
        assertThat(GoogleErrors.eventRefused(error(403, "global", "insufficientPermissions")))
                .isEmpty();
        assertThat(GoogleErrors.eventRefused(error(404, "global", "notFound"))).isEmpty();
        assertThat(GoogleErrors.eventRefused(error(500, "global", "backendError")))
                .isEmpty();
        assertThat(GoogleErrors.isDuplicate(error(409, "global", "duplicate"))).isTrue();
        assertThat(GoogleErrors.isDuplicate(error(409, "global", "conflict"))).isFalse();
    }
}
