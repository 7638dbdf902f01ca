package dev.calsync.provider.graph.testing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What judges get to see. */
class FakeGraphRecordingTest {

    @Test
    void skeleton_keepsNamesKindsAndWords_butNothingThatPeopleWrite() {
        String form = Skeleton.of(
                        Json.object("{\"subject\":\"Secret\",\"showAs\":\"busy\",\"n\":1,\"d\":1.5,\"b\":true,"
                                + "\"z\":null,\"at\":\"2026-01-01T00:00:00Z\",\"local\":\"2026-01-01T00:00:00.0000000\","
                                + "\"day\":\"2026-01-01\",\"id\":\"9188040d-6c67-4c5b-b112-36a304b66dad\","
                                + "\"list\":[\"monday\",\"monday\",\"friday\"],\"body\":{\"content\":\"Secret\"}}"))
                .toString();
        assertThat(form)
                .isEqualTo(
                        "{\"subject\":\"#text\",\"showAs\":\"=busy\",\"n\":\"#int\",\"d\":\"#double\",\"b\":\"#boolean\","
                                + "\"z\":\"#null\",\"at\":\"#instant\",\"local\":\"#local\",\"day\":\"#date\",\"id\":\"#guid\","
                                + "\"list\":[\"=monday\",\"=friday\"],\"body\":{\"content\":\"#text\"}}");
    }
}
