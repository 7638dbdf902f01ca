package dev.calsync.schedule;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The cron library can be exchanged by changing one class. */
class CronLibraryTest {
    private static final String READER = CronExpression.class.getName();

    @Test
    void cronUtils_isKnownToOnePackagePrivateClass() {
        JavaClasses classes = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_JARS)
                .withImportOption(location -> !location.contains("/test-classes/"))
                .importPackages("dev.calsync");
        JavaClass reader = classes.get(READER);
        assertThat(reader.getModifiers()).doesNotContain(JavaModifier.PUBLIC);
        assertThat(reader.getDirectDependenciesFromSelf())
                .anyMatch(use -> use.getTargetClass().getPackageName().startsWith("com.cronutils"));
        noClasses()
                .that(DescribedPredicate.describe(
                        "are not " + READER, type -> !type.getName().startsWith(READER)))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("com.cronutils..")
                .check(classes);
    }
}
