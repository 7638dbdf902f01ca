package dev.calsync.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.calsync.examples.Outcome;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class QuickstartTest {

    @Test
    void story_isToldToItsEnd() throws Exception {
        Outcome told = Outcome.of((out, err) -> Quickstart.run(out));
        assertThat(told.status()).isZero();
        assertThat(told.err()).isEmpty();
        assertThat(told.out())
                .anyMatch(line -> line.matches(" +Team +done: 145 events in \\d+ requests.*"))
                .anyMatch(line -> line.matches(" +Private +1 request, .*"))
                .anyMatch(line -> line.contains("X-VENDOR-TICKET"))
                .anyMatch(line -> line.matches(" +merged +Lunch with Grace, Canteen.*"))
                .anyMatch(line -> line.matches(" +kept +Review of June.*"))
                .anyMatch(line -> line.matches(" +attempt 3 .*503"))
                .anyMatch(line -> line.contains("on holiday"))
                .anyMatch(line -> line.matches(" +Team +145 +145 .*"))
                .allMatch(line -> line.length() <= 120);
        assertThat(told.result())
                .containsEntry("name", "quickstart")
                .containsEntry("calendars", "3")
                .containsEntry("pushed", "5");
    }

    @Test
    void claimThatIsNotSo_endsTheStory() {
        Story story = new Story(new PrintStream(new ByteArrayOutputStream()));
        story.chapter("One");
        assertThatThrownBy(() -> story.check(false, "pigs fly")).hasMessage("chapter 1: it is not so that pigs fly");
    }
}
