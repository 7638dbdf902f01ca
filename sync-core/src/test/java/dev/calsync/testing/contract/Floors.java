package dev.calsync.testing.contract;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.List;
import java.util.function.BiPredicate;

/** The floors of sync-core: a package may name packages of its own floor and below. */
final class Floors {
    static final String ROOT = "dev.calsync";

    private static final int SPI_FLOOR = 2;

    /** Lowest first; each list is one floor. */
    private static final List<List<String>> FLOORS = List.of(
            List.of("model", "error", "system"),
            List.of("job", "schedule", "reconcile", "recurrence", "pacing", "auth", "mirror"),
            List.of("provider", "store", "listener", "transport"),
            List.of(
                    "internal.engine",
                    "internal.queue",
                    "internal.pacing",
                    "internal.grants",
                    "internal.push",
                    "internal.monitor"),
            List.of("", "http", "memory", "testing"));

    private Floors() {}

    static ArchRule pointDown() {
        return classes()
                .should(onlyDependOn(
                        "point down only",
                        (from, to) -> floorOf(from) >= 0 && floorOf(to) >= 0 && floorOf(to) <= floorOf(from)));
    }

    static ArchRule onlySpis(String own) {
        return classes()
                .should(onlyDependOn(
                        "stop at the SPIs",
                        (from, to) -> within(to, own) || (floorOf(to) >= 0 && floorOf(to) <= SPI_FLOOR)));
    }

    /** The floor of a package, or -1 for one that has none. */
    static int floorOf(String packageName) {
        for (int floor = 0; floor < FLOORS.size(); floor++) {
            for (String name : FLOORS.get(floor)) {
                boolean root = name.isEmpty();
                if (root ? packageName.equals(ROOT) : within(packageName, ROOT + "." + name)) {
                    return floor;
                }
            }
        }
        return -1;
    }

    private static boolean within(String packageName, String parent) {
        return packageName.equals(parent) || packageName.startsWith(parent + ".");
    }

    private static ArchCondition<JavaClass> onlyDependOn(String description, BiPredicate<String, String> allowed) {
        return new ArchCondition<>(description) {
            @Override
            public void check(JavaClass origin, ConditionEvents events) {
                for (Dependency dependency : origin.getDirectDependenciesFromSelf()) {
                    String from = origin.getPackageName();
                    String to =
                            dependency.getTargetClass().getBaseComponentType().getPackageName();
                    if (within(to, ROOT) && !allowed.test(from, to)) {
                        String floors = " (floor " + floorOf(from) + " to floor " + floorOf(to) + ")";
                        events.add(SimpleConditionEvent.violated(origin, dependency.getDescription() + floors));
                    }
                }
                if (floorOf(origin.getPackageName()) < 0) {
                    events.add(SimpleConditionEvent.violated(
                            origin, origin.getName() + " is in a package without a floor; give it one in Floors"));
                }
            }
        };
    }
}
