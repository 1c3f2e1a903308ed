package org.tocsin.testing;

import static org.junit.jupiter.api.Assertions.fail;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Assumptions;

/// Public test input that is not part of the project: in `shared` beside the checkout, or where TOCSIN_SHARED says.
/// Where
/// it is missing a test is skipped and says so; with CI set, or -Dtocsin.shared.required, it fails.
public final class SharedData {
    private static final String VARIABLE = "TOCSIN_SHARED";
    private static final String REQUIRED = "tocsin.shared.required";

    private SharedData() {}

    /// A file or directory of the shared data, by its path there ("suites/tlog/checkpoint-cases.json").
    public static Path file(String name) {
        String stated = System.getenv(VARIABLE);
        Path shared = stated == null ? repositoryTop().resolveSibling("shared") : Path.of(stated);
        Path file = shared.resolve(name);
        if (!Files.exists(file)) {
            String message = "no shared test data at " + file + "; set " + VARIABLE + " to where it is";
            if (System.getenv("CI") != null || System.getProperty(REQUIRED) != null) {
                fail(message);
            }
            Assumptions.abort(message);
        }
        return file;
    }

    /// The bytes of a file, inflated if its name ends with .gz.
    public static byte[] bytes(String name) {
        Path file = file(name);
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            return (name.endsWith(".gz") ? new GZIPInputStream(in) : in).readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(file.toString(), e);
        }
    }

    /// The top of the checkout that the tests run in.
    public static Path repositoryTop() {
        Path here = Path.of("").toAbsolutePath();
        for (Path at = here; at != null; at = at.getParent()) {
            if (Files.exists(at.resolve("proto/README.md")) && Files.exists(at.resolve("pom.xml"))) {
                return at;
            }
        }
        throw new IllegalStateException("not in a checkout: " + here);
    }
}
