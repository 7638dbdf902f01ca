package dev.calsync.provider.graph.testing;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Set;

/** Lists in pages by {@code $top} and {@code $skip}; the next one is reached by a link. */
final class Pages {

    private static final int DEFAULT_SIZE = 10;
    private static final int MOST_SIZE = 1_000;
    private static final Set<String> COMMON = Set.of("$top", "$skip", "$select", "$count");

    private Pages() {}

    /** Refuses options that the list does not know. */
    static void check(GraphRequest request, Set<String> alsoKnown) throws GraphProblem {
        for (String name : request.allQuery().keySet()) {
            if (!COMMON.contains(name) && !alsoKnown.contains(name)) {
                throw GraphProblem.badRequest(
                        "ErrorInvalidUrlQuery", "The parameter " + name + " is not supported here.");
            }
        }
    }

    static GraphReply of(World world, GraphRequest request, String context, List<ObjectNode> all) throws GraphProblem {
        int size = number(request, "$top", request.preferences().maxPageSize(DEFAULT_SIZE), 1, MOST_SIZE);
        int from = Math.min(number(request, "$skip", 0, 0, Integer.MAX_VALUE), all.size());
        int to = Math.min(from + size, all.size());
        ObjectNode body = Json.object().put("@odata.context", world.root() + "/$metadata#" + context);
        if (to < all.size()) {
            body.put("@odata.nextLink", world.root() + skipping(request.target(), to));
        }
        body.putArray("value").addAll(all.subList(from, to));
        return GraphReply.ok(body);
    }

    private static String skipping(String target, int skip) {
        String without = target.replaceAll("([?&])(\\$|%24)skip=\\d+&?", "$1").replaceAll("[?&]$", "");
        return without + (without.indexOf('?') < 0 ? '?' : '&') + "$skip=" + skip;
    }

    private static int number(GraphRequest request, String name, int otherwise, int least, int most)
            throws GraphProblem {
        String given = request.query(name);
        if (given == null) {
            return Math.min(otherwise, most);
        }
        if (!given.matches("\\d{1,9}") || Integer.parseInt(given) < least || Integer.parseInt(given) > most) {
            throw GraphProblem.badRequest(
                    "ErrorInvalidUrlQuery", name + " has to be between " + least + " and " + most + ".");
        }
        return Integer.parseInt(given);
    }
}
