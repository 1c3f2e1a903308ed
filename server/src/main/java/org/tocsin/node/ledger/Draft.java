package org.tocsin.node.ledger;

import java.util.Optional;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.model.Statement;
import org.tocsin.proof.TreeDomain;

/// A statement on its way into the ledger: made off the committer's thread, hash and encryption included.
///
/// @param statement the exact bytes of a `Statement` of this ledger's team and epoch
/// @param content its `FragmentSet`, sealed under this leaf hash
public record Draft(Bytes statement, Digest leafHash, Statement.Kind kind, Optional<SealedContent> content) {
    /// Stands for "no content" wherever a content's number is asked for.
    public static final long NO_CONTENT = 0;

    public Draft {
        if (statement.isEmpty() || statement.length() > Statement.BYTES_MAX) {
            throw new IllegalArgumentException("a statement has 1 to 2048 bytes, not " + statement.length());
        }
    }

    /// A statement without content of its own.
    public static Draft of(Bytes statement, Statement.Kind kind) {
        return new Draft(statement, TreeDomain.LEDGER.leaf(statement), kind, Optional.empty());
    }

    /// A statement with the exact bytes of its `FragmentSet`, which is going to be sent soon.
    public static Draft of(Bytes statement, Statement.Kind kind, Bytes fragments, ContentCipher cipher) {
        Digest leafHash = TreeDomain.LEDGER.leaf(statement);
        return new Draft(
                statement,
                leafHash,
                kind,
                Optional.of(cipher.seal(leafHash, fragments).readSoon(leafHash, fragments)));
    }

    /// What it takes of a commit.
    public int bytes() {
        return statement.length() + content.map(kept -> kept.body().length()).orElse(0);
    }
}
