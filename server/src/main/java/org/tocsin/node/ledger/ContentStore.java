package org.tocsin.node.ledger;

import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.node.store.Session;
import org.tocsin.node.store.Transactions;

/// Contents of own and received statements, by the number under which a `Batch` stored them. What it gives is what was
/// sealed, or nothing: a flipped bit is found here, not by the reader.
public final class ContentStore {
    private final Transactions transactions;

    public ContentStore(Transactions transactions) {
        this.transactions = transactions;
    }

    /// What is known of a content.
    public sealed interface Content {
        /// The exact bytes of its `FragmentSet`.
        record Held(Bytes fragments) implements Content {}

        /// Its secret was overwritten: nobody can read it any more.
        record Erased() implements Content {}

        /// It is not what was stored; the operator must know.
        record Damaged(String what) implements Content {}
    }

    /// @param leafHash of the statement it belongs to
    public Content get(Session session, long contentId, Digest leafHash) {
        return ContentTable.sealed(session, contentId)
                .map(sealed -> opened(sealed, leafHash))
                .orElseGet(() -> new Content.Damaged("no content " + contentId));
    }

    /// As above, in a reading transaction of its own.
    public Content get(long contentId, Digest leafHash) {
        return transactions.read(session -> get(session, contentId, leafHash));
    }

    /// Overwrites the secret of a content and makes the old one leave the database's files.
    ///
    /// @return false if there is no such content, or it was erased before
    public boolean erase(long contentId) {
        boolean erased = transactions.write(session -> ContentTable.erase(session, contentId));
        if (erased) {
            transactions.scrub();
        }
        return erased;
    }

    static Content opened(SealedContent sealed, Digest leafHash) {
        if (ContentTable.isErased(sealed.secret())) {
            return new Content.Erased();
        }
        return ContentCipher.open(leafHash, sealed)
                .<Content>map(Content.Held::new)
                .orElseGet(() -> new Content.Damaged("a content does not decrypt under its leaf"));
    }
}
