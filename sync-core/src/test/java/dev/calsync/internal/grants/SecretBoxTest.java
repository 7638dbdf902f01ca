package dev.calsync.internal.grants;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.calsync.auth.KeyProvider;
import dev.calsync.auth.Sealed;
import dev.calsync.auth.Secret;
import dev.calsync.error.CorruptStateException;
import dev.calsync.error.UnrecoverableException;
import dev.calsync.internal.grants.SecretBox.Purpose;
import dev.calsync.system.RandomSource;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SecretBoxTest {
    private static final byte[] SECRET = "correct horse".getBytes(StandardCharsets.UTF_8);
    private static final KeyProvider OLD = keys("old", 1);
    private static final KeyProvider NEW = keys("new", 2);

    private final SecretBox box = new SecretBox(OLD, RandomSource.seeded(7));

    private static KeyProvider keys(String name, int content) {
        byte[] key = new byte[32];
        key[5] = (byte) content;
        return KeyProvider.of(name, Secret.of(Base64.getEncoder().encodeToString(key)));
    }

    private static KeyProvider rotated() {
        byte[] old = OLD.key("old").orElseThrow();
        return NEW.alsoOpening("old", Secret.of(Base64.getEncoder().encodeToString(old)));
    }

    @Test
    void whatIsSealed_opensAgain_andDoesNotShow() {
        Sealed sealed = box.seal(Purpose.CREDENTIALS, "a1", SECRET);

        assertThat(box.open(Purpose.CREDENTIALS, "a1", sealed)).isEqualTo(SECRET);
        assertThat(sealed.keyId()).isEqualTo("old");
        assertThat(new String(sealed.envelope(), StandardCharsets.ISO_8859_1)).doesNotContain("horse");
        assertThat(sealed.toString()).isEqualTo("Sealed[old, " + sealed.envelope().length + " bytes]");
        assertThat(sealed.envelope()).hasSize(2 + 3 + 12 + SECRET.length + 16).startsWith(1, 3, 'o', 'l', 'd');
    }

    @Test
    void emptySecret_isSealedLikeAnother() {
        assertThat(box.open(Purpose.CHANNEL, "c", box.seal(Purpose.CHANNEL, "c", new byte[0])))
                .isEmpty();
    }

    @Test
    void everyChangedBit_isNoticed() {
        Sealed sealed = box.seal(Purpose.CREDENTIALS, "a1", SECRET);
        for (int at = 0; at < sealed.envelope().length * 8; at++) {
            byte[] changed = sealed.envelope();
            changed[at / 8] ^= (byte) (1 << (at % 8));
            Sealed tampered = Sealed.of("old", changed);

            assertThatThrownBy(() -> box.open(Purpose.CREDENTIALS, "a1", tampered))
                    .as("bit %s", at)
                    .isInstanceOf(CorruptStateException.class);
        }
    }

    @Test
    void everyShorterOrLongerEnvelope_isNoticed() {
        byte[] envelope = box.seal(Purpose.CREDENTIALS, "a1", SECRET).envelope();
        for (int length = 1; length <= envelope.length + 1; length++) {
            Sealed cut = Sealed.of("old", java.util.Arrays.copyOf(envelope, length));
            if (length != envelope.length) {
                assertThatThrownBy(() -> box.open(Purpose.CREDENTIALS, "a1", cut))
                        .isInstanceOf(CorruptStateException.class);
            }
        }
    }

    @Test
    void envelopeOfAnotherOwnerOrPurpose_doesNotOpen() {
        Sealed sealed = box.seal(Purpose.CREDENTIALS, "a1", SECRET);

        assertThatThrownBy(() -> box.open(Purpose.CREDENTIALS, "a2", sealed))
                .isInstanceOf(CorruptStateException.class)
                .hasMessageContaining("a2");
        assertThatThrownBy(() -> box.open(Purpose.CHANNEL, "a1", sealed)).isInstanceOf(CorruptStateException.class);
    }

    @Test
    void keyOfTheSameNameWithOtherBytes_doesNotOpen() {
        Sealed sealed = box.seal(Purpose.CREDENTIALS, "a1", SECRET);
        SecretBox other = new SecretBox(keys("old", 9), RandomSource.seeded(1));

        assertThatThrownBy(() -> other.open(Purpose.CREDENTIALS, "a1", sealed))
                .isInstanceOf(CorruptStateException.class)
                .hasMessageContaining("key 'old'");
    }

    @Test
    void missingKey_isTheHostsToHandIn() {
        Sealed sealed = box.seal(Purpose.CREDENTIALS, "a1", SECRET);
        SecretBox without = new SecretBox(NEW, RandomSource.seeded(1));

        assertThatThrownBy(() -> without.open(Purpose.CREDENTIALS, "a1", sealed))
                .isInstanceOf(UnrecoverableException.class)
                .hasMessageContaining("'old'")
                .hasMessageContaining("alsoOpening");
    }

    @Test
    void rotatedKeys_openOldAndSealNew() {
        Sealed sealed = box.seal(Purpose.CREDENTIALS, "a1", SECRET);
        SecretBox next = new SecretBox(rotated(), RandomSource.seeded(1));

        assertThat(next.open(Purpose.CREDENTIALS, "a1", sealed)).isEqualTo(SECRET);
        assertThat(next.outdated(sealed.keyId())).isTrue();
        Sealed again = next.seal(Purpose.CREDENTIALS, "a1", SECRET);
        assertThat(next.outdated(again.keyId())).isFalse();
        assertThat(next.outdated("")).isFalse();
        assertThat(new SecretBox(NEW, RandomSource.seeded(1)).open(Purpose.CREDENTIALS, "a1", again))
                .isEqualTo(SECRET);
    }

    @Test
    void oneSecret_isNeverSealedTwiceAlike() {
        Set<Sealed> all = new HashSet<>();
        for (int i = 0; i < 1_000; i++) {
            all.add(box.seal(Purpose.CREDENTIALS, "a1", SECRET));
        }
        assertThat(all).hasSize(1_000);
    }
}
