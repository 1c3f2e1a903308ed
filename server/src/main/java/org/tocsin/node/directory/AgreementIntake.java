package org.tocsin.node.directory;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.model.Receipt.RefusalReason;
import org.tocsin.model.Statement;
import org.tocsin.model.Team;
import org.tocsin.model.agreement.AgreementAct;
import org.tocsin.model.agreement.AgreementAct.Act;
import org.tocsin.model.agreement.SharingAgreement;
import org.tocsin.model.agreement.SharingAgreement.Direction;
import org.tocsin.node.audit.AuditEvent;
import org.tocsin.node.directory.AgreementTable.Theirs;
import org.tocsin.node.ledger.Batch;
import org.tocsin.node.store.Session;
import org.tocsin.proof.Sha256;
import org.tocsin.trust.OfficerApprovals;
import org.tocsin.trust.PinnedTeam;
import org.tocsin.wire.EvidenceCodec;
import org.tocsin.wire.WireException;

/// Takes in what partners state about agreements, on the control lane. What does not depend on what is held is checked
/// before the commit, everything else in it, so that of two statements that race one comes first. Rules R-AGR-1 to
/// R-AGR-10.
public final class AgreementIntake {
    /// Signatures of one partner without ours beside them.
    static final int UNANSWERED_MAX = 256;

    private final Team own;
    private final AgreementNews.Listener news;
    private final Accessions accessions;

    /// @param news is told what changed, when it is durable
    AgreementIntake(Team own, Accessions accessions, AgreementNews.Listener news) {
        this.own = own;
        this.accessions = accessions;
        this.news = news;
    }

    /// Takes in what partners say of themselves.
    public ProfileIntake profiles() {
        return new ProfileIntake(news);
    }

    /// Takes in whom partners introduce.
    public IntroductionIntake introductions() {
        return new IntroductionIntake(news);
    }

    /// Where a statement stands in its author's ledger, and the proof of it.
    public record Place(Team author, int epoch, long index, Digest leaf, EvidenceCodec.Proof proof) {}

    /// What became of a statement.
    public sealed interface Outcome {
        /// It has had its effect.
        record Taken() implements Outcome {}

        /// It had its effect before.
        record Same() implements Outcome {}

        /// It may have none.
        record Refused(RefusalReason reason) implements Outcome {}
    }

    /// What a proven statement of a partner says.
    public sealed interface Read {
        /// It may have an effect; the commit decides.
        record Said(AgreementStatement statement) implements Read {}

        /// It may have none, whatever is held.
        record Refused(RefusalReason reason) implements Read {}
    }

    /// Reads a statement and checks whom it is between and who approved it.
    ///
    /// @throws WireException if it is not what statements of its kind are
    public Read read(Statement.Kind kind, Bytes fragments, PinnedTeam author) throws WireException {
        AgreementStatement said = AgreementStatement.read(kind, fragments);
        boolean isBetweenUs = switch (said) {
            case AgreementStatement.Signature signature -> signature.terms().isBetween(own, author.team());
            case AgreementStatement.Acted acted ->
                acted.act().to().equals(own) && limitsUs(acted.act().act(), author.team());
        };
        boolean isNoAccession = said instanceof AgreementStatement.Signature signed
                && accessions.objection(signed.terms(), own).isPresent();
        if (!isBetweenUs || isNoAccession) {
            return new Read.Refused(RefusalReason.NOT_ENTITLED);
        }
        return OfficerApprovals.verify(said.approvals(), author, said.subject(), said.document())
                        instanceof OfficerApprovals.Verdict.Approved
                ? new Read.Said(said)
                : new Read.Refused(RefusalReason.NOT_APPROVED);
    }

    private boolean limitsUs(Act act, Team author) {
        return !(act instanceof Act.Restrict restrict)
                || restrict.direction(own, author).isPresent();
    }

    /// Takes a statement in, in the commit that stores it.
    public Outcome apply(Batch batch, Place place, AgreementStatement said) {
        Outcome outcome = switch (said) {
            case AgreementStatement.Signature signature -> sign(batch, place, signature);
            case AgreementStatement.Acted acted -> act(batch, place, acted);
        };
        if (outcome instanceof Outcome.Taken) {
            AgreementNews.note(batch, news, event(batch.session(), place.author(), said));
        } else if (outcome instanceof Outcome.Refused refused) {
            AgreementNews.note(
                    batch,
                    news,
                    AuditEvent.of(
                                    AuditEvent.Kind.AGREEMENT_REFUSED,
                                    place.author().domain())
                            .with("agreement", id(said).hex())
                            .with("kind", said.subject().text())
                            .with("reason", refused.reason()));
        }
        return outcome;
    }

    private Outcome sign(Batch batch, Place place, AgreementStatement.Signature signature) {
        Session session = batch.session();
        SharingAgreement terms = signature.terms();
        // An agreement is one of two parties for ever.
        if (isAnothers(session, terms.id(), place.author())) {
            return new Outcome.Refused(RefusalReason.NOT_ENTITLED);
        }
        // R-AGR-5: a team states one version once.
        Optional<Theirs> before = AgreementTable.theirs(session, terms.id(), terms.version());
        if (before.isPresent()) {
            return before.get().leaf().equals(place.leaf())
                    ? new Outcome.Same()
                    : new Outcome.Refused(RefusalReason.VERSION_CONFLICT);
        }
        AgreementActs acts = AgreementActs.of(AgreementActTable.of(session, terms.id()));
        if (!follows(session, terms)
                || acts.isDeclinedBy(place.author(), terms.version())
                || AgreementTable.highestOffered(session, terms.id()) > terms.version()) {
            return new Outcome.Refused(RefusalReason.VERSION_CONFLICT);
        }
        if (signature.approvals().size() < terms.conduct().approvals()) {
            return new Outcome.Refused(RefusalReason.NOT_APPROVED);
        }
        if (AgreementTable.unanswered(session, place.author()) >= UNANSWERED_MAX) {
            return new Outcome.Refused(RefusalReason.TOO_LARGE);
        }
        AgreementTable.insert(
                session,
                new Theirs(
                        terms.id(),
                        terms.version(),
                        place.author(),
                        signature.document(),
                        place.leaf(),
                        EvidenceCodec.encode(place.proof()),
                        batch.now()));
        return new Outcome.Taken();
    }

    /// Whether a version may still come into force: it is above the one that both signed, and is made from that one. So
    /// neither an older version comes back, nor one that was made before the other party's was known. Rule R-AGR-5.
    static boolean follows(Session session, SharingAgreement terms) {
        Optional<Bytes> last = AgreementTable.countersigned(session, terms.id());
        return terms.previous().equals(last.map(Sha256::of))
                && last.map(AgreementTable::decoded)
                        .map(signed -> terms.version() > signed.version())
                        .orElse(true);
    }

    private Outcome act(Batch batch, Place place, AgreementStatement.Acted acted) {
        Session session = batch.session();
        AgreementAct act = acted.act();
        Optional<AgreementActTable.Held> before =
                AgreementActTable.find(session, act.agreement(), place.author(), act.number());
        if (before.isPresent() && before.get().leaf().equals(place.leaf())) {
            return new Outcome.Same();
        }
        Optional<RefusalReason> objection = objection(session, place.author(), acted);
        if (objection.isPresent()) {
            return new Outcome.Refused(objection.get());
        }
        AgreementActTable.insert(
                session,
                new AgreementActTable.Held(
                        act.agreement(),
                        place.author(),
                        act.number(),
                        acted.document(),
                        place.leaf(),
                        place.epoch(),
                        place.index(),
                        batch.now()));
        return new Outcome.Taken();
    }

    /// Why an act may not be stated now, by either party; empty if it may. Rules R-AGR-6, R-AGR-8, R-AGR-9.
    static Optional<RefusalReason> objection(Session session, Team by, AgreementStatement.Acted acted) {
        AgreementAct act = acted.act();
        Optional<SharingAgreement> about = AgreementTable.stated(session, act.agreement(), act.version());
        if (about.isEmpty() || !about.get().isBetween(by, act.to())) {
            return Optional.of(RefusalReason.NO_AGREEMENT);
        }
        return acted.approvals().size() < about.get().conduct().approvals()
                ? Optional.of(RefusalReason.NOT_APPROVED)
                : misfit(session, by, act, about.get());
    }

    /// Why an act does not fit what was stated before, whoever has approved it. Rules R-AGR-8, R-AGR-9.
    ///
    /// @param about the terms of the version that it is about
    static Optional<RefusalReason> misfit(Session session, Team by, AgreementAct act, SharingAgreement about) {
        int last = AgreementActTable.last(session, act.agreement(), by);
        // Less is taken at once; more only in order, so that nothing stated in between is passed over.
        boolean isNext = act.number() == last + 1 || (act.number() > last && !widens(act.act()));
        if (!isNext) {
            return Optional.of(RefusalReason.VERSION_CONFLICT);
        }
        boolean countersigned =
                AgreementTable.countersigned(session, act.agreement()).isPresent();
        boolean fits = switch (act.act()) {
            case Act.Decline decline ->
                AgreementTable.isOpen(session, act.agreement(), act.version())
                        && !AgreementTable.isSignedBy(session, act.agreement(), act.version(), by);
            case Act.Suspend suspend -> countersigned;
            case Act.Resume resume -> countersigned;
            case Act.Restrict restrict -> countersigned && isBetween(restrict, about);
            case Act.Lift lift ->
                AgreementActs.of(AgreementActTable.of(session, act.agreement())).isRestrictedBy(by, lift.restriction());
            case Act.Terminate terminate -> countersigned && givesNotice(act, terminate.effective(), about);
        };
        return fits ? Optional.empty() : Optional.of(RefusalReason.MALFORMED);
    }

    private static boolean widens(Act act) {
        return act instanceof Act.Resume || act instanceof Act.Lift;
    }

    private static boolean isBetween(Act.Restrict restrict, SharingAgreement agreement) {
        Direction first = agreement.first();
        return restrict.direction(first.from(), first.to()).isPresent();
    }

    private static boolean givesNotice(AgreementAct act, Instant effective, SharingAgreement agreement) {
        Duration notice = Duration.ofDays(agreement.conduct().noticeDays());
        return !effective.isBefore(act.at().plus(notice));
    }

    private boolean isAnothers(Session session, Bytes id, Team partner) {
        return AgreementTable.partnerOf(session, id)
                .filter(known -> !known.equals(partner))
                .isPresent();
    }

    static Bytes id(AgreementStatement said) {
        return switch (said) {
            case AgreementStatement.Signature signature -> signature.terms().id();
            case AgreementStatement.Acted acted -> acted.act().agreement();
        };
    }

    /// What the audit says of a statement that took effect.
    static AuditEvent event(Session session, Team by, AgreementStatement said) {
        return switch (said) {
            case AgreementStatement.Signature signature -> {
                SharingAgreement terms = signature.terms();
                boolean both =
                        AgreementTable.countersigned(session, terms.id()).equals(Optional.of(signature.document()));
                yield AuditEvent.of(
                                both ? AuditEvent.Kind.AGREEMENT_IN_FORCE : AuditEvent.Kind.AGREEMENT_SIGNED,
                                by.domain())
                        .with("agreement", terms.id().hex())
                        .with("version", terms.version())
                        .with("approvals", signature.approvals().size())
                        .with("from", terms.from())
                        .with("until", terms.until());
            }
            case AgreementStatement.Acted acted ->
                AuditEvent.of(AuditEvent.Kind.AGREEMENT_ACTED, by.domain())
                        .with("agreement", acted.act().agreement().hex())
                        .with("version", acted.act().version())
                        .with("act", name(acted.act().act()))
                        .with("number", acted.act().number())
                        .with("approvals", acted.approvals().size());
        };
    }

    /// What people call an act.
    static String name(Act act) {
        return switch (act) {
            case Act.Decline decline -> "decline";
            case Act.Suspend suspend -> "suspend";
            case Act.Resume resume -> "resume";
            case Act.Restrict restrict -> "restrict";
            case Act.Lift lift -> "lift";
            case Act.Terminate terminate -> "terminate";
        };
    }
}
