package dev.calsync.provider.google.judge;

import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Somebody's idea of the Calendar API. */
interface Description {

    /** A method by its name, such as {@code events.list}; null if there is none. */
    @Nullable
    Method method(String id);

    /**
     * What is known of a method.
     *
     * @param verb the HTTP method
     * @param path below the API's root, with variables in braces
     * @param parameters query parameters and what they may hold: types, or words if only some are allowed
     * @param scopes any one suffices; empty if the description does not say
     * @param request the body's shape; null if there is none
     * @param answer the shape of an answer without an error; null if there is no body
     */
    record Method(
            String verb,
            String path,
            Map<String, Set<String>> parameters,
            Set<String> scopes,
            @Nullable Shape request,
            @Nullable Shape answer) {}
}
