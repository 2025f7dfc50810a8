package org.twoworlds;

import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import org.junit.jupiter.api.Test;

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
                        "org.twoworlds.cli..",
                        "org.twoworlds.bench..",
                        "org.twoworlds.generator..",
                        "org.twoworlds.api..",
                        "org.twoworlds.lab..",
                        "org.twoworlds.node..",
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
        com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses()
                .that()
                .resideInAPackage("org.twoworlds.actor..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.twoworlds.cli..", "org.twoworlds.bench..")
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
}
