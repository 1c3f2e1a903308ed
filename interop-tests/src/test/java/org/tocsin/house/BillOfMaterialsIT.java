package org.tocsin.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.tocsin.testing.JsonTree;

/// The bill of materials that the build makes of the node (CycloneDX, `server/target/bom.json`): what it names is what
/// the
/// node runs on, and the same sources give the same bytes. T49.
class BillOfMaterialsIT {
    private static final Path FILE = Checkout.TOP.resolve("server/target/bom.json");

    private static JsonTree bom;

    @BeforeAll
    static void read() throws IOException {
        // `-Dquick` makes none, and `-o` neither: the plugin works online only.
        boolean made = System.getenv("TOCSIN_CI") != null && !Boolean.getBoolean("tocsin.offline");
        Assumptions.assumeTrue(Files.exists(FILE) || made, "no bill of materials");
        bom = JsonTree.read(Files.readAllBytes(FILE));
    }

    @Test
    void everythingItNamesIsOnTheClassPathInThatVersion() {
        Set<String> missing = new TreeSet<>(named());
        missing.removeAll(onClassPath());
        assertEquals(Set.of(), missing);
        assertTrue(named().size() > 40, "named: " + named());
    }

    @Test
    void itNamesWhatAStrangerMeetsFirst() {
        Set<String> artifacts = named().stream()
                .map(name -> name.substring(0, name.indexOf(' ')))
                .collect(Collectors.toSet());
        for (String artifact : Set.of(
                "netty-handler",
                "netty-codec-http2",
                "netty-tcnative-boringssl-static",
                "grpc-netty",
                "protobuf-java",
                "bcprov-jdk18on",
                "jackson-core",
                "zstd-jni",
                "sqlite-jdbc",
                "postgresql")) {
            assertTrue(artifacts.contains(artifact), artifact);
        }
        assertFalse(artifacts.contains("junit-jupiter-api"), "what only tests need is not of the node");
    }

    @Test
    void nothingInItDiffersFromBuildToBuild() {
        assertTrue(bom.find("serialNumber").isEmpty());
        assertTrue(bom.at("metadata").find("timestamp").isEmpty());
    }

    private static Set<String> named() {
        return bom.at("components").list().stream()
                .filter(component -> !component.at("group").text().equals("org.tocsin"))
                .map(component -> component.at("name").text() + " "
                        + component.at("version").text())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> onClassPath() {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .filter(entry -> entry.endsWith(".jar"))
                .map(Path::of)
                .filter(jar -> jar.getNameCount() > 3)
                .map(jar -> jar.getName(jar.getNameCount() - 3) + " " + jar.getName(jar.getNameCount() - 2))
                .collect(Collectors.toSet());
    }
}
