package org.tocsin.node.delivery;

import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.model.Digest;
import org.tocsin.node.ledger.ContentStore;
import org.tocsin.node.ledger.Entry;
import org.tocsin.node.policy.RecordSubject;
import org.tocsin.wire.WireException;

/// A record of ours at its place in our ledger, as far as release decisions read it. The subject's fragments are all of
/// them, in the order of the record's own fragment set.
public record StatedRecord(int epoch, long index, Digest leaf, RecordSubject subject) {
    private static final Logger log = LoggerFactory.getLogger(StatedRecord.class);

    /// Reads a record back from the ledger, without the bodies of its fragments: hardly any decision reads them, and
    /// many records at once must not fill memory. Empty if its content is erased or cannot be read.
    ///
    /// @param withParts whether terms withhold parts of records: what its objects are is found out at once then
    public static Optional<StatedRecord> read(Entry entry, ContentStore.Content content, boolean withParts) {
        if (!(content instanceof ContentStore.Content.Held held)) {
            return Optional.empty();
        }
        try {
            RecordSubject subject = Subjects.own(held.fragments());
            RecordSubject kept = withParts
                    ? subject.withContent(subject.content().get())
                    : RecordSubject.outline(subject.fragments());
            return Optional.of(new StatedRecord(entry.epoch(), entry.index(), entry.leafHash(), kept));
        } catch (WireException | IllegalArgumentException unreadable) {
            log.error("a record of ours cannot be read index={}", entry.index(), unreadable);
            return Optional.empty();
        }
    }
}
