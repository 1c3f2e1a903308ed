package org.tocsin.node.directory;

import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.model.Digest;
import org.tocsin.model.Receipt.RefusalReason;
import org.tocsin.model.Team;
import org.tocsin.model.control.Introduction;
import org.tocsin.node.audit.AuditEvent;
import org.tocsin.node.directory.AgreementIntake.Outcome;
import org.tocsin.node.directory.Introductions.Introduced;
import org.tocsin.node.ledger.Batch;
import org.tocsin.node.store.Session;
import org.tocsin.trust.Fingerprint;
import org.tocsin.trust.ManifestChain;
import org.tocsin.trust.ManifestVerdict;
import org.tocsin.wire.ManifestCodec;
import org.tocsin.wire.WireException;

/// Takes in whom partners introduce: as their word, from which nothing follows. A root that contradicts the one that is
/// pinned for a team is refused, and people are told. Rule R-PEER-4.
public final class IntroductionIntake {
    /// Teams that one partner may have introduced and nobody has accepted.
    static final int INTRODUCTIONS_MAX = 256;

    private static final Logger log = LoggerFactory.getLogger(IntroductionIntake.class);

    private final AgreementNews.Listener news;

    /// @param news is told what the audit is to say, when it is durable
    IntroductionIntake(AgreementNews.Listener news) {
        this.news = news;
    }

    /// What an introduction says.
    public sealed interface Read {
        /// Manifests that follow from their own root.
        record Said(Team introducer, Introduction introduction, Digest fingerprint) implements Read {}

        /// It may have no effect, whatever is held.
        record Refused(RefusalReason reason) implements Read {}
    }

    /// Reads an introduction, with nothing but what it brings.
    ///
    /// @throws WireException if a manifest cannot be read
    public Read read(Team introducer, Introduction introduction) throws WireException {
        Digest fingerprint = Fingerprint.of(
                ManifestCodec.decode(introduction.manifests().getFirst().manifest())
                        .root());
        return ManifestChain.verify(fingerprint, introduction.manifests()) instanceof ManifestVerdict.Verified verified
                        && verified.team().team().equals(introduction.team())
                ? new Read.Said(introducer, introduction, fingerprint)
                : new Read.Refused(RefusalReason.EVIDENCE_FAILED);
    }

    /// Takes an introduction in, in the commit that stores its statement.
    public Outcome apply(Batch batch, Read.Said said) {
        Session session = batch.session();
        Introduction introduction = said.introduction();
        DirectoryTable.Pin pinned = DirectoryTable.all(session).get(introduction.team());
        if (pinned != null) {
            // Who is a peer already stays as it is, manifests included: it brings its own.
            if (pinned.rootFingerprint().equals(said.fingerprint())) {
                return new Outcome.Same();
            }
            contradicted(batch, said, pinned.rootFingerprint());
            return new Outcome.Refused(RefusalReason.VERSION_CONFLICT);
        }
        List<Introduced> held = IntroductionTable.all(session);
        long byIntroducer = held.stream()
                .filter(one -> one.introducer().equals(said.introducer())
                        && !one.introduction().team().equals(introduction.team()))
                .count();
        if (byIntroducer >= INTRODUCTIONS_MAX) {
            return new Outcome.Refused(RefusalReason.TOO_LARGE);
        }
        held.stream()
                .filter(one -> one.introduction().team().equals(introduction.team())
                        && !one.fingerprint().equals(said.fingerprint()))
                .findFirst()
                .ifPresent(other -> contradicted(batch, said, other.fingerprint()));
        IntroductionTable.keep(
                session, new Introduced(said.introducer(), introduction, said.fingerprint(), batch.now()));
        AgreementNews.note(batch, news, event(AuditEvent.Kind.INTRODUCTION_TAKEN, said));
        return new Outcome.Taken();
    }

    private void contradicted(Batch batch, Read.Said said, Digest known) {
        log.error(
                "a partner introduces a team with another root key than is known: telephone both"
                        + " introducer={} team={} introduced={} known={}",
                said.introducer(),
                said.introduction().team(),
                said.fingerprint(),
                known);
        AgreementNews.note(
                batch,
                news,
                event(AuditEvent.Kind.INTRODUCTION_CONTRADICTS, said).with("known", known.hex()));
    }

    private static AuditEvent event(AuditEvent.Kind kind, Read.Said said) {
        return AuditEvent.of(kind, said.introducer().domain())
                .with("team", said.introduction().team())
                .with("fingerprint", said.fingerprint().hex());
    }
}
