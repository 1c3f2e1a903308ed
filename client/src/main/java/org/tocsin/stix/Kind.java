package org.tocsin.stix;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a property's value must be. `label` names a nested struct or an enumeration; `targets` are the types that a
/// reference may point to; `item` is what a dictionary's values are.
///
/// Bounds are inclusive and hold for integers and floats.
record Kind(
        Form form,
        boolean list,
        String label,
        long min,
        long max,
        Set<String> targets,
        @Nullable Kind item) {
    /// The forms that a value takes.
    enum Form {
        STRING,
        BOOLEAN,
        BOOLEAN_OR_STRING,
        INTEGER,
        FLOAT,
        TIMESTAMP,
        /// At least three digits behind the second.
        TIMESTAMP_MS,
        /// No digits behind the second.
        TIMESTAMP_S,
        HEX,
        BINARY,
        HASHES,
        DICT,
        SCALAR,
        OBJECT,
        ENUM,
        LANG,
        URL,
        CHARSET,
        CPE,
        IPV4,
        IPV6,
        MAC,
        ID,
        REF,
        VERSION,
        STRUCT,
        EXTENSIONS,
        OBSERVABLES,
        CONTENTS,
        RESERVED,
        FORBIDDEN
    }
}
