package org.tocsin.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/// Test input that is not part of the project: beside the checkout, or where TOCSIN_SHARED says.
final class SharedData {
    private SharedData() {}

    static Path file(String name) {
        String stated = System.getenv("TOCSIN_SHARED");
        Path top = stated == null ? Path.of("..", "..", "shared") : Path.of(stated);
        Path file = top.resolve(name);
        Assumptions.assumeTrue(Files.exists(file), () -> file + " is not there");
        return file;
    }
}
