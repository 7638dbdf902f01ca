package dev.calsync.examples.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class MirrorQuickstartTest {

    @Test
    void anEventTravelsThroughThreeServices_andAnEditBack() throws InterruptedException {
        ByteArrayOutputStream told = new ByteArrayOutputStream();
        int status = MirrorQuickstart.run(new PrintStream(told, true, StandardCharsets.UTF_8));
        String text = told.toString(StandardCharsets.UTF_8);
        assertThat(status).as(text).isZero();
        assertThat(text).contains("RESULT name=quickstart-mirror services=3 events=1");
    }
}
