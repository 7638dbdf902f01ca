package dev.calsync.testing.contract;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.List;
import java.util.stream.Stream;

/** What public signatures may show: the JDK's types and our own, never a library's that hosts may hold in another version. */
final class SignatureTypes {
    private static final List<String> HIDDEN = List.of(
            "com.fasterxml.",
            "okhttp3.",
            "okio.",
            "kotlin.",
            "net.fortuna.",
            "org.mnode.",
            "com.cronutils.",
            "dev.failsafe.",
            "com.github.benmanes.");

    private SignatureTypes() {}

    static ArchRule rule() {
        return classes().that().arePublic().should(showNone()).allowEmptyShould(true);
    }

    private static ArchCondition<JavaClass> showNone() {
        return new ArchCondition<>("show no type of a library in a public or protected signature") {
            @Override
            public void check(JavaClass shown, ConditionEvents events) {
                Stream.concat(shown.getSuperclass().stream(), shown.getInterfaces().stream())
                        .forEach(type -> hidden(type)
                                .forEach(name -> violated(events, shown, shown.getName() + " extends " + name)));
                shown.getMembers().stream()
                        .filter(SignatureTypes::isShown)
                        .forEach(member -> types(member)
                                .flatMap(SignatureTypes::hidden)
                                .distinct()
                                .forEach(name -> violated(events, shown, member.getFullName() + " shows " + name)));
            }
        };
    }

    private static void violated(ConditionEvents events, JavaClass shown, String message) {
        events.add(SimpleConditionEvent.violated(shown, message));
    }

    private static boolean isShown(JavaMember member) {
        return member.getModifiers().contains(JavaModifier.PUBLIC)
                || member.getModifiers().contains(JavaModifier.PROTECTED);
    }

    private static Stream<JavaType> types(JavaMember member) {
        if (member instanceof JavaCodeUnit unit) {
            return Stream.of(
                            Stream.of(unit.getReturnType()),
                            unit.getParameterTypes().stream(),
                            unit.getExceptionTypes().stream().map(JavaType.class::cast))
                    .flatMap(types -> types);
        }
        return member.getAllInvolvedRawTypes().stream().map(JavaType.class::cast);
    }

    private static Stream<String> hidden(JavaType type) {
        return type.getAllInvolvedRawTypes().stream()
                .map(JavaClass::getName)
                .filter(name -> HIDDEN.stream().anyMatch(name::startsWith));
    }
}
