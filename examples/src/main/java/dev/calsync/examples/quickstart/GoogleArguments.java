package dev.calsync.examples.quickstart;

import dev.calsync.auth.OAuthTokens;
import dev.calsync.auth.Secret;
import dev.calsync.error.Faults;
import dev.calsync.provider.google.GoogleAccount;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What the command line of {@code quickstart-google} says. */
final class GoogleArguments {
    static final String USAGE = """
            examples/run quickstart-google [options]
            Without options: the story on a Google Calendar of this process's own. With a real account:
              --client-id ID --client-secret SECRET   the OAuth client; docs/guide/google.md tells how to come by one
              --refresh-token TOKEN                   what the user agreed to, for this client
              --access-token TOKEN                    or a single access token, good for an hour
              --calendar NAME                         which calendar; the account's own unless told
              --write                                 also makes an event, changes it and deletes it again
            Without --write nothing is changed at Google.""";

    private static final Set<String> OPTIONS =
            Set.of("--client-id", "--client-secret", "--refresh-token", "--access-token", "--calendar");

    private final Map<String, String> values = new HashMap<>();
    private boolean write;

    private GoogleArguments() {}

    /** @throws dev.calsync.error.InvalidConfigurationException if something cannot be understood, naming every fault */
    static GoogleArguments read(List<String> line) {
        GoogleArguments arguments = new GoogleArguments();
        Faults faults = new Faults("quickstart-google");
        for (int i = 0; i < line.size(); i++) {
            String option = line.get(i);
            if (option.equals("--write")) {
                arguments.write = true;
            } else if (!OPTIONS.contains(option)) {
                faults.add("there is no option " + option);
            } else if (i + 1 == line.size()) {
                faults.add(option + " needs a value");
            } else {
                arguments.values.put(option, line.get(++i));
            }
        }
        boolean real = !line.isEmpty();
        boolean refresh = arguments.values.containsKey("--refresh-token");
        faults.require(
                !real || refresh != arguments.values.containsKey("--access-token"),
                "a real account needs --refresh-token or --access-token, and not both");
        faults.require(
                !refresh
                        || (arguments.values.containsKey("--client-id")
                                && arguments.values.containsKey("--client-secret")),
                "--refresh-token needs the --client-id and --client-secret it was given to");
        faults.throwIfAny();
        return arguments;
    }

    /** Whether a real account was named. */
    boolean real() {
        return !values.isEmpty() || write;
    }

    boolean write() {
        return write;
    }

    String clientId() {
        return values.getOrDefault("--client-id", "none");
    }

    String clientSecret() {
        return values.getOrDefault("--client-secret", "none");
    }

    Optional<String> calendar() {
        return Optional.ofNullable(values.get("--calendar"));
    }

    GoogleAccount account() {
        String refresh = values.get("--refresh-token");
        return refresh == null
                ? GoogleAccount.bearer(values.getOrDefault("--access-token", ""))
                : GoogleAccount.oauth(OAuthTokens.ofRefreshToken(Secret.of(refresh), Set.of()));
    }
}
