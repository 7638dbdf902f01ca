package dev.calsync.provider.graph.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.LocalDate;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What benchmarks read. */
class FakeGraphPagesTest extends FakeGraphConversation {

    @Test
    void manyEvents_areThereWithTheirSeries_andKeptAnswersStay() throws Exception {
        ManyEvents.fill(team, 300, LocalDate.parse("2026-01-05"), 330);
        graph.keepAnswers();
        Round first = round(delta(), "Prefer", "odata.maxpagesize=100");
        Set<String> events = new TreeSet<>();
        int deviations = 0;
        for (JsonNode item : first.items()) {
            String type = Json.text(item, "type");
            if (type.equals("seriesMaster") || type.equals("singleInstance")) {
                events.add(Json.text(item, "id"));
            }
            deviations += type.equals("exception") ? 1 : 0;
        }
        assertThat(events).hasSize(300);
        assertThat(deviations).isEqualTo(6);
        JsonNode stats = get(graph.loginUrl() + "/stats").json();
        assertThat(stats.path("requests").asInt()).isEqualTo(first.pages());
        assertThat(stats.path("windows").toString()).isEqualTo("[\"2026-01-01T00:00:00Z/2027-01-01T00:00:00Z\"]");
        team.create(event("unseen", "2026-03-02"));
        assertThat(round(delta(), "Prefer", "odata.maxpagesize=100").ids()).isEqualTo(first.ids());
        assertThat(get(graph.loginUrl() + "/stats").json().path("bytes").asLong())
                .isEqualTo(stats.path("bytes").asLong());
    }
}
