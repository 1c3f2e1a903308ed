package org.tocsin.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The judge of branch coverage can refuse.
class BranchCoverageTest {
    private static final String HEADER = "GROUP,PACKAGE,CLASS,INSTRUCTION_MISSED,INSTRUCTION_COVERED,BRANCH_MISSED,"
            + "BRANCH_COVERED,LINE_MISSED,LINE_COVERED";

    @TempDir
    private Path directory;

    private final List<String> table = new ArrayList<>(List.of(HEADER));

    private void counted(String place, int missed, int taken) {
        table.add("Tocsin," + place + ",A.B,7,7," + missed + "," + taken + ",7,7");
    }

    private int judged() throws IOException {
        Path file = directory.resolve("jacoco.csv");
        Files.write(file, table);
        return BranchCoverage.run(file, new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8));
    }

    private void everyRoomBut(String left) {
        BranchCoverage.FLOORS.keySet().stream()
                .filter(room -> !room.equals(left))
                .forEach(room -> counted("org.tocsin." + room, 0, 10));
    }

    @Test
    void aRoomAtItsFloorHoldsAndOneBranchLessDoesNot() throws IOException {
        everyRoomBut("proof");
        int floor = BranchCoverage.FLOORS.getOrDefault("proof", 0);
        counted("org.tocsin.proof", 1000 - floor, floor - 10);
        counted("org.tocsin.proof.inner", 0, 10);
        assertEquals(0, judged());
        counted("org.tocsin.proof", 1, 0);
        assertEquals(1, judged());
    }

    @Test
    void aRoomThatWasNotCountedDoesNotHold() throws IOException {
        everyRoomBut("node.intake");
        counted("org.tocsin.node.intakes", 0, 10);
        assertEquals(1, judged());
    }

    @Test
    void aTableThatIsMissingOrOfAnotherFormDoesNotHold() throws IOException {
        assertEquals(1, BranchCoverage.run(directory.resolve("none.csv"), System.out));
        table.set(0, HEADER.replace("BRANCH_MISSED", "OTHER"));
        assertThrows(IllegalArgumentException.class, this::judged);
        table.clear();
        assertThrows(IllegalArgumentException.class, this::judged);
    }
}
