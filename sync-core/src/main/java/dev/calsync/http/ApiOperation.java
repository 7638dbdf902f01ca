package dev.calsync.http;

import dev.calsync.model.UserId;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One operation of the JSON API.
 *
 * @param method in capitals
 * @param template the path behind {@code /api}, with variables in braces, like {@code /calendars/{calendar}/status}
 * @param id its name, unique among all
 * @param summary what it does, one sentence
 * @param body what its body is, one sentence; null if it takes none
 * @param limited whether it is a list that takes {@code ?limit=}
 * @param handler does it
 */
public record ApiOperation(
        String method,
        String template,
        String id,
        String summary,
        @Nullable String body,
        boolean limited,
        Handler handler) {
    /** What a list shows unless asked otherwise. */
    public static final int LIST_DEFAULT = 50;

    /** What a list shows at most. */
    public static final int LIST_MAX = 200;

    /**
     * A call of an operation, by a user who was let in.
     *
     * @param user who calls
     * @param variables what stood in the path's braces, decoded
     * @param request the request itself
     */
    public record Call(UserId user, Map<String, String> variables, HttpRequest request) {

        /** Copies the variables. */
        public Call {
            variables = Map.copyOf(variables);
        }

        /** A variable of the path; there is one of each name that the template has. */
        public String variable(String name) {
            return variables.getOrDefault(name, "");
        }
    }

    /** Does what an operation is for. */
    @FunctionalInterface
    public interface Handler {

        /**
         * Answers a call.
         *
         * @throws dev.calsync.error.InvalidConfigurationException if the input is wrong; answered 400 with every fault
         * @throws IllegalArgumentException if what the call names is not the user's; answered 404
         * @throws InterruptedException if the thread is interrupted
         */
        HttpResponse answer(Call call) throws InterruptedException;
    }

    /** The template's segments. */
    List<String> segments() {
        return List.of(template.substring(1).split("/", -1));
    }

    static boolean isVariable(String segment) {
        return segment.startsWith("{");
    }
}
