package dev.calsync.examples.guide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.calsync.CalendarSync;
import dev.calsync.ResealReport;
import dev.calsync.auth.Credentials;
import dev.calsync.auth.KeyProvider;
import dev.calsync.auth.Secret;
import dev.calsync.memory.MemorySyncStore;
import dev.calsync.model.UserId;
import dev.calsync.store.SyncStore;
import dev.calsync.testing.ScriptedProvider;
import org.junit.jupiter.api.Test;

/** The code of docs/guide/encryption.md. */
class EncryptionGuideTest {
    private final SyncStore store = MemorySyncStore.create();
    private final ScriptedProvider provider = new ScriptedProvider();

    private String keyInUse() {
        return store.inTransaction(tx -> tx.accounts().ofUser(UserId.of("alice")))
                .get(0)
                .credentials()
                .keyId();
    }

    @Test
    void keys_areGivenAndReplaced() throws InterruptedException {
        String key = "5i1cFZUfzGGTvdqnVVSRJ3OEtvtCu5kW1Qk3rNn0fWQ=";
        String newKey = "q0LSUsyFvBX3wJb3ZxYqk9mJ8vT1nHh2o0dKcE4aR6s=";
        // region key
        KeyProvider keys = KeyProvider.of("2026-01", Secret.of(key));
        CalendarSync sync = CalendarSync.builder()
                .store(store)
                .provider(provider)
                .encryption(keys)
                .build();
        // endregion key
        try (sync) {
            Credentials password = new Credentials.Basic("alice", Secret.of("correct horse"));
            sync.forUser("alice").connect(provider.account("alice", password));
        }
        assertThat(keyInUse()).isEqualTo("2026-01");
        // region rotate
        KeyProvider both = KeyProvider.of("2026-07", Secret.of(newKey)).alsoOpening("2026-01", Secret.of(key));
        // endregion rotate
        replace(both);
        assertThat(keyInUse()).isEqualTo("2026-07");
    }

    private void replace(KeyProvider both) {
        try (CalendarSync sync = CalendarSync.builder()
                .store(store)
                .provider(provider)
                .encryption(both)
                .build()) {
            // region reseal
            ResealReport report;
            do {
                report = sync.reseal(10_000);
            } while (!report.complete());
            report.faults().forEach(System.err::println);
            // endregion reseal
            assertThat(report.unreadable()).isZero();
        }
    }
}
