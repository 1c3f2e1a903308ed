package org.tocsin.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.EvaluationResult;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Each rule is seen to fail once.
class HouseRulesPlantedTest {
    private static final String ROOT = "org.tocsin.house.planted";

    private final HouseRules rules = new HouseRules(ROOT);
    private final JavaClasses planted = new ClassFileImporter().importPackages(ROOT);

    @Test
    void aRoomThatUsesAnotherIsFound() {
        assertFinds(rules.allowList("model"), "ExitCode");
        assertFinds(rules.allowList("model"), "io.grpc.Status");
    }

    @Test
    void generatedTypesAreFound() {
        assertFinds(rules.generatedTypes(), "org.tocsin.exchange.v1.Tlp");
    }

    @Test
    void transportIsFound() {
        assertFinds(rules.transport(), "io.grpc.Status");
    }

    @Test
    void sqlIsFound() {
        assertFinds(rules.sql(), "java.sql.Connection");
    }

    @Test
    void aRoomThatKnowsItsNodeIsFound() {
        assertFinds(rules.meetingPlace(), "CompositionRoot");
    }

    @Test
    void clocksAreFoundInReferencesAndLambdas() {
        assertFinds(rules.surroundings(), "java.time.Instant.now");
        assertFinds(rules.surroundings(), "System.currentTimeMillis");
        assertFinds(rules.surroundings(), "Thread.sleep");
    }

    @Test
    void standardStreamsAreFound() {
        assertFinds(rules.standardStreams(), "java.lang.System.out");
    }

    @Test
    void doorsForForeignCodeAreFound() {
        assertFinds(rules.foreignCode(), "java.io.ObjectInputStream");
        assertFinds(rules.foreignCode(), "java.lang.Runtime.exec");
    }

    @Test
    void namesAreFound() {
        assertFinds(rules.names(), "PlantedManager");
        assertFinds(rules.names(), "TenantProfile");
    }

    @Test
    void gettersAreFound() {
        assertFinds(rules.getters(), "getAnswer()");
    }

    @Test
    void arraysInRecordsAreFound() {
        assertFinds(rules.recordsWithoutArrays(), "bytes");
    }

    @Test
    void longConstructorsAreFound() {
        assertFinds(rules.constructors(), "has 8 parameters");
    }

    @Test
    void crowdedPackagesAreFound() {
        assertEquals(Map.of(ROOT + ".model", 1L, ROOT + ".node", 1L), HouseRules.crowded(planted, 0));
    }

    private void assertFinds(ArchRule rule, String problem) {
        EvaluationResult result = rule.evaluate(planted);
        assertTrue(result.hasViolation(), rule.getDescription());
        assertFalse(
                result.getFailureReport().getDetails().stream()
                        .filter(detail -> detail.contains(problem))
                        .toList()
                        .isEmpty(),
                () -> problem + " not in " + result.getFailureReport().getDetails());
    }
}
