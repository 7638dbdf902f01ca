package dev.calsync.testing.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import dev.calsync.model.fixture.PointsUp;
import dev.calsync.pacing.fixture.PointsBack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each rule refuses a class that breaks it, and passes one that does not. */
class HouseRulesTest {
    // Read once: following each class into the JDK takes seconds.
    private static final JavaClasses FIXTURES = new ClassFileImporter()
            .importClasses(Stream.concat(
                            Stream.of(HouseRulesTest.class, PointsUp.class, PointsBack.class),
                            Stream.of(HouseRulesTest.class.getDeclaredClasses()))
                    .toList());

    private static final String DOORS = "time, ids, randomness and threads come through .system";
    private static final String STATE = "no static mutable state";
    private static final String SIGNATURES = "public signatures show no library's types";

    @ParameterizedTest
    @ValueSource(
            classes = {
                AsksTheClock.class,
                AsksTheClockByReference.class,
                AsksTheClockInLambda.class,
                MakesThread.class,
                ExtendsThread.class,
                UsesCommonPool.class
            })
    void jdkDoor_isRefused(Class<?> type) {
        assertRefused(DOORS, type);
    }

    @ParameterizedTest
    @ValueSource(classes = {Reassignable.class, Counter.class, Registry.class})
    void staticState_isRefused(Class<?> type) {
        assertRefused(STATE, type);
    }

    @ParameterizedTest
    @ValueSource(classes = {ShowsReturn.class, ShowsTypeArgument.class, ShowsProtectedField.class})
    void libraryTypeInPublicSignature_isRefused(Class<?> type) {
        assertRefused(SIGNATURES, type);
    }

    @Test
    void importThatPointsUp_isRefused() {
        ArchRule floors = Floors.pointDown();
        assertThatThrownBy(() -> floors.check(classes(PointsUp.class))).hasMessageContaining("floor 0 to floor 1");
        floors.check(classes(PointsBack.class));
    }

    @Test
    void packageWithoutFloor_isNamed() {
        assertThat(Floors.floorOf("dev.calsync.attic")).isNegative();
        assertThat(Floors.floorOf("dev.calsync.internal.engine")).isEqualTo(3);
        assertThat(Floors.floorOf("dev.calsync")).isEqualTo(4);
    }

    @Test
    void packageCycle_isRefused() {
        assertRefused("no package cycles", PointsUp.class, PointsBack.class);
    }

    @Test
    void adapterThatUsesTheEngine_isRefused() {
        ArchRule spis = Floors.onlySpis("dev.calsync.model.fixture");
        spis.check(classes(PointsUp.class));
        assertThatThrownBy(() -> Floors.onlySpis("dev.calsync.attic").check(classes(HouseRulesTest.class)))
                .hasMessageContaining("dev.calsync.testing.contract");
    }

    @Test
    void innocentClass_passesEveryRule() {
        for (String rule : List.of(DOORS, STATE, SIGNATURES, "no package cycles")) {
            assertThatCode(() -> rules(Innocent.class).check(rule)).doesNotThrowAnyException();
        }
    }

    @Test
    void classThatTheRulesDidNotSee_isNamed(@TempDir Path sources) throws IOException {
        Files.writeString(sources.resolve("Unseen.java"), "class Unseen {}");
        HouseRules rules = new HouseRules(classes(Innocent.class), sources);
        assertThatThrownBy(() ->
                        rules.tests().findFirst().orElseThrow().getExecutable().execute())
                .hasMessageContaining("Unseen");
    }

    private static void assertRefused(String rule, Class<?>... types) {
        assertThatThrownBy(() -> rules(types).check(rule))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining(types[0].getSimpleName());
    }

    private static HouseRules rules(Class<?>... types) {
        return new HouseRules(classes(types), Path.of("unused"));
    }

    private static JavaClasses classes(Class<?>... types) {
        Set<String> names = Stream.of(types).map(Class::getName).collect(Collectors.toSet());
        return FIXTURES.that(DescribedPredicate.describe("named", type -> names.contains(type.getName())));
    }

    static final class AsksTheClock {
        final Instant time = Instant.now();
    }

    static final class AsksTheClockByReference {
        final Supplier<Instant> time = Instant::now;
    }

    static final class AsksTheClockInLambda {
        final Supplier<Long> time = () -> System.nanoTime() + 1;
    }

    static final class MakesThread {
        final Thread thread = new Thread(() -> {});
    }

    static class ExtendsThread extends Thread {}

    static final class UsesCommonPool {
        final CompletableFuture<Integer> one = CompletableFuture.supplyAsync(() -> 1);
    }

    @SuppressWarnings("NonFinalStaticField")
    static final class Reassignable {
        static int count;
    }

    static final class Counter {
        static final AtomicInteger COUNT = new AtomicInteger();
    }

    static final class Registry {
        static final ArrayList<String> NAMES = new ArrayList<>();
    }

    /** Shown. */
    public abstract static class ShowsReturn {
        /** Shown. */
        public abstract JsonNode node();
    }

    /** Shown. */
    public abstract static class ShowsTypeArgument {
        /** Shown. */
        public abstract void take(List<? extends Supplier<JsonNode>> nodes);
    }

    /** Shown. */
    public static class ShowsProtectedField {
        /** Shown. */
        protected JsonNode node;
    }

    /** Breaks nothing: the library's type stays private. */
    public static final class Innocent {
        private static final List<String> NAMES = List.of("a");

        private JsonNode node;

        /** Shown. */
        public Instant at(Instant start) {
            return start.plusMillis(NAMES.size() + (node == null ? 0 : node.size()));
        }
    }
}
