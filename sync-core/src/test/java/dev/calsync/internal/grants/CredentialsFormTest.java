package dev.calsync.internal.grants;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.calsync.auth.Credentials;
import dev.calsync.auth.OAuthTokens;
import dev.calsync.auth.Secret;
import dev.calsync.error.CorruptStateException;
import dev.calsync.internal.grants.CredentialsForm.Held;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CredentialsFormTest {
    private static final Instant FETCHED = Instant.parse("2026-01-01T00:00:00.123456Z");

    static Stream<Held> all() {
        return Stream.of(
                new Held(new Credentials.Basic("älice", Secret.of("p\"ä\\ss\u0000w:rd \uD83D\uDD11")), null),
                new Held(new Credentials.Bearer(Secret.of("token")), null),
                new Held(new Credentials.Vault("grants/alice"), null),
                new Held(new Credentials.OAuth(OAuthTokens.none()), null),
                new Held(new Credentials.OAuth(OAuthTokens.ofRefreshToken(Secret.of("r"), Set.of("a b", "c"))), null),
                new Held(
                        new Credentials.OAuth(new OAuthTokens(
                                Secret.of("a"), FETCHED.plusSeconds(3600), Secret.of("r"), Set.of("x"))),
                        FETCHED));
    }

    @ParameterizedTest
    @MethodSource("all")
    void credentials_comeBackAsTheyWere(Held held) {
        assertThat(CredentialsForm.read(CredentialsForm.write(held), "a1")).isEqualTo(held);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{",
                "{}",
                "{\"kind\":\"basic\",\"user\":\"u\"}",
                "{\"kind\":\"cookie\",\"token\":\"hush-hush\"}",
                "{\"kind\":\"bearer\",\"token\":\"hush hush\"}",
                "{\"kind\":\"oauth\",\"access\":\"hush-hush\"}",
                "{\"kind\":\"oauth\",\"access\":\"hush-hush\",\"expires\":\"soon\"}",
                "{\"kind\":\"bearer\",\"token\":hush-hush}"
            })
    void whatIsNotUnderstood_isSaidWithoutShowingIt(String text) {
        assertThatThrownBy(() -> CredentialsForm.read(text.getBytes(StandardCharsets.UTF_8), "a1"))
                .isInstanceOf(CorruptStateException.class)
                .hasMessageContaining("a1")
                .hasMessageNotContaining("hush")
                .hasNoCause();
    }
}
