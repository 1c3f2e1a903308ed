package org.tocsin.stix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.tocsin.model.Bytes;
import org.tocsin.testing.SharedData;

/// Our tables against the ones pulled out of the specification.
class SpecTablesTest {
    private static final Pattern TYPE_OF_OBJECT =
            Pattern.compile("[456]\\.\\d+\\.\\d+ Properties|5\\.\\d\\.2 Properties");

    @Test
    void everyPropertyOfEveryObjectTypeIsThereAndRequiredWhereItIs() {
        Set<String> ours = new TreeSet<>();
        Set<String> theirs = new TreeSet<>();
        for (Bytes line : Corpus.lines(SharedData.bytes("stix/stix21-properties.tsv"))) {
            String[] cells = line.utf8().split("\t", -1);
            if (!TYPE_OF_OBJECT.matcher(cells[1]).matches()) {
                continue;
            }
            String type = type(cells[0]);
            SpecTables.Shape shape = Objects.requireNonNull(SpecTables.STIX_2_1.type(type), type);
            SpecTables.Property property = Objects.requireNonNull(shape.property(cells[2]), type + "." + cells[2]);
            String name = type + "." + cells[2];
            theirs.add(name + (cells[3].equals("required") ? " required" : ""));
            ours.add(name + (property.required() ? " required" : ""));
        }
        assertEquals(theirs, ours);
        assertTrue(theirs.size() > 230, "properties: " + theirs.size());
    }

    /// "6.2 Autonomous System (AS) Object" is `autonomous-system`.
    private static String type(String section) {
        String name = section.replaceFirst("^[0-9.]+ ", "")
                .replaceAll("\\(.*?\\)|Windows\u2122|Object|Address", "")
                .strip()
                .toLowerCase(Locale.ROOT)
                .replace(".", "")
                .replaceAll(" +", "-");
        return switch (name) {
            case "email" -> "email-addr";
            case "ipv4", "ipv6", "mac" -> name + "-addr";
            case "registry-key" -> "windows-registry-key";
            default -> name;
        };
    }

    @Test
    void everyClosedEnumerationHoldsWhatTheSpecificationLists() {
        Pattern line = Pattern.compile("10\\.\\S* .*\\[(\\S+-enum)\\] \\(\\d+\\): (.*)");
        int found = 0;
        for (Bytes text : Corpus.lines(SharedData.bytes("stix/stix21-vocabularies.txt"))) {
            Matcher matcher = line.matcher(text.utf8());
            if (matcher.matches()) {
                found++;
                for (String value : matcher.group(2).split(", ", -1)) {
                    assertTrue(SpecTables.STIX_2_1.enumHolds(matcher.group(1), value), matcher.group(1) + " " + value);
                }
            }
        }
        assertEquals(10, found);
    }
}
