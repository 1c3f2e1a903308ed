package org.tocsin.node.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RosterReaderTest {
    @TempDir
    Path directory;

    @Test
    void aNewTeamsFirstOfficerIsEverythingAndOthersAreWhatTheyWereGiven() {
        String text = RosterTemplate.of("7f3a") + RosterTemplate.entry("0b0b", List.of(OfficerRole.DUTY_OFFICER));
        Roster roster = assertInstanceOf(RosterReader.Result.Read.class, RosterReader.parse(text))
                .roster();
        assertEquals(EnumSet.allOf(OfficerRole.class), roster.of("7f3a"));
        assertEquals(Set.of(OfficerRole.DUTY_OFFICER), roster.of("0b0b"));
        assertEquals(Set.of(), roster.of("ffff"));
        assertEquals(List.of("0b0b", "7f3a"), roster.having(Set.of(OfficerRole.DUTY_OFFICER)));
    }

    @Test
    void anEmptyOrMissingFileAdmitsNobody() {
        for (RosterReader.Result result : List.of(RosterReader.parse(""), RosterReader.read(directory))) {
            Roster roster =
                    assertInstanceOf(RosterReader.Result.Read.class, result).roster();
            assertFalse(roster.allows("7f3a", EnumSet.allOf(OfficerRole.class)));
        }
    }

    @Test
    void everythingThatIsWrongIsToldTogetherAndNothingIsTaken() {
        var result = RosterReader.parse("""
                extra = 1
                [[officer]]
                id = "7f3a"
                roles = ["analyst", "emperor"]
                [[officer]]
                id = "7f3a"
                roles = []
                [[officer]]
                id = "A person"
                roles = []
                [[officer]]
                id = "0b0b"
                role = "analyst"
                """);
        var unusable = assertInstanceOf(RosterReader.Result.Unusable.class, result);
        assertEquals(6, unusable.problems().size(), unusable.problems().toString());
        assertInstanceOf(RosterReader.Result.Unusable.class, RosterReader.parse("officer = 1"));
        assertInstanceOf(RosterReader.Result.Unusable.class, RosterReader.parse("[["));
    }

    @Test
    void aFileThatOthersCanChangeIsNotTaken() throws Exception {
        Path file = directory.resolve(Roster.FILE);
        Files.writeString(file, RosterTemplate.of("7f3a"));
        for (String rights : List.of("rw--w----", "rw-----w-")) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(rights));
            assertInstanceOf(RosterReader.Result.Unusable.class, RosterReader.read(directory), rights);
        }
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        assertInstanceOf(RosterReader.Result.Read.class, RosterReader.read(directory));
    }

    @Test
    void aThousandOfficersAreReadAndOneMoreIsNot() {
        var text = new StringBuilder();
        for (int i = 0; i < Roster.OFFICERS_MAX; i++) {
            text.append("[[officer]]\nid = \"%04x\"\nroles = []\n".formatted(i));
        }
        assertInstanceOf(RosterReader.Result.Read.class, RosterReader.parse(text.toString()));
        var unusable = assertInstanceOf(
                RosterReader.Result.Unusable.class,
                RosterReader.parse(text + "[[officer]]\nid = \"ffff\"\nroles = []\n"));
        assertEquals(1, unusable.problems().size(), unusable.problems().toString());
    }
}
