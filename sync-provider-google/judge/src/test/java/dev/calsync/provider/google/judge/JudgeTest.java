package dev.calsync.provider.google.judge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A judge who never condemns is none. */
class JudgeTest {
    private final Judge judge = new Judge(new ClientDescription());

    private List<String> faults(String line) {
        return judge.faults(List.of(Exchange.of(line.replace('\'', '"'))));
    }

    @Test
    void whatTheClientKnows_passes() {
        assertThat(faults("{'kind':'events.list','query':{'maxResults':'string:int64','showDeleted':'boolean',"
                        + "'timeMin':'string:date-time','fields':'nextPageToken,items(id,start/dateTime,"
                        + "extendedProperties/private)','eventTypes':'default'},'status':200,'answer':{'kind':'string',"
                        + "'items':[{'id':'string','start':{'dateTime':'string:date-time'},'sequence':'integer',"
                        + "'extendedProperties':{'private':{'any':'string'}},"
                        + "'attendees':[{'self':'boolean','email':'string'}],'recurrence':['string']}]}}"))
                .isEmpty();
        assertThat(faults("{'kind':'events.patch','query':{},'request':{'summary':'null','start':{'date':'null'},"
                        + "'attendees':'null'},'status':412,'answer':{'error':{'code':'integer','message':'string',"
                        + "'errors':[{'domain':'string','reason':'string','message':'string','location':'string'}]}}}"))
                .isEmpty();
        assertThat(faults("{'kind':'oauth.token','query':{'grant_type':'string','refresh_token':'string'},"
                        + "'status':200,'answer':{'access_token':'string','expires_in':'integer','scope':'string'}}"))
                .isEmpty();
        assertThat(faults("{'kind':'events.watch','query':{},'request':{'id':'string','expiration':'string:int64'},"
                        + "'status':200,'answer':{'expiration':'string:int64'}}"))
                .isEmpty();
    }

    @Test
    void unknownNames_areFound() {
        assertThat(faults("{'kind':'events.list','query':{'colour':'string'}}"))
                .containsExactly("events.list: parameter colour is unknown");
        assertThat(faults("{'kind':'events.list','query':{'fields':'items(id,colour)'}}"))
                .containsExactly("events.list: fields: Event has no colour");
        assertThat(faults("{'kind':'events.insert','query':{},'request':{'title':'string'}}"))
                .containsExactly("events.insert: request: Event has no title");
        assertThat(faults("{'kind':'events.list','status':200,'answer':{'items':[{'start':{'time':'string'}}]}}"))
                .containsExactly("events.list: answer.items[].start: EventDateTime has no time");
        assertThat(faults("{'kind':'events.get','status':404,'answer':{'problem':'string'}}"))
                .containsExactly("events.get: answer: GoogleJsonErrorContainer has no problem");
        assertThat(faults("{'kind':'events.undo','query':{}}")).hasSize(1);
        assertThat(faults("{'kind':'oauth.token','query':{'password':'string'}}"))
                .hasSize(1);
    }

    @Test
    void wrongTypes_areFound() {
        assertThat(faults("{'kind':'events.list','query':{'maxResults':'string'}}"))
                .hasSize(1);
        assertThat(faults("{'kind':'events.list','query':{'showDeleted':'string:int64|boolean'}}"))
                .hasSize(1);
        assertThat(faults("{'kind':'events.insert','query':{},'request':{'sequence':'string'}}"))
                .containsExactly("events.insert: request.sequence is string, not [integer]");
        assertThat(faults("{'kind':'events.insert','query':{},'request':{'summary':'null'}}"))
                .hasSize(1);
        assertThat(faults("{'kind':'events.insert','query':{},'request':{'attendees':{'email':'string'}}}"))
                .hasSize(1);
        assertThat(faults("{'kind':'events.watch','status':200,'answer':{'expiration':'integer'}}"))
                .hasSize(1);
        assertThat(faults("{'kind':'events.delete','status':200,'answer':{'id':'string'}}"))
                .containsExactly("events.delete: answer should have no body");
    }

    @Test
    void publishedDescription_isHeldAgainstTheSame(@TempDir Path folder) throws IOException {
        Path document = folder.resolve("description.json");
        Files.writeString(document, """
                {"parameters": {"alt": {"type": "string", "enum": ["json"]}},
                 "schemas": {"Note": {"type": "object", "properties": {
                    "size": {"type": "integer"}, "day": {"type": "string", "format": "date"},
                    "tags": {"type": "array", "items": {"type": "string"}},
                    "more": {"type": "object", "additionalProperties": {"type": "string"}}}}},
                 "resources": {"notes": {"methods": {"get": {"httpMethod": "GET", "path": "notes/{id}",
                    "parameters": {"id": {"location": "path", "type": "string"},
                                   "deep": {"location": "query", "type": "boolean"}},
                    "scopes": ["read"], "response": {"$ref": "Note"}}}}}}
                """);
        Judge published = new Judge(new PublishedDescription(document));
        String good = "{'kind':'notes.get','query':{'deep':'boolean','alt':'json'},'status':200,'answer':{"
                + "'size':'integer','day':'string:date','tags':['string'],'more':{'any':'string'}}}";
        assertThat(published.faults(List.of(Exchange.of(good.replace('\'', '"')))))
                .isEmpty();
        for (String bad : List.of(
                good.replace("'deep':'boolean'", "'deep':'string'"),
                good.replace("'alt':'json'", "'alt':'xml'"),
                good.replace("'id'", "'name'").replace("'deep'", "'id'"),
                good.replace("'size'", "'length'"),
                good.replace("'string:date'", "'string'"),
                good.replace("['string']", "'string'"),
                good.replace("'any':'string'", "'any':'integer'"))) {
            assertThat(published.faults(List.of(Exchange.of(bad.replace('\'', '"')))))
                    .as(bad)
                    .hasSize(1);
        }
    }
}
