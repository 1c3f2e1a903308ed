package org.tocsin.cli;

import java.io.InputStream;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Map;

/// All that a command gets of the world. Tests hand in their own.
///
/// @param standardInput read by commands that take `-` for a file
/// @param workingDirectory against which relative paths are resolved
public record Surroundings(
        Console console,
        InstantSource clock,
        SecureRandom random,
        Map<String, String> environment,
        InputStream standardInput,
        Path workingDirectory) {
    public Surroundings {
        environment = Map.copyOf(environment);
    }
}
