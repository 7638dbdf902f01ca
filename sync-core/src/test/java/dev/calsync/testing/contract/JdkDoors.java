package dev.calsync.testing.contract;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnitAccess;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Map;
import java.util.Set;
import java.util.TimeZone;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ForkJoinPool;
import java.util.stream.Stream;

/** The JDK's own doors to time, ids, randomness and threads, which only dev.calsync.system may open. */
final class JdkDoors {
    private static final String NEW = "<init>";

    /** Types all of whose members are banned. */
    private static final Set<String> CLOSED = Set.of(
            "java.util.Timer",
            "java.util.Random",
            "java.util.SplittableRandom",
            "java.security.SecureRandom",
            "java.util.concurrent.Executors",
            "java.util.concurrent.ThreadLocalRandom",
            "java.util.concurrent.ThreadPoolExecutor",
            "java.util.concurrent.ScheduledThreadPoolExecutor",
            "java.util.concurrent.ForkJoinPool",
            "java.util.random.RandomGeneratorFactory");

    /** Members banned by type and name. */
    private static final Map<String, Set<String>> BANNED = Map.of(
            "java.lang.System",
            Set.of("currentTimeMillis", "nanoTime"),
            "java.lang.Math",
            Set.of("random"),
            "java.lang.StrictMath",
            Set.of("random"),
            "java.util.UUID",
            Set.of("randomUUID"),
            "java.util.Date",
            Set.of(),
            "java.util.Calendar",
            Set.of("getInstance"),
            TimeZone.class.getName(),
            Set.of("getDefault"),
            "java.time.ZoneId",
            Set.of("systemDefault"),
            "java.util.random.RandomGenerator",
            Set.of("of", "getDefault"),
            "java.util.concurrent.TimeUnit",
            Set.of("sleep"));

    private static final Set<String> THREAD_MAKERS =
            Set.of(NEW, "sleep", "ofVirtual", "ofPlatform", "startVirtualThread");

    private JdkDoors() {}

    static ArchRule rule() {
        return classes()
                .that()
                .resideOutsideOfPackage("dev.calsync.system..")
                .should(openNoneOfThem())
                .because("the whole engine runs on virtual time on one thread")
                .allowEmptyShould(true);
    }

    private static ArchCondition<JavaClass> openNoneOfThem() {
        return new ArchCondition<>("open no door of the JDK to time, ids, randomness or threads") {
            @Override
            public void check(JavaClass origin, ConditionEvents events) {
                Stream.concat(
                                origin.getCodeUnitCallsFromSelf().stream(),
                                origin.getCodeUnitReferencesFromSelf().stream())
                        .filter(access -> isBanned(access.getTarget()))
                        .map(JavaCodeUnitAccess::getDescription)
                        .forEach(description -> events.add(SimpleConditionEvent.violated(origin, description)));
            }
        };
    }

    private static boolean isBanned(CodeUnitAccessTarget target) {
        JavaClass owner = target.getOwner();
        String type = owner.getName();
        String name = target.getName();
        int parameters = target.getRawParameterTypes().size();
        return CLOSED.contains(type)
                || BANNED.getOrDefault(type, Set.of()).contains(name)
                || (owner.getPackageName().equals("java.time") && isClock(type, name))
                || (owner.isAssignableTo(Thread.class) && THREAD_MAKERS.contains(name))
                || (type.equals("java.util.Date") && name.equals(NEW) && parameters == 0)
                || (owner.isAssignableTo(ForkJoinPool.class) && name.equals(NEW))
                || isCommonPool(owner, name);
    }

    private static boolean isClock(String type, String name) {
        return name.equals("now")
                || (type.equals("java.time.Clock") && (name.startsWith("system") || name.startsWith("tick")));
    }

    private static boolean isCommonPool(JavaClass owner, String name) {
        boolean future = owner.isAssignableTo(CompletableFuture.class) || owner.isEquivalentTo(CompletionStage.class);
        boolean timed =
                Set.of("orTimeout", "completeOnTimeout", "delayedExecutor").contains(name);
        boolean parallel = name.equals("parallelStream")
                || (name.equals("parallel") && owner.isAssignableTo("java.util.stream.BaseStream"));
        return (future && (name.endsWith("Async") || timed)) || parallel;
    }
}
