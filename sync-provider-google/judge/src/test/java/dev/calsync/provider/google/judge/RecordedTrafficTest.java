package dev.calsync.provider.google.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Everything that the tests of the provider's module said to the fake service and heard from it, and the service's own
 * table of methods, by name and type.
 */
class RecordedTrafficTest {
    private final Path folder = providersRecording();
    private final List<Exchange> exchanges = Exchange.recorded(folder);
    private final JsonNode methods = Exchange.methods(folder);

    /** The recording of the module around this one, whose build directory lies in it as ours lies here. */
    private static Path providersRecording() {
        Path here = Path.of(System.getProperty("basedir", System.getProperty("user.dir")));
        Path own = Path.of(System.getProperty("calsync.google.recording"));
        return here.getParent().resolve(here.relativize(own));
    }

    @Test
    void everyMethodOfTheService_wasAnswered() {
        Set<String> answered = exchanges.stream()
                .filter(exchange -> exchange.status() / 100 == 2)
                .map(Exchange::kind)
                .collect(Collectors.toSet());
        List<String> known = new ArrayList<>();
        methods.fieldNames().forEachRemaining(known::add);
        assertThat(known).hasSizeGreaterThan(15);
        assertThat(answered).containsAll(known).contains("batch", "oauth.token", "oauth.revoke");
    }

    @Test
    void everyNameAndType_isKnownToGooglesClient() {
        assertThat(new Judge(new ClientDescription()).faults(exchanges)).isEmpty();
    }

    @Test
    void theServicesMethods_areThoseOfGooglesClient() {
        assertThat(new Judge(new ClientDescription()).faultsOfServer(methods)).isEmpty();
    }

    @Test
    void everyNameAndType_isPublished() {
        assertThat(new Judge(published()).faults(exchanges)).isEmpty();
    }

    @Test
    void theServicesMethodsAndScopes_arePublished() {
        assertThat(new Judge(published()).faultsOfServer(methods)).isEmpty();
    }

    private static PublishedDescription published() {
        String file = System.getProperty(PublishedDescription.PROPERTY, "");
        assumeFalse(file.isEmpty(), "no published description is given by -D" + PublishedDescription.PROPERTY);
        return new PublishedDescription(Path.of(file));
    }
}
