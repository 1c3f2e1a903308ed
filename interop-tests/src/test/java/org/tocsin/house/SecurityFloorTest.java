package org.tocsin.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// No library below the version that closed its known holes: security-floor.tsv against the class path as resolved,
/// with
/// all that only other libraries ask for.
class SecurityFloorTest {
    @Test
    void nothingOnTheClassPathIsBelowItsFloor() throws IOException {
        Map<String, Set<String>> resolved = resolved();
        resolved.put("jdk", new TreeSet<>(List.of(Runtime.version().toString().split("[+-]", -1)[0])));
        List<String> problems = new ArrayList<>();
        for (String[] row : floor()) {
            Set<String> versions = resolved.getOrDefault(row[0], new TreeSet<>());
            if (versions.isEmpty()) {
                problems.add(row[0] + " is not on the class path: take its row out");
            }
            for (String version : versions) {
                if (isBelow(version, row[1])) {
                    problems.add(row[0] + " " + version + " is below " + row[1] + ": " + row[2]);
                }
            }
        }
        assertEquals(List.of(), problems);
    }

    /// Its parts are released together, and holes are closed in all of them: also in those that only others ask for.
    @Test
    void nettyAndBouncyCastleAreOfOneVersionEach() {
        Map<String, Set<String>> resolved = resolved();
        Set<String> netty = new TreeSet<>();
        Set<String> castle = new TreeSet<>();
        resolved.forEach((artifact, versions) -> {
            if (artifact.startsWith("netty-") && !artifact.startsWith("netty-tcnative-")) {
                netty.addAll(versions);
            } else if (artifact.endsWith("-jdk18on")) {
                castle.addAll(versions);
            }
        });
        assertEquals(1, netty.size(), netty.toString());
        assertEquals(1, castle.size(), castle.toString());
    }

    @Test
    void versionsAreComparedByNumber() {
        assertTrue(isBelow("4.2.9.Final", "4.2.17.Final"));
        assertTrue(isBelow("1.86", "1.86.1"));
        assertFalse(isBelow("4.2.17.Final", "4.2.17.Final"));
        assertFalse(isBelow("42.10", "42.7.13"));
    }

    private static List<String[]> floor() throws IOException {
        try (InputStream stream = SecurityFloorTest.class.getResourceAsStream("security-floor.tsv")) {
            if (stream == null) {
                throw new IOException("security-floor.tsv is missing");
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split("\t", -1))
                    .toList();
        }
    }

    /// Versions by artifact, from paths of the shape `…/artifact/version/artifact-version.jar`.
    private static Map<String, Set<String>> resolved() {
        Map<String, Set<String>> versions = new TreeMap<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            List<String> names = List.of(entry.split("/", -1));
            if (entry.endsWith(".jar") && names.size() > 3) {
                versions.computeIfAbsent(names.get(names.size() - 3), key -> new TreeSet<>())
                        .add(names.get(names.size() - 2));
            }
        }
        return versions;
    }

    private static boolean isBelow(String version, String floor) {
        String[] has = version.split("[.]", -1);
        String[] needs = floor.split("[.]", -1);
        for (int i = 0; i < needs.length; i++) {
            int part = i < has.length && has[i].matches("[0-9]+") ? Integer.parseInt(has[i]) : 0;
            int least = needs[i].matches("[0-9]+") ? Integer.parseInt(needs[i]) : 0;
            if (part != least) {
                return part < least;
            }
        }
        return false;
    }
}
