package dev.calsync.provider.caldav;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.calsync.auth.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import org.junit.jupiter.api.Test;

/** Keys of subscriptions, and what they open. */
class WebPushKeysTest {
    // RFC 8291 section 5.
    private static final byte[] MESSAGE = bytes("DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27ml"
            + "mlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPT"
            + "pK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN");
    private static final byte[] SCALAR = bytes("q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94");
    private static final byte[] POINT =
            bytes("BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4");
    private static final byte[] AUTH = bytes("BTBZMqHH6r4Tts7J_aSIgg");

    private static byte[] bytes(String base64) {
        return Base64.getUrlDecoder().decode(base64);
    }

    @Test
    void exampleOfTheRfc_isOpened() throws GeneralSecurityException {
        byte[] opened = WebPushKeys.of(SCALAR, POINT, AUTH).open(MESSAGE);
        assertThat(new String(opened, StandardCharsets.US_ASCII))
                .isEqualTo("When I grow up, I want to be a watermelon");
    }

    @Test
    void whatWasChangedInAnyByte_isNotOpened() {
        WebPushKeys keys = WebPushKeys.of(SCALAR, POINT, AUTH);
        for (int i = 0; i < MESSAGE.length; i++) {
            // A larger record would do as well; it is authenticated by nothing.
            if (i < 16 || i >= 20) {
                byte[] changed = MESSAGE.clone();
                changed[i] ^= 1;
                assertThatThrownBy(() -> keys.open(changed))
                        .as("byte %s", i)
                        .isInstanceOf(GeneralSecurityException.class);
            }
        }
        for (int length = 0; length < MESSAGE.length; length += 7) {
            byte[] cut = Arrays.copyOf(MESSAGE, length);
            assertThatThrownBy(() -> keys.open(cut)).isInstanceOf(GeneralSecurityException.class);
        }
    }

    @Test
    void derivedKeys_areAlwaysTheSame_andFitTogether() throws GeneralSecurityException {
        WebPushKeys keys = WebPushKeys.of(Secret.of("the channel's secret"));
        assertThat(keys.publicKey())
                .isEqualTo(WebPushKeys.of(Secret.of("the channel's secret")).publicKey());
        assertThat(keys.auth())
                .hasSize(16)
                .isNotEqualTo(WebPushKeys.of(Secret.of("another")).auth());
        byte[] message = "hello".getBytes(StandardCharsets.UTF_8);
        byte[] sealed =
                dev.calsync.provider.caldav.testing.WebPushSender.sealed(keys.publicKey(), keys.auth(), message);
        assertThat(keys.open(sealed)).isEqualTo(message);
        assertThatThrownBy(() -> WebPushKeys.of(Secret.of("another")).open(sealed))
                .isInstanceOf(GeneralSecurityException.class);
    }
}
