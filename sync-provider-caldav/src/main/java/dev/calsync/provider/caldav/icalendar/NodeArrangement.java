package dev.calsync.provider.caldav.icalendar;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Puts a property's or component's repeated nodes (attendees, alarms, exception dates) into a wanted order with as few
 * moves as it takes. Used once.
 *
 * <p>Nodes that stay where the old order had them keep their places between their neighbours, whatever those are; new
 * ones come behind the node before them. Only where the wanted order contradicts the old one are the old places filled
 * anew, first to last.
 */
final class NodeArrangement {

    /** A node wanted, and the old node whose place it takes, if any. */
    private record Wanted(Node node, @Nullable Node inPlaceOf) {}

    private final Component component;
    private final List<Node> old;
    private final List<Wanted> wanted = new ArrayList<>();

    /** @param old the nodes of the component that are to be arranged, in its order */
    NodeArrangement(Component component, List<? extends Node> old) {
        this.component = component;
        this.old = List.copyOf(old);
    }

    /** The next node wanted. */
    void want(Node node, @Nullable Node inPlaceOf) {
        wanted.add(new Wanted(node, inPlaceOf));
    }

    void apply() {
        IdentityHashMap<Node, List<Node>> places = new IdentityHashMap<>();
        old.forEach(node -> places.put(node, new ArrayList<>(1)));
        List<Node> leading = new ArrayList<>();
        List<Node> current = leading;
        int order = 0;
        for (Wanted next : keepsOrder() ? wanted : refilled()) {
            if (next.inPlaceOf() != null) {
                current = places.getOrDefault(next.inPlaceOf(), leading);
                if (order++ == 0) {
                    current.addAll(leading);
                    leading.clear();
                }
            }
            current.add(next.node());
        }
        rebuild(places, leading);
    }

    private boolean keepsOrder() {
        IdentityHashMap<Node, Integer> ranks = new IdentityHashMap<>();
        for (Node node : old) {
            ranks.put(node, ranks.size());
        }
        int last = -1;
        for (Wanted next : wanted) {
            int rank = next.inPlaceOf() == null ? last : ranks.getOrDefault(next.inPlaceOf(), last);
            if (rank < last) {
                return false;
            }
            last = rank;
        }
        return true;
    }

    private List<Wanted> refilled() {
        List<Wanted> filled = new ArrayList<>(wanted.size());
        for (Wanted next : wanted) {
            int place = filled.size();
            filled.add(new Wanted(next.node(), place < old.size() ? old.get(place) : null));
        }
        return filled;
    }

    private void rebuild(IdentityHashMap<Node, List<Node>> places, List<Node> unplaced) {
        List<Node> nodes = component.nodes();
        if (!unplaced.isEmpty() && !old.isEmpty()) {
            places.put(old.get(0), unplaced);
        } else if (!unplaced.isEmpty()) {
            int slot = unplaced.get(0) instanceof Component ? nodes.size() : component.lineSlot();
            nodes.addAll(slot, unplaced);
            return;
        }
        List<Node> next = new ArrayList<>(nodes.size() + wanted.size());
        for (Node node : nodes) {
            List<Node> placed = places.get(node);
            if (placed == null) {
                next.add(node);
            } else {
                next.addAll(placed);
            }
        }
        nodes.clear();
        nodes.addAll(next);
    }
}
