package dev.calsync.testing.contract;

import static com.tngtech.archunit.lang.conditions.ArchConditions.have;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.DynamicTest;

/**
 * The rules of the house, as one set of tests for each module: return {@link #tests()} from a {@code @TestFactory}. They
 * read the compiled main classes of the module the test runs in, and first prove that they saw every source file.
 */
public final class HouseRules {
    private final JavaClasses classes;
    private final Path sources;
    private final Map<String, ArchRule> rules = new LinkedHashMap<>();

    private HouseRules(String rootPackage, Path sources) {
        this(
                new ClassFileImporter()
                        .withImportOption(location -> !location.contains("/test-classes/"))
                        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_JARS)
                        .importPackages(rootPackage),
                sources);
    }

    HouseRules(JavaClasses classes, Path sources) {
        this.classes = classes;
        this.sources = sources;
        rules.put("no package cycles", noPackageCycles());
        rules.put("time, ids, randomness and threads come through .system", JdkDoors.rule());
        rules.put("public signatures show no library's types", SignatureTypes.rule());
        rules.put("no static mutable state", noStaticMutableState());
    }

    /** The rules for sync-core. */
    public static HouseRules core() {
        return new HouseRules(Floors.ROOT, mainSources()).with("imports point down", Floors.pointDown());
    }

    /**
     * The rules for a provider module.
     *
     * @param packageName the module's one root package
     * @param alsoPublic simple names of classes that hosts name besides the provider, its builder and its account
     */
    public static HouseRules provider(String packageName, String... alsoPublic) {
        return adapter(packageName)
                .with("only the provider, its builder and its account are public", onlyTheDoorIsPublic(alsoPublic));
    }

    /**
     * The rules for any other module that implements an SPI of the core.
     *
     * @param packageName the module's one root package
     */
    public static HouseRules adapter(String packageName) {
        return new HouseRules(packageName, mainSources())
                .with("only the floors up to the SPIs are used", Floors.onlySpis(packageName));
    }

    /** One test for each rule, and the guard that the rules saw the classes. */
    public Stream<DynamicTest> tests() {
        return Stream.concat(
                Stream.of(DynamicTest.dynamicTest("the rules see every class", this::seesEveryClass)),
                rules.entrySet().stream()
                        .map(rule -> DynamicTest.dynamicTest(
                                rule.getKey(), () -> rule.getValue().check(classes))));
    }

    HouseRules with(String name, ArchRule rule) {
        rules.put(name, rule.allowEmptyShould(true));
        return this;
    }

    void check(String name) {
        rules.get(name).check(classes);
    }

    private void seesEveryClass() {
        Set<String> expected = sourceClassNames();
        Set<String> seen = classes.stream().map(JavaClass::getName).collect(Collectors.toSet());
        Set<String> missing = new TreeSet<>(expected);
        missing.removeAll(seen);
        Assertions.assertFalse(expected.isEmpty(), () -> "no sources found under " + sources);
        Assertions.assertTrue(missing.isEmpty(), () -> "not seen, so not checked: " + missing);
    }

    private Set<String> sourceClassNames() {
        try (Stream<Path> files = Files.walk(sources)) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .map(file -> sources.relativize(file).toString().replace(".java", ""))
                    .map(name -> name.replace('\\', '/').replace('/', '.'))
                    .collect(Collectors.toCollection(TreeSet::new));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static Path mainSources() {
        return Path.of(System.getProperty("basedir", System.getProperty("user.dir")), "src", "main", "java");
    }

    private static ArchRule noPackageCycles() {
        SliceAssignment byPackage = new SliceAssignment() {
            @Override
            public SliceIdentifier getIdentifierOf(JavaClass javaClass) {
                return SliceIdentifier.of(javaClass.getPackageName());
            }

            @Override
            public String getDescription() {
                return "each package";
            }
        };
        return slices().assignedFrom(byPackage).should().beFreeOfCycles().allowEmptyShould(true);
    }

    private static ArchRule noStaticMutableState() {
        return fields().that()
                .areStatic()
                .and(DescribedPredicate.not(DescribedPredicate.describe(
                        "synthetic", (JavaField field) -> field.getModifiers().contains(JavaModifier.SYNTHETIC))))
                .should()
                .beFinal()
                .andShould(have(DescribedPredicate.describe("a type that cannot change", HouseRules::isUnchanging)))
                .because("several engines live side by side in one JVM")
                .allowEmptyShould(true);
    }

    private static boolean isUnchanging(JavaField field) {
        JavaClass type = field.getRawType();
        String packageName = type.getPackageName();
        boolean concreteCollection =
                type.isAssignableTo("java.util.Collection") || type.isAssignableTo("java.util.Map");
        boolean concurrent = packageName.startsWith("java.util.concurrent") && !type.isEnum();
        return !concurrent
                && !packageName.startsWith("com.github.benmanes.caffeine")
                && !type.isAssignableTo(ThreadLocal.class)
                && !(concreteCollection && !type.isInterface());
    }

    private static ArchRule onlyTheDoorIsPublic(String... alsoPublic) {
        Set<String> doors = Set.of(alsoPublic);
        return classes()
                .that()
                .arePublic()
                .and()
                .areTopLevelClasses()
                .and(DescribedPredicate.not(DescribedPredicate.describe(
                        "named by the module", (JavaClass type) -> doors.contains(type.getSimpleName()))))
                .should()
                .haveSimpleNameEndingWith("Provider")
                .orShould()
                .haveSimpleNameEndingWith("Account")
                .orShould()
                .haveSimpleNameEndingWith("Builder")
                .because("everything else of a provider module is its own business")
                .allowEmptyShould(true);
    }
}
