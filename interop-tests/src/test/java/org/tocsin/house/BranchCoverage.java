package org.tocsin.house;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Judges what share of the branches in the rooms that must not be wrong all tests together take. The build ends with
/// this, and fails where a room falls below its floor.
final class BranchCoverage {
    /// The least share of a room's branches, in thousandths.
    static final Map<String, Integer> FLOORS = floors();

    private static final String HEADER =
            "GROUP,PACKAGE,CLASS,INSTRUCTION_MISSED,INSTRUCTION_COVERED,BRANCH_MISSED," + "BRANCH_COVERED,";
    private static final int PACKAGE = 1;
    private static final int MISSED = 5;
    private static final int TAKEN = 6;
    private static final int WHOLE = 1000;

    /// The branches of a room.
    record Count(int taken, int all) {
        static final Count NONE = new Count(0, 0);

        Count plus(int moreTaken, int moreMissed) {
            return new Count(taken + moreTaken, all + moreTaken + moreMissed);
        }

        boolean reaches(int floor) {
            return all > 0 && (long) taken * WHOLE >= (long) all * floor;
        }

        double percent() {
            return all == 0 ? 0 : 100.0 * taken / all;
        }
    }

    private BranchCoverage() {}

    private static Map<String, Integer> floors() {
        Map<String, Integer> floors = new LinkedHashMap<>();
        floors.put("proof", 950);
        floors.put("trust", 950);
        floors.put("node.policy", 950);
        floors.put("node.ledger", 950);
        floors.put("node.intake", 950);
        return floors;
    }

    /// Reads JaCoCo's table, of which each line is a class.
    static Map<String, Count> read(List<String> table) {
        if (table.isEmpty() || !table.getFirst().startsWith(HEADER)) {
            throw new IllegalArgumentException("not a table of JaCoCo's, or of another form than known");
        }
        Map<String, Count> rooms = new LinkedHashMap<>();
        FLOORS.keySet().forEach(room -> rooms.put(room, Count.NONE));
        for (String line : table.subList(1, table.size())) {
            String[] cells = line.split(",", -1);
            String place = cells[PACKAGE] + ".";
            rooms.replaceAll((room, count) -> place.startsWith("org.tocsin." + room + ".")
                    ? count.plus(Integer.parseInt(cells[TAKEN]), Integer.parseInt(cells[MISSED]))
                    : count);
        }
        return rooms;
    }

    /// A line for each room, and at its end what is wrong with it.
    static List<String> report(Map<String, Count> rooms) {
        List<String> lines = new ArrayList<>();
        rooms.forEach((room, count) -> {
            int floor = FLOORS.getOrDefault(room, WHOLE);
            String line = String.format(
                    Locale.ROOT, "%-12s %5d of %5d  %5.1f %%", room, count.taken, count.all, count.percent());
            lines.add(count.reaches(floor) ? line : line + ": at least " + floor / 10.0 + " % must be");
        });
        return lines;
    }

    static boolean holds(Map<String, Count> rooms) {
        return rooms.entrySet().stream()
                .allMatch(room -> room.getValue().reaches(FLOORS.getOrDefault(room.getKey(), WHOLE)));
    }

    static int run(Path table, PrintStream out) throws IOException {
        if (!Files.exists(table)) {
            out.println("branches: nothing was counted: " + table + " does not exist");
            return 1;
        }
        Map<String, Count> rooms = read(Files.readAllLines(table));
        out.println("branches that the tests take:");
        report(rooms).forEach(out::println);
        return holds(rooms) ? 0 : 1;
    }

    /// @param arguments where JaCoCo's table is
    public static void main(String[] arguments) throws IOException {
        System.exit(run(Path.of(arguments[0]), System.out));
    }
}
