package org.twoworlds;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.io.FileDescriptor;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.twoworlds.api.Output;
import org.twoworlds.stream.log.EventLog;

class ArchitectureTest {
    private final com.tngtech.archunit.core.domain.JavaClasses classes = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("org.twoworlds");

    @Test
    void modulesDependInOneDirection() {
        layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("config")
                .definedBy("org.twoworlds.config..")
                .layer("model-io")
                .definedBy("org.twoworlds.model..")
                .layer("streams")
                .definedBy("org.twoworlds.stream..")
                .layer("actors")
                .definedBy(
                        "org.twoworlds.actor..",
                        "org.twoworlds.start..",
                        "org.twoworlds.remake..",
                        "org.twoworlds.recheck..",
                        "org.twoworlds.cli..",
                        "org.twoworlds.bench..",
                        "org.twoworlds.doctor..",
                        "org.twoworlds.service..",
                        "org.twoworlds.generator..",
                        "org.twoworlds.api..",
                        "org.twoworlds.lab..",
                        "org.twoworlds.node..",
                        "org.twoworlds.notice..",
                        "org.twoworlds.http..")
                .whereLayer("actors")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("streams")
                .mayOnlyBeAccessedByLayers("actors")
                .whereLayer("model-io")
                .mayOnlyBeAccessedByLayers("streams", "actors")
                .check(classes);
    }

    @Test
    void actorsKnowNothingOfTheCommandLine() {
        ArchRuleDefinition.noClasses()
                .that()
                .resideInAPackage("org.twoworlds.actor..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.twoworlds.cli..", "org.twoworlds.bench..")
                .check(classes);
    }

    @Test
    void aLogIsOpenedToWriteByOneDoor() {
        ArchRuleDefinition.noClasses()
                .that()
                .doNotHaveFullyQualifiedName(EventLog.class.getName())
                .should()
                .callConstructorWhere(target(owner(equivalentTo(EventLog.class))))
                .check(classes);
    }

    /** What is written beside it is lost on a full disk without a word. */
    @Test
    void standardOutputIsReachedThroughOneDoor() {
        ArchRuleDefinition.noClasses()
                .that()
                .doNotHaveFullyQualifiedName(Output.class.getName())
                .should()
                .accessField(FileDescriptor.class, "out")
                .check(classes);
    }

    @Test
    void packagesOfTheTopHaveNoCycles() {
        SlicesRuleDefinition.slices()
                .matching("org.twoworlds.(*)..")
                .should()
                .beFreeOfCycles()
                .check(classes);
    }

    @Test
    void packagesInsideAModuleHaveNoCycles() {
        SlicesRuleDefinition.slices()
                .matching("org.twoworlds.(*).(*)..")
                .should()
                .beFreeOfCycles()
                .check(classes);
    }

    /** Files that know each other in a ring are one thing in several files. */
    @Test
    void filesHaveNoCycles() {
        Map<String, Set<String>> uses = new TreeMap<>();
        for (var type : classes) {
            for (var dependency : type.getDirectDependenciesFromSelf()) {
                var target = dependency.getTargetClass();
                if (target.getPackageName().startsWith("org.twoworlds")
                        && !file(target).equals(file(type))) {
                    uses.computeIfAbsent(file(type), f -> new TreeSet<>()).add(file(target));
                }
            }
        }
        Map<String, Set<String>> reaches = new TreeMap<>();
        uses.keySet().forEach(from -> reaches.put(from, reached(from, uses)));
        Set<Set<String>> rings = new LinkedHashSet<>();
        reaches.forEach((from, to) -> {
            if (to.contains(from)) {
                rings.add(to.stream()
                        .filter(other -> reaches.getOrDefault(other, Set.of()).contains(from))
                        .map(name -> name.substring(name.lastIndexOf('.') + 1))
                        .collect(Collectors.toCollection(TreeSet::new)));
            }
        });
        assertThat(rings).isEmpty();
    }

    private static String file(JavaClass type) {
        var name = type.isArray() ? type.getBaseComponentType().getName() : type.getName();
        var inner = name.indexOf('$');
        return inner < 0 ? name : name.substring(0, inner);
    }

    private static Set<String> reached(String from, Map<String, Set<String>> uses) {
        Set<String> reached = new HashSet<>();
        var next = new ArrayDeque<>(List.of(from));
        while (!next.isEmpty()) {
            for (var to : uses.getOrDefault(next.poll(), Set.of())) {
                if (reached.add(to)) {
                    next.add(to);
                }
            }
        }
        return reached;
    }
}
