package dev.calsync.provider.graph.testing;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Deltas of calendar views. A round is worked out when it begins, as a list of what to mention; its pages show what is true
 * when they are asked for. Whatever changes meanwhile comes again in the next round. A link names its round and its place in
 * it, so a page that was lost can be asked for once more.
 */
final class DeltaFeed {

    private static final int MOST_ROUNDS = 20_000;
    private static final Set<String> REFUSED = Set.of("$select", "$expand", "$filter", "$orderby", "$search", "$top");

    /** One thing that a round mentions. */
    private sealed interface Mention {}

    private record Shown(Item item, boolean asBefore) implements Mention {}

    private record Outside(Item item) implements Mention {}

    private record Removed(ChangeLog.GoneId gone) implements Mention {}

    /** A round of changes of one calendar in one window; what comes after it begins at {@code upTo}. */
    private record Round(
            int number,
            FakeCalendar calendar,
            String path,
            Instant from,
            Instant to,
            String freshUrl,
            long upTo,
            List<Mention> mentions) {}

    private final World world;
    private final DeltaScript script;
    private final Map<Integer, Round> rounds = new LinkedHashMap<>();

    DeltaFeed(World world, DeltaScript script) {
        this.world = world;
        this.script = script;
    }

    GraphReply answer(GraphRequest request, FakeCalendar calendar) throws GraphProblem {
        for (String name : REFUSED) {
            if (request.query(name) != null) {
                throw GraphProblem.badRequest(
                        "ErrorInvalidUrlQuery", "The parameter " + name + " is not supported here.");
            }
        }
        String skip = request.query("$skiptoken");
        String delta = request.query("$deltatoken");
        if (skip == null && delta == null) {
            return page(request, begin(request, calendar), 0, 1);
        }
        int[] place = place(skip != null ? skip : String.valueOf(delta));
        Round round = rounds.get(place[0]);
        if (round == null || round.calendar != calendar) {
            throw Reset.SYNC_STATE_NOT_FOUND.problem(null);
        }
        script.checkAlive(round.number, round.freshUrl);
        return skip != null ? page(request, round, place[1], place[2]) : page(request, next(round), 0, 1);
    }

    private Round begin(GraphRequest request, FakeCalendar calendar) throws GraphProblem {
        Instant from = request.instant("startdatetime");
        Instant to = request.instant("enddatetime");
        if (!from.isBefore(to)) {
            throw GraphProblem.badRequest("ErrorInvalidParameter", "The window ends before it starts.");
        }
        Set<Mention> found = new LinkedHashSet<>();
        for (StoredEvent event : calendar.stored()) {
            mentionWhole(found, event, from, to);
        }
        if (script.tellsRemovedAtFirst()) {
            for (ChangeLog.Change change : calendar.log().since(0)) {
                mention(found, change, calendar, from, to);
            }
        }
        String fresh = world.root() + request.target();
        return keep(calendar, request.path(), from, to, fresh, found);
    }

    private Round next(Round last) {
        Set<Mention> found = new LinkedHashSet<>();
        for (ChangeLog.Change change : last.calendar.log().since(last.upTo)) {
            mention(found, change, last.calendar, last.from, last.to);
        }
        return keep(last.calendar, last.path, last.from, last.to, last.freshUrl, found);
    }

    private Round keep(FakeCalendar calendar, String path, Instant from, Instant to, String fresh, Set<Mention> found) {
        int number = script.nextRound();
        Random dice = script.dice(number);
        List<Mention> order = new ArrayList<>(found);
        Collections.shuffle(order, dice);
        if (script.hasDuplicates()) {
            for (int i = order.size() - 1; i >= 0; i -= 3) {
                if (order.get(i) instanceof Shown shown && !isBare(shown.item)) {
                    order.add(dice.nextInt(i + 1), new Shown(shown.item, true));
                }
            }
        }
        Round round = new Round(number, calendar, path, from, to, fresh, world.lastChange(), order);
        rounds.put(number, round);
        if (rounds.size() > MOST_ROUNDS) {
            rounds.remove(rounds.keySet().iterator().next());
        }
        return round;
    }

    private void mention(Set<Mention> found, ChangeLog.Change change, FakeCalendar calendar, Instant from, Instant to) {
        ZoneId zone = calendar.owner().zone();
        if (change instanceof ChangeLog.Gone gone) {
            for (ChangeLog.GoneId id : gone.ids()) {
                // Of what lay elsewhere only the event itself is mentioned.
                if (id == gone.ids().get(0) || id.overlaps(from, to, zone)) {
                    found.add(new Removed(id));
                }
            }
        } else if (change instanceof ChangeLog.Nudged nudged) {
            if (!script.hasExceptionsAlone()) {
                mentionEvent(found, nudged.item(), from, to);
            }
        } else if (change instanceof ChangeLog.Changed changed) {
            Item item = changed.item();
            if (item.date() == null) {
                mentionEvent(found, item, from, to);
            } else {
                found.add(item.span().overlaps(from, to, zone) ? new Shown(item, false) : new Outside(item));
            }
        }
    }

    private void mentionEvent(Set<Mention> found, Item item, Instant from, Instant to) {
        mentionWhole(found, item.event(), from, to);
        if (Occurrences.of(item.event(), from, to).isEmpty()) {
            found.add(new Outside(item));
        }
    }

    private void mentionWhole(Set<Mention> found, StoredEvent event, Instant from, Instant to) {
        List<Item> inside = Occurrences.of(event, from, to);
        if (inside.isEmpty()) {
            return;
        }
        boolean master = !script.hasMastersWhereTheyStart()
                || event.span.overlaps(from, to, event.calendar.owner().zone());
        if (event.isSeries() && master) {
            found.add(new Shown(Item.of(event), false));
        }
        inside.forEach(item -> found.add(new Shown(item, false)));
    }

    private static boolean isBare(Item item) {
        return item.type().equals("occurrence");
    }

    private GraphReply page(GraphRequest request, Round round, int from, int page) throws GraphProblem {
        script.checkPage(page, round.freshUrl);
        int size =
                Math.min(request.preferences().maxPageSize(DeltaScript.DEFAULT_PAGE_SIZE), DeltaScript.MOST_PAGE_SIZE);
        boolean empty = script.hasEmptyPages() && page % 2 == 1;
        int to = empty ? from : Math.min(from + size, round.mentions.size());
        ObjectNode body = Json.object();
        body.put("@odata.context", world.root() + "/$metadata#Collection(event)");
        ArrayNode value = Json.array();
        EventJson json = new EventJson(world, View.of(request));
        boolean immutable = request.preferences().immutableIds();
        for (Mention mention : round.mentions.subList(from, to)) {
            ObjectNode shown = show(mention, json, immutable);
            if (shown != null) {
                value.add(shown);
            }
        }
        boolean more = empty || to < round.mentions.size();
        body.put(
                more ? "@odata.nextLink" : "@odata.deltaLink",
                script.linkRoot()
                        + round.path
                        + (more ? "?$skiptoken=" : "?$deltatoken=")
                        + token(round.number, to, page + 1));
        body.set("value", value);
        return GraphReply.ok(body);
    }

    private @Nullable ObjectNode show(Mention mention, EventJson json, boolean immutable) {
        if (mention instanceof Removed removed) {
            return removed(removed.gone.id(immutable), "deleted");
        }
        Item item = mention instanceof Shown shown ? shown.item : ((Outside) mention).item;
        if (!item.exists()) {
            // Deleted since the round began. Occurrences vanish without a word.
            return item.date() == null ? removed(item.id(immutable), "deleted") : null;
        }
        if (mention instanceof Outside) {
            world.register(item);
            // Graph's pages say deleted; what a delta means by either word differs, so no client may rely on it.
            return removed(item.id(immutable), item.event().number % 2 == 0 ? "deleted" : "changed");
        }
        if (mention instanceof Shown shown && shown.asBefore) {
            return json.before(item);
        }
        return isBare(item) ? json.bare(item) : json.full(item);
    }

    private static ObjectNode removed(String id, String reason) {
        ObjectNode removed =
                Json.object().put("@odata.type", "#microsoft.graph.event").put("id", id);
        removed.putObject("@removed").put("reason", reason);
        return removed;
    }

    private static String token(int round, int index, int page) {
        byte[] plain = (Ids.guid("round " + round) + ':' + round + ':' + index + ':' + page)
                .getBytes(StandardCharsets.US_ASCII);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(plain);
    }

    private static int[] place(String token) throws GraphProblem {
        try {
            String plain = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.US_ASCII);
            String[] parts = plain.split(":", -1);
            int round = Integer.parseInt(parts[1]);
            if (parts.length == 4 && parts[0].equals(Ids.guid("round " + round))) {
                return new int[] {round, Integer.parseInt(parts[2]), Integer.parseInt(parts[3])};
            }
        } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
            // Falls through: not a token of ours.
        }
        throw GraphProblem.badRequest("ErrorInvalidSyncStateData", "Badly formed token.");
    }
}
