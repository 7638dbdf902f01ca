package dev.calsync.examples.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.calsync.examples.Outcome;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

class ClusterTest {
    /** Takes a minute or two; CI runs the same by {@code examples/run cluster --quick}. Here with {@code -Dcalsync.kills=true}. */
    @Test
    @Timeout(600)
    @EnabledIfSystemProperty(named = "calsync.kills", matches = "true")
    void quickForm_losesNothing() throws Exception {
        Outcome ran = Outcome.of((out, err) -> Cluster.run(List.of("--quick"), out, err));

        assertThat(ran.out())
                .last()
                .asString()
                .startsWith("RESULT name=cluster lost=0 doubled=0 over_limit=0 stale_rejected=");
        assertThat(ran.status()).isZero();
    }

    @Test
    void unknownArgument_isRefused() throws Exception {
        Outcome refused = Outcome.of((out, err) -> Cluster.run(List.of("--slow"), out, err));

        assertThat(refused.status()).isEqualTo(2);
        assertThat(refused.err()).singleElement().asString().contains("--quick");
    }

    @Test
    void books_noticeWhatIsDoneTwiceAndWhatIsTooMuch() {
        Books books = new Books();
        books.create("c", "key-1", "uid", "Meeting");
        assertThat(books.create("c", "key-1", "uid", "Meeting").id()).isEqualTo("remote-1");
        assertThat(books.doubled()).isZero();
        books.create("c", "key-2", "uid", "Meeting");
        assertThat(books.doubled()).isEqualTo(1);
        assertThat(books.served()).containsEntry("c", 1);

        for (int i = 0; i < 3; i++) {
            Books.Caller caller = new Books.Caller("alice", "d-" + i, "session-" + i, 1_000 + i);
            books.begin(caller);
            books.end(caller);
        }
        assertThat(books.overLimit(3)).isZero();
        assertThat(books.overLimit(2)).isEqualTo(1);
        for (int i = 0; i < 3; i++) {
            books.begin(new Books.Caller("bob", "e-" + i, "session-" + i, 100_000 + i));
        }
        assertThat(books.overLimit(3)).isEqualTo(1);
    }

    @Test
    void books_noticeTwoThatBelieveToHoldOneCalendar() {
        Books books = new Books();
        books.begin(new Books.Caller("alice", "c", "old", 1_000));
        books.begin(new Books.Caller("alice", "c", "new", 2_000));
        books.begin(new Books.Caller("alice", "c", "old", 1_500));
        assertThat(books.doubled()).as("what was let out before does not count").isZero();

        books.begin(new Books.Caller("alice", "c", "old", 2_001));
        assertThat(books.doubled()).isEqualTo(1);
    }
}
