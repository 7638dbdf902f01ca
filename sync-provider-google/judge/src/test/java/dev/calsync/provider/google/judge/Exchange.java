package dev.calsync.provider.google.judge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The form of one request and its answer, as the fake service recorded it.
 *
 * @param kind the method's name, such as {@code events.list}
 * @param query parameters and the types of their values; missing when nobody is answerable for the request
 * @param request the body's form, or missing
 * @param status 0 if there was no answer
 * @param answer the answer's form, or missing
 */
record Exchange(String kind, JsonNode query, JsonNode request, int status, JsonNode answer) {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    static Exchange of(String line) {
        try {
            JsonNode read = MAPPER.readTree(line);
            return new Exchange(
                    read.path("kind").asText(),
                    read.path("query"),
                    read.path("request"),
                    read.path("status").asInt(),
                    read.path("answer"));
        } catch (IOException e) {
            throw new UncheckedIOException("not an exchange: " + line, e);
        }
    }

    static List<Exchange> recorded(Path folder) {
        try {
            List<Exchange> exchanges = new ArrayList<>();
            for (String line : Files.readAllLines(folder.resolve("exchanges.jsonl"))) {
                exchanges.add(of(line));
            }
            return exchanges;
        } catch (IOException e) {
            throw new UncheckedIOException("no recording in " + folder + "; run the tests of the provider first", e);
        }
    }

    /** The server's own table of methods, recorded beside the exchanges. */
    static JsonNode methods(Path folder) {
        try {
            return MAPPER.readTree(folder.resolve("methods.json").toFile());
        } catch (IOException e) {
            throw new UncheckedIOException("no table of methods in " + folder, e);
        }
    }

    @Override
    public String toString() {
        return kind + " -> " + status;
    }
}
