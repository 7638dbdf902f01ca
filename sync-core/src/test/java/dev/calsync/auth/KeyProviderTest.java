package dev.calsync.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.calsync.error.InvalidConfigurationException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyProviderTest {
    private static final String KEY = Base64.getEncoder().encodeToString(new byte[32]);
    private static final String OTHER =
            Base64.getEncoder().encodeToString("0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.US_ASCII));

    @TempDir
    Path folder;

    @Test
    void keyOfThePrintedForm_isTaken() {
        KeyProvider keys = KeyProvider.of("2026-01", Secret.of(OTHER + "\n"));

        assertThat(keys.currentKeyId()).isEqualTo("2026-01");
        assertThat(keys.key("2026-01"))
                .hasValueSatisfying(key -> assertThat(key).startsWith('0', '1', '2'));
        assertThat(keys.key("2025-01")).isEmpty();
        assertThat(keys).hasToString("KeyProvider[2026-01]");
    }

    @Test
    void keyThatIsGivenOut_isACopy() {
        KeyProvider keys = KeyProvider.of("k", Secret.of(OTHER));

        keys.key("k").orElseThrow()[0] = 0;

        assertThat(keys.key("k").orElseThrow()[0]).isEqualTo((byte) '0');
    }

    @Test
    void wrongKey_isExplained_andNotShown() {
        String sixteen = Base64.getEncoder().encodeToString(new byte[16]);
        assertThatThrownBy(() -> KeyProvider.of("k", Secret.of(sixteen)))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("16 bytes and not 32")
                .hasMessageContaining("openssl rand -base64 32")
                .hasMessageNotContaining(sixteen);
        assertThatThrownBy(() -> KeyProvider.of("a b", Secret.of("pass word!")))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("a key's name")
                .hasMessageContaining("not Base64")
                .hasMessageNotContaining("pass word!");
    }

    @Test
    void file_holdsSeveral_theFirstIsCurrent() throws IOException {
        Path file = folder.resolve("keys");
        Files.writeString(file, "# ours\n\nnew: " + OTHER + "\r\nold:" + KEY + "\n");

        KeyProvider keys = KeyProvider.ofFile(file);

        assertThat(keys.currentKeyId()).isEqualTo("new");
        assertThat(keys.key("old")).isPresent();
    }

    @Test
    void brokenFile_namesEveryFault() throws IOException {
        Path file = folder.resolve("keys");
        Files.writeString(file, "new " + OTHER + "\nold:" + KEY + "\nold:" + KEY + "\n");

        assertThatThrownBy(() -> KeyProvider.ofFile(file))
                .hasMessageContaining("entry 1 has no colon")
                .hasMessageContaining("entry 3 repeats the name 'old'")
                .hasMessageNotContaining(OTHER);
        assertThatThrownBy(() -> KeyProvider.ofFile(folder.resolve("none")))
                .hasMessageContaining("cannot be read")
                .hasMessageContaining("openssl rand -base64 32");
        Files.writeString(file, "# nothing\n");
        assertThatThrownBy(() -> KeyProvider.ofFile(file)).hasMessageContaining("holds no key");
    }

    @Test
    void environment_isReadLikeAFile() {
        assertThat(KeyRing.ofEnvironment("KEYS", "new:" + OTHER + ",old:" + KEY).key("old"))
                .isPresent();
        assertThatThrownBy(() -> KeyProvider.ofEnvironment("CALSYNC_NO_SUCH_VARIABLE"))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("CALSYNC_NO_SUCH_VARIABLE is not set");
    }

    @Test
    void olderKey_opensAndIsNotCurrent() {
        KeyProvider keys = KeyProvider.of("new", Secret.of(OTHER)).alsoOpening("old", Secret.of(KEY));

        assertThat(keys.currentKeyId()).isEqualTo("new");
        assertThat(keys.key("old")).isPresent();
        assertThat(keys.key("older")).isEmpty();
    }
}
