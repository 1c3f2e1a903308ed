package org.tocsin.cli;

/// For whom a command prints.
public enum OutputFormat {
    /// Aligned tables and sentences, for people.
    TABLE,
    /// One JSON object a line, for programs.
    JSON
}
