package org.tocsin.model;

/// One version of one record. Versions count from 1. Rule R-REC-2.
public record RecordVersion(RecordId record, int version) {
    public RecordVersion {
        if (version < 1) {
            throw new IllegalArgumentException("versions count from 1, not " + version);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RecordVersion named && version == named.version && record.equals(named.record);
    }

    @Override
    public int hashCode() {
        return 31 * record.hashCode() + version;
    }
}
