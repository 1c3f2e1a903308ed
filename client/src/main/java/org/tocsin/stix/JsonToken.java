package org.tocsin.stix;

/// What a JSON text is made of, as it is read.
enum JsonToken {
    START_OBJECT,
    END_OBJECT,
    START_ARRAY,
    END_ARRAY,
    FIELD_NAME,
    VALUE_STRING,
    VALUE_NUMBER_INT,
    VALUE_NUMBER_FLOAT,
    VALUE_TRUE,
    VALUE_FALSE,
    VALUE_NULL;

    boolean isStructStart() {
        return this == START_OBJECT || this == START_ARRAY;
    }

    boolean isStructEnd() {
        return this == END_OBJECT || this == END_ARRAY;
    }
}
