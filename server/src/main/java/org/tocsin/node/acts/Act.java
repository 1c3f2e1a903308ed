package org.tocsin.node.acts;

import java.util.Optional;
import org.tocsin.local.LocalEntry;
import org.tocsin.model.Digest;

/// One call of an officer while it is under way: who, which method, with what; and the entry in which it began, once
/// there is one.
public final class Act {
    private final String officer;
    private final String method;
    private final Digest arguments;

    /// Written before the call's works run, or in the commit of the first of them; read behind it.
    private volatile long index = -1;

    public Act(String officer, String method, Digest arguments) {
        this.officer = officer;
        this.method = method;
        this.arguments = arguments;
    }

    /// Whether an entry says that it began.
    public boolean hasBegun() {
        return index >= 0;
    }

    void begunAt(long entry) {
        this.index = entry;
    }

    /// The entry in which it began; empty: it has none yet.
    Optional<Long> begun() {
        long entry = index;
        return entry < 0 ? Optional.empty() : Optional.of(entry);
    }

    /// An entry about it: about an act that began already, or its first one.
    LocalEntry entry(java.time.Instant at, LocalEntry.Kind kind, String outcome) {
        return new LocalEntry(at, kind, officer, method, Optional.of(arguments), begun(), outcome);
    }
}
