package org.tocsin.stix;

/// The limits of a document. Each is named in the refusal of what exceeds it; each holds inclusively. Rule
/// R-LIM-2.
public final class StixLimits {
    /// Bytes of a document.
    public static final int DOCUMENT_BYTES_MAX = 16 * 1024 * 1024;
    /// Objects of a bundle.
    public static final int OBJECTS_MAX = 16_384;
    /// Bytes of one object with the separator in front of it, of one property, and of the frame: what one fragment
    /// takes.
    public static final int FRAGMENT_BYTES_MAX = 768 * 1024;
    /// Arrays and objects inside each other; the outermost one is the first.
    public static final int DEPTH_MAX = 32;
    /// Members of one object, or items of one array.
    public static final int MEMBERS_MAX = 16_384;
    /// Bytes of a member's name, decoded.
    public static final int KEY_BYTES_MAX = 250;
    /// Bytes of a string, decoded.
    public static final int STRING_BYTES_MAX = 256 * 1024;
    /// The largest magnitude of an integer: what every reader can hold exactly.
    public static final long INTEGER_MAX = (1L << 53) - 1;
    /// Characters of a number as spelled.
    public static final int NUMBER_CHARS_MAX = 1_000;
    /// Values of one facet of a header; what is beyond them, or longer than a value may be, is left out.
    public static final int FACET_VALUES_MAX = 256;
    /// Characters of one value of a facet.
    public static final int FACET_VALUE_CHARS_MAX = 250;
    /// Reasons in a refusal.
    public static final int REASONS_MAX = 64;

    private StixLimits() {}
}
