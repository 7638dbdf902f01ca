package dev.calsync.provider.graph.judge;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The judges find what is wrong. */
class JudgesTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path folder;

    private static TrafficJudge judged(TypeBook book, String exchange) throws JsonProcessingException {
        TrafficJudge judge = new TrafficJudge(book);
        judge.check(JSON.readTree(exchange));
        return judge;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"title\":\"#text\"} | knows no title of event",
                "{\"subject\":\"#int\"} | expects string",
                "{\"isAllDay\":\"=true\"} | expects boolean",
                "{\"showAs\":\"=occupied\"} | occupied",
                "{\"createdDateTime\":\"#local\"} | expects instant",
                "{\"start\":{\"date\":\"#date\"}} | knows no date of dateTimeTimeZone",
                "{\"attendees\":{\"type\":\"=required\"}} | expects a list",
                "{\"attendees\":[{\"mail\":\"#text\"}]} | knows no mail of attendee",
                "{\"recurrence\":{\"range\":{\"startDate\":\"#local\"}}} | expects date",
                "{\"recurrence\":{\"pattern\":{\"daysOfWeek\":[\"=mon\"]}}} | mon"
            })
    void wrongEvents_areFound(String event, String fault) throws Exception {
        String asked =
                "{\"method\":\"POST\",\"path\":\"/me/events\",\"query\":{},\"status\":201,\"request\":" + event + "}";
        assertThat(judged(new ModelBook(), asked).faults())
                .singleElement()
                .asString()
                .contains(fault);
        String answered =
                "{\"method\":\"GET\",\"path\":\"/me/events\",\"status\":200,\"answer\":{\"value\":[" + event + "]}}";
        assertThat(judged(new ModelBook(), answered).faults())
                .singleElement()
                .asString()
                .contains(fault);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "GET | /me/appointments | {} | no such path",
                "PUT | /me/events | {} | cannot do that",
                "GET | /me/events | {\"$take\":\"#int\"} | knows no option $take",
                "GET | /me/events/{id} | {\"$select\":\"subject,title\"} | knows no title",
                "GET | /me/events/{id} | {\"$expand\":\"properties\"} | knows no properties",
                "GET | /me/calendars/{id}/calendarView/delta | {\"from\":\"#instant\"} | knows no option from"
            })
    void wrongRequests_areFound(String method, String path, String query, String fault) throws Exception {
        String exchange =
                "{\"method\":\"" + method + "\",\"path\":\"" + path + "\",\"query\":" + query + ",\"status\":200}";
        assertThat(judged(new ModelBook(), exchange).faults())
                .singleElement()
                .asString()
                .contains(fault);
    }

    @Test
    void whatGraphSays_isFound_right() throws Exception {
        String exchange = "{\"method\":\"GET\",\"path\":\"/me/calendars/{id}/calendarView/delta()\",\"query\":"
                + "{\"startdatetime\":\"#instant\",\"enddatetime\":\"#instant\"},\"status\":200,\"answer\":{\"value\":[{"
                + "\"@odata.etag\":\"#text\",\"id\":\"#text\",\"showAs\":\"=busy\",\"recurrence\":\"#null\"}]}}";
        assertThat(judged(new ModelBook(), exchange).faults()).isEmpty();
        String error = "{\"method\":\"GET\",\"path\":\"/me\",\"status\":404,\"answer\":{\"error\":{\"code\":\"#text\","
                + "\"innerError\":{\"date\":\"#local\",\"request-id\":\"#text\"}}}}";
        assertThat(judged(new ModelBook(), error).faults()).isEmpty();
        assertThat(judged(new ModelBook(), error.replace("code", "reason")).faults())
                .hasSize(1);
    }

    @Test
    void schema_isReadWithItsBaseTypes() throws IOException {
        Path file = Files.writeString(
                folder.resolve("schema.xml"),
                "<Schema><EntityType Name=\"event\" BaseType=\"graph.item\"><Property Name=\"showAs\" Type=\"graph.status\"/>"
                        + "<Property Name=\"tags\" Type=\"Collection(Edm.String)\"/></EntityType>"
                        + "<EntityType Name=\"item\"><Property Name=\"at\" Type=\"Edm.DateTimeOffset\"/></EntityType>"
                        + "<EnumType Name=\"status\"><Member Name=\"busy\"/></EnumType></Schema>");
        SchemaBook book = new SchemaBook(file);
        String exchange =
                "{\"method\":\"GET\",\"path\":\"/me/events/{id}\",\"status\":200,\"answer\":{\"at\":\"#instant\","
                        + "\"showAs\":\"=busy\",\"tags\":[\"#text\"]}}";
        assertThat(judged(book, exchange).faults()).isEmpty();
        assertThat(judged(
                                book,
                                exchange.replace("=busy", "=free")
                                        .replace("#instant", "#date")
                                        .replace("tags", "labels"))
                        .faults())
                .hasSize(3);
    }
}
