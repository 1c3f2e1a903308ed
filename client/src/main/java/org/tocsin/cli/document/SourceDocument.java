package org.tocsin.cli.document;

import org.tocsin.model.Bytes;

/// One document of the input: exact bytes, and what people call it (`file`, or `file:line`).
///
/// A document over `BYTES_MAX` is cut behind one byte more than that: enough for the reader to refuse it.
public record SourceDocument(String label, Bytes content) {
    /// Bytes of a record, at most (R-LIM-2).
    public static final int BYTES_MAX = 16 * 1024 * 1024;
}
