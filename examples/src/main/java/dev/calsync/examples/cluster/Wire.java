package dev.calsync.examples.cluster;

import dev.calsync.error.TransientException;
import dev.calsync.error.UnreachableException;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The way to the provider's process. Thread-safe. */
final class Wire {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    private final HttpClient client = HttpClient.newHttpClient();
    private final String base;

    Wire(String base) {
        this.base = base;
    }

    /**
     * Asks, and waits for the answer.
     *
     * @return the answer's lines, each with its parts
     */
    List<List<String>> ask(String path, Map<String, String> fields) throws InterruptedException {
        String query = fields.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        HttpRequest request = HttpRequest.newBuilder(URI.create(base + path + "?" + query))
                .timeout(TIMEOUT)
                .build();
        try {
            HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new TransientException("the provider answered " + answer.statusCode());
            }
            return answer.body()
                    .lines()
                    .filter(line -> !line.isEmpty())
                    .map(line -> Arrays.asList(line.split("\t", -1)))
                    .toList();
        } catch (IOException failure) {
            throw new UnreachableException("the provider's process cannot be reached", failure);
        }
    }
}
