package org.tocsin.cli.operator;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.tocsin.cli.Answer;
import org.tocsin.model.Bytes;
import org.tocsin.model.Fragment;
import org.tocsin.model.Statement;
import org.tocsin.proof.Sha256;
import org.tocsin.stix.Recomposer;
import org.tocsin.trust.ProofVerdict;

/// How the verdict on a proof is shown.
final class ProofAnswers {
    private ProofAnswers() {}

    static Answer of(ProofVerdict verdict) {
        return switch (verdict) {
            case ProofVerdict.Refused refused ->
                Answer.of()
                        .put("verdict", "refused")
                        .put("step", refused.step())
                        .put("reason", refused.reason().name())
                        .put("detail", refused.detail());
            case ProofVerdict.Verified verified -> verified(verified);
        };
    }

    private static Answer verified(ProofVerdict.Verified verified) {
        Statement statement = verified.statement();
        Answer answer = Answer.of()
                .put("verdict", "verified")
                .put("team", statement.team().domain())
                .put("kind", statement.kind().name().toLowerCase(Locale.ROOT));
        statement
                .version()
                .ifPresent(version ->
                        answer.put("record", version.record().toString()).put("version", version.version()));
        answer.put("origin", verified.origin().toString())
                .put("index", verified.index())
                .put("leaf_hash", verified.leafHash())
                .put("size", verified.head().size())
                .put("root", verified.head().root())
                .put("manifest_version", verified.manifestVersion());
        verified.closedAt().ifPresent(closed -> answer.put("key_closed_at_size", closed.size()));
        return answer.put("content_sha256", content(verified.fragments()).map(Sha256::of));
    }

    /// The disclosed content of a record; empty if none is disclosed.
    static Optional<Bytes> content(List<Fragment> fragments) {
        return fragments.stream().anyMatch(Fragment.Frame.class::isInstance)
                ? Optional.of(Recomposer.recompose(fragments))
                : Optional.empty();
    }
}
