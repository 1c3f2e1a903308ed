package org.tocsin.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The launcher, in a checkout of its own with a `mvn` that only counts and hands out a small program.
class LauncherTest {
    private static final String PROGRAM = """
            package org.tocsin.cli;
            public final class TocsinMain {
                public static void main(String[] arguments) {
                    System.out.println(String.join("|", arguments) + " " + System.getProperty("tocsin.commit"));
                    System.exit(arguments.length);
                }
            }
            """;
    private static final String TRAINING =
            "package org.tocsin.interop; public final class Training { public static void main(String[] a) {} }";

    @TempDir
    private Path top = Path.of("");

    @BeforeEach
    void checkOut() throws IOException {
        Files.copy(Checkout.TOP.resolve("tocsin"), top.resolve("tocsin"));
        Files.copy(Checkout.TOP.resolve("pom.xml"), top.resolve("pom.xml"));
        Files.createDirectories(top.resolve("client/src/main"));
        Files.writeString(top.resolve("client/pom.xml"), "<project/>");
        Path jar = program();
        Path bin = Files.createDirectories(top.resolve("bin"));
        Path mvn = Files.writeString(bin.resolve("mvn"), """
                #!/bin/sh
                echo built >> "%1$s/builds"
                [ ! -e "%1$s/fail" ] || { echo "[ERROR] it does not compile"; exit 1; }
                for argument; do
                  case $argument in -Dimage=*) cp "%2$s" "${argument#-Dimage=}/" ;; esac
                done
                """.formatted(top, jar));
        Files.setPosixFilePermissions(mvn, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    @Test
    void theFirstUseBuildsAndLaterOnesDoNot() throws Exception {
        Run first = launch(Map.of(), "one", "two").finished();
        assertEquals(2, first.exit());
        assertEquals("one|two unknown\n", first.out());
        assertTrue(first.err().startsWith("tocsin: building"), first.err());
        Run second = launch(Map.of(), "x y").finished();
        assertEquals(1, second.exit());
        assertEquals("x y unknown\n", second.out());
        assertEquals("", second.err());
        assertEquals(1, builds());
    }

    @Test
    void aNewerSourceBuildsAgain() throws Exception {
        launch(Map.of()).finished();
        Path image = image();
        Files.setLastModifiedTime(image.resolve("stamp"), java.nio.file.attribute.FileTime.fromMillis(0));
        launch(Map.of()).finished();
        assertEquals(2, builds());
        assertTrue(Files.exists(image), "who runs on the image before keeps it");
    }

    @Test
    void twoFirstUsesAtATimeBuildOnce() throws Exception {
        List<Started> all = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            all.add(launch(Map.of(), "go"));
        }
        for (Started started : all) {
            assertEquals("go unknown\n", started.finished().out());
        }
        assertEquals(1, builds());
    }

    @Test
    void aBrokenCacheIsNoticedByNobody() throws Exception {
        launch(Map.of()).finished();
        Path cache = image().resolve("tocsin.aot");
        assertTrue(Files.exists(cache), "a cache was made");
        byte[] good = Files.readAllBytes(cache);
        for (int length : new int[] {0, 100, good.length / 2}) {
            Files.write(cache, java.util.Arrays.copyOf(good, length));
            assertFine(launch(Map.of(), "go").finished());
        }
        Path jar = image().resolve("lib/program.jar");
        Files.write(cache, good);
        Files.setLastModifiedTime(jar, java.nio.file.attribute.FileTime.fromMillis(0));
        assertFine(launch(Map.of(), "go").finished());
    }

    @Test
    void aBuildThatFailsIsSaidShortly() throws Exception {
        Files.createFile(top.resolve("fail"));
        Run run = launch(Map.of()).finished();
        assertEquals(2, run.exit());
        assertTrue(run.err().contains("[ERROR] it does not compile"), run.err());
        assertTrue(run.err().contains("tocsin: the build failed: "), run.err());
        assertEquals(3, run.err().lines().count(), run.err());
    }

    @Test
    void aJdkThatIsTooOldIsRefusedInOneLine() throws Exception {
        Path old = top.resolve("jdk");
        Files.createDirectories(old.resolve("bin"));
        Files.writeString(old.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"17.0.15\"\n");
        Path java = Files.writeString(old.resolve("bin/java"), "#!/bin/sh\n");
        Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
        Run run = launch(Map.of("TOCSIN_JAVA_HOME", old.toString())).finished();
        assertEquals(2, run.exit());
        assertEquals(1, run.err().lines().count(), run.err());
        assertTrue(run.err().contains("not a JDK 25 or newer"), run.err());
        assertEquals(0, builds());
        assertFine(launchPast("JAVA_HOME", old));
    }

    private Run launchPast(String variable, Path old) throws Exception {
        launch(Map.of()).finished();
        return launch(Map.of(variable, old.toString()), "go").finished();
    }

    private static void assertFine(Run run) {
        assertEquals("go unknown\n", run.out());
        assertEquals("", run.err());
        assertEquals(1, run.exit());
    }

    private Path image() throws IOException {
        Path images = top.resolve("interop-tests/target/image");
        return images.resolve(Files.readString(images.resolve("current")).strip());
    }

    private long builds() throws IOException {
        Path counted = top.resolve("builds");
        return Files.exists(counted) ? Files.readAllLines(counted).size() : 0;
    }

    private Started launch(Map<String, String> environment, String... arguments) throws IOException {
        List<String> command =
                new ArrayList<>(List.of("bash", top.resolve("tocsin").toString()));
        command.addAll(List.of(arguments));
        Path out = Files.createTempFile(top, "out", "");
        Path err = Files.createTempFile(top, "err", "");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("TOCSIN_") || name.equals("JAVA_HOME"));
        builder.environment().put("PATH", top.resolve("bin") + ":" + System.getenv("PATH"));
        // No git above the temporary directory may name a commit.
        builder.environment().put("GIT_CEILING_DIRECTORIES", top.toString());
        builder.environment().put("GIT_DIR", top.resolve("none").toString());
        builder.environment().put("TOCSIN_JAVA_HOME", System.getProperty("java.home"));
        builder.environment().putAll(environment);
        return new Started(builder.start(), out, err);
    }

    private Path program() throws IOException {
        Path sources = Files.createDirectories(top.resolve("program"));
        Path main = Files.writeString(sources.resolve("TocsinMain.java"), PROGRAM);
        Path training = Files.writeString(sources.resolve("Training.java"), TRAINING);
        int compiled = ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, "-d", sources.toString(), main.toString(), training.toString());
        assertEquals(0, compiled);
        Path jar = sources.resolve("program.jar");
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream entries = new JarOutputStream(file)) {
            for (String name : List.of("org/tocsin/cli/TocsinMain.class", "org/tocsin/interop/Training.class")) {
                entries.putNextEntry(new JarEntry(name));
                entries.write(Files.readAllBytes(sources.resolve(name)));
            }
        }
        return jar;
    }

    /// A launcher at work.
    private record Started(Process process, Path out, Path err) {
        Run finished() throws IOException, InterruptedException {
            int exit = process.waitFor();
            return new Run(
                    exit, Files.readString(out, StandardCharsets.UTF_8), Files.readString(err, StandardCharsets.UTF_8));
        }
    }

    /// What came of it.
    private record Run(int exit, String out, String err) {}
}
