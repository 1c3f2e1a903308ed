package org.tocsin.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class HouseRulesTest {
    private static final String ROOT = "org.tocsin";
    private static final HouseRules RULES = new HouseRules(ROOT);
    private static JavaClasses all = new ClassFileImporter().importClasses();

    @BeforeAll
    static void readAllMainClasses() {
        all = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                // What client's tests share stands in a jar of its own once modules are packaged.
                .withImportOption(location -> !location.contains("-tests.jar"))
                .importPackages(ROOT);
        assertTrue(all.size() > 100, "classes read: " + all.size());
    }

    static Stream<ArchRule> allowLists() {
        return Rooms.ALLOWED.keySet().stream().map(RULES::allowList);
    }

    static Stream<ArchRule> rules() {
        return RULES.all().stream();
    }

    @ParameterizedTest
    @MethodSource("allowLists")
    void eachRoomUsesOnlyWhatItMay(ArchRule rule) {
        rule.check(all);
    }

    @ParameterizedTest
    @MethodSource("rules")
    void theHouseKeepsItsRules(ArchRule rule) {
        rule.check(all);
    }

    @Test
    void everyRoomHasAnAllowList() {
        TreeSet<String> unlisted = new TreeSet<>();
        for (JavaClass own : all) {
            String name = own.getPackageName();
            String room = name.equals(ROOT) ? "" : name.substring(ROOT.length() + 1);
            if (!room.endsWith(".v1") && !Rooms.ALLOWED.containsKey(room)) {
                unlisted.add(room);
            }
        }
        assertEquals(new TreeSet<>(), unlisted, "rooms that Rooms does not know");
    }

    @Test
    void noPackageIsCrowded() {
        assertEquals(Map.of(), HouseRules.crowded(all, HouseRules.PUBLIC_TYPES_MAX));
    }
}
