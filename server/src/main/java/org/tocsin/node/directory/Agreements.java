package org.tocsin.node.directory;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.model.Evidence;
import org.tocsin.model.Team;
import org.tocsin.model.agreement.OfficerApproval;
import org.tocsin.model.agreement.SharingAgreement;
import org.tocsin.node.audit.AuditEvent;
import org.tocsin.node.directory.AgreementFileVerifier.Concerned;
import org.tocsin.node.directory.AgreementFileVerifier.Signature;
import org.tocsin.node.directory.AgreementTable.Own;
import org.tocsin.node.directory.AgreementTable.Theirs;
import org.tocsin.node.fault.Fault;
import org.tocsin.node.fault.Fault.Reason;
import org.tocsin.node.ledger.ContentStore;
import org.tocsin.node.policy.Standing;
import org.tocsin.node.store.Session;
import org.tocsin.proof.Sha256;
import org.tocsin.wire.AgreementCodec;
import org.tocsin.wire.EvidenceCodec;
import org.tocsin.wire.WireException;

/// Signs, countersigns and takes in sharing agreements, and lists them. A signature is a statement in the signer's own
/// ledger that discloses the exact terms; an agreement is in force when this node holds both parties' signatures under
/// the same bytes and its dates are running. Rules R-AGR-1 to R-AGR-5.
///
/// A version that both signed replaces the one before at once, also if it comes into force later: nothing flows
/// between.
public final class Agreements {
    private final AgreementParts parts;
    private final AgreementDrafts drafts;
    private final ContentStore contents;
    /// Guards signing: one agreement is signed at a time, so that the same terms are signed once.
    private final Object lock = new Object();

    /// A version of an agreement as it stands at an instant. `standing` is there if both signed it.
    ///
    /// @param terminatedBy the parties that terminated the agreement
    public record Listed(
            Bytes id,
            Bytes terms,
            Team partner,
            State state,
            Signed by,
            Optional<Standing> standing,
            SortedSet<Team> terminatedBy) {}

    /// Who signed.
    public enum Signed {
        OURSELVES,
        PARTNER,
        BOTH
    }

    /// Where an agreement is in its life.
    public enum State {
        PROPOSED("proposed"),
        /// Both proposed other terms under one number: neither comes into force.
        CROSSED("crossed"),
        DECLINED("declined"),
        /// Another version came into force, and this one was not made from it.
        OVERTAKEN("overtaken"),
        NOT_YET_IN_FORCE("not-yet-in-force"),
        IN_FORCE("in-force"),
        SUSPENDED("suspended"),
        TERMINATED("terminated"),
        LAPSED("lapsed"),
        REPLACED("replaced");

        private final String text;

        State(String text) {
            this.text = text;
        }

        public String text() {
            return text;
        }
    }

    public Agreements(AgreementParts parts) {
        this.parts = parts;
        this.drafts = new AgreementDrafts(parts, this);
        this.contents = new ContentStore(parts.transactions());
    }

    /// What our team is about to state.
    public AgreementDrafts drafts() {
        return drafts;
    }

    /// How many officers must approve what this team states, whatever an agreement itself says.
    public int approvals() {
        return parts.rules().approvals();
    }

    public AgreementReminders reminders() {
        return new AgreementReminders(parts);
    }

    /// Signs new terms without an officer's approval. Signing the same terms again gives the same signature.
    ///
    /// @throws org.tocsin.node.fault.FaultException if they cannot be signed, or not without approvals
    public AgreementCodec.Signed sign(Bytes terms, String officer) {
        return sign(terms, List.of(), officer);
    }

    /// Signs terms that officers approved: those of the partner's signature, if it is held.
    AgreementCodec.Signed sign(Bytes terms, List<OfficerApproval> approvals, String officer) {
        Concerned concerned = new AgreementFileVerifier(parts.directory().view()).concerned(terms);
        return sign(terms, concerned, approvals, Optional.empty(), officer);
    }

    /// Signs the terms of a file that carries the partner's signature; then the agreement has both.
    ///
    /// @throws org.tocsin.node.fault.FaultException if the partner's signature does not hold, or they cannot be signed
    public AgreementCodec.Signed countersign(AgreementCodec.Signed file, String officer) {
        AgreementFileVerifier verifier =
                new AgreementFileVerifier(parts.directory().view());
        Concerned concerned = verifier.concerned(file.terms());
        Signature theirs = verifier.signature(
                file.terms(), AgreementFileVerifier.claimedBy(file, concerned.partner()), concerned.partner());
        return sign(file.terms(), concerned, List.of(), Optional.of(theirs), officer);
    }

    /// Takes in a file with the partner's signature under terms that we have not signed. Taking it in again changes
    /// nothing.
    ///
    /// @throws org.tocsin.node.fault.FaultException if the signature does not hold
    public Listed offered(AgreementCodec.Signed file, String officer) {
        return take(file, false, officer);
    }

    /// Takes in a file with both signatures. Taking it in again changes nothing.
    ///
    /// @throws org.tocsin.node.fault.FaultException if a signature does not hold, or ours is not in our ledger
    public Listed take(AgreementCodec.Signed file, String officer) {
        return take(file, true, officer);
    }

    private Listed take(AgreementCodec.Signed file, boolean both, String officer) {
        AgreementFileVerifier verifier =
                new AgreementFileVerifier(parts.directory().view());
        Concerned concerned = verifier.concerned(file.terms());
        Signature theirs = verifier.signature(
                file.terms(), AgreementFileVerifier.claimedBy(file, concerned.partner()), concerned.partner());
        SharingAgreement agreement = concerned.terms();
        if (both) {
            var ownTeam = parts.directory()
                    .view()
                    .team(parts.directory().view().own())
                    .orElseThrow();
            Signature ours = verifier.signature(file.terms(), AgreementFileVerifier.claimedBy(file, ownTeam), ownTeam);
            // 9. Our signature must be the one that our ledger holds: nobody else's word counts for that.
            boolean isHeld = parts.transactions()
                    .read(session -> AgreementTable.own(session, agreement.id(), agreement.version()))
                    .filter(own -> own.leaf().equals(ours.leaf()) && own.terms().equals(file.terms()))
                    .isPresent();
            if (!isHeld) {
                throw AgreementFileVerifier.refused(
                        9, Reason.NOT_VERIFIED, "our signature in the file is not in our ledger");
            }
        }
        synchronized (lock) {
            if (parts.transactions()
                    .write(session -> keep(
                            session,
                            agreement,
                            file.terms(),
                            theirs,
                            parts.clock().instant()))) {
                parts.directory().reloadAgreements();
                parts.audit().record(inForce(agreement, theirs.signer(), officer));
            }
        }
        return listed(file.terms(), concerned.partner().team());
    }

    /// Keeps a partner's signature, under the rules that hold for one that comes on a lane.
    private static boolean keep(
            Session session, SharingAgreement agreement, Bytes terms, Signature theirs, Instant at) {
        Optional<Theirs> held = AgreementTable.theirs(session, agreement.id(), agreement.version());
        if (held.isPresent()) {
            if (!held.get().leaf().equals(theirs.leaf())) {
                throw conflict(theirs.signer() + " signed version " + agreement.version() + " in another statement");
            }
            return false;
        }
        if (!AgreementIntake.follows(session, agreement)) {
            throw conflict("version " + agreement.version() + " does not follow from the version that both signed");
        }
        AgreementTable.insert(session, row(agreement, terms, theirs, at));
        return true;
    }

    private AuditEvent inForce(SharingAgreement agreement, Team partner, String officer) {
        boolean both = parts.transactions()
                .read(session -> AgreementTable.own(session, agreement.id(), agreement.version()))
                .isPresent();
        return AuditEvent.of(both ? AuditEvent.Kind.AGREEMENT_IN_FORCE : AuditEvent.Kind.AGREEMENT_SIGNED, officer)
                .with("agreement", agreement.id().hex())
                .with("version", agreement.version())
                .with("partner", partner)
                .with("from", agreement.from())
                .with("until", agreement.until());
    }

    /// All versions of agreements that either party signed, by partner, then version.
    public List<Listed> all() {
        Map<String, Listed> listed = new TreeMap<>();
        parts.transactions()
                .read(AgreementTable::allTheirs)
                .forEach(theirs -> listed.put(
                        key(theirs.partner(), theirs.id(), theirs.version(), theirs.terms()),
                        listed(theirs.terms(), theirs.partner())));
        parts.transactions()
                .read(AgreementTable::allOwn)
                .forEach(own -> listed.put(
                        key(own.partner(), own.id(), own.version(), own.terms()), listed(own.terms(), own.partner())));
        return List.copyOf(listed.values());
    }

    /// Whether an agreement with a partner is in force now.
    public boolean isInForce(Team partner) {
        List<Standing> standings = parts.directory().view().agreementsHeldWith(partner);
        return standings.stream()
                .map(standing -> AgreementStates.signed(
                        standing, standings, parts.clock().instant()))
                .anyMatch(State.IN_FORCE::equals);
    }

    private AgreementCodec.Signed sign(
            Bytes terms,
            Concerned concerned,
            List<OfficerApproval> approvals,
            Optional<Signature> theirs,
            String officer) {
        SharingAgreement agreement = concerned.terms();
        Team partner = concerned.partner().team();
        synchronized (lock) {
            Optional<Own> held = parts.transactions()
                    .read(session -> AgreementTable.own(session, agreement.id(), agreement.version()));
            if (held.isPresent() && !held.get().terms().equals(terms)) {
                throw conflict("other terms are signed as version " + agreement.version()
                        + ": make it the next one (tocsin agreement draft --of ID)");
            }
            if (held.isEmpty()) {
                state(terms, agreement, approvals, theirs, partner, officer);
            } else if (theirs.isPresent()
                    && parts.transactions()
                            .write(session -> keep(
                                    session,
                                    agreement,
                                    terms,
                                    theirs.get(),
                                    parts.clock().instant()))) {
                parts.directory().reloadAgreements();
                parts.audit().record(inForce(agreement, partner, officer));
            }
        }
        return file(agreement);
    }

    private void state(
            Bytes terms,
            SharingAgreement agreement,
            List<OfficerApproval> approvals,
            Optional<Signature> theirs,
            Team partner,
            String officer) {
        int owed = Math.max(parts.rules().approvals(), agreement.conduct().approvals());
        if (approvals.size() < owed) {
            throw Fault.of(Reason.NOT_VERIFIED, owed + " officers must approve: tocsin agreement propose, countersign")
                    .exception();
        }
        Optional<Theirs> row = theirs.map(
                signature -> row(agreement, terms, signature, parts.clock().instant()));
        Optional<Digest> leaf = row.or(() -> parts.transactions()
                        .read(session -> AgreementTable.theirs(session, agreement.id(), agreement.version())))
                .filter(signature -> signature.terms().equals(terms))
                .map(Theirs::leaf);
        var said = new AgreementStatement.Signature(terms, agreement, approvals);
        new AgreementStating(parts, said, partner, leaf, row).durably();
        parts.audit()
                .record(AuditEvent.of(AuditEvent.Kind.AGREEMENT_SIGNED, officer)
                        .with("agreement", agreement.id().hex())
                        .with("version", agreement.version())
                        .with("partner", partner));
    }

    private static RuntimeException conflict(String why) {
        return Fault.of(Reason.AGREEMENT_CONFLICT, why).exception();
    }

    /// The file of an agreement with all signatures that are held, ours first.
    public AgreementCodec.Signed file(SharingAgreement agreement) {
        Own own = parts.transactions()
                .read(session -> AgreementTable.own(session, agreement.id(), agreement.version()))
                .orElseThrow(() -> Fault.internal().exception());
        List<EvidenceCodec.Proof> signatures = new ArrayList<>(2);
        signatures.add(proof(own));
        parts.transactions()
                .read(session -> AgreementTable.theirs(session, agreement.id(), agreement.version()))
                .filter(theirs -> theirs.terms().equals(own.terms()))
                .ifPresent(theirs -> signatures.add(decoded(theirs.proof())));
        return new AgreementCodec.Signed(own.terms(), signatures);
    }

    private EvidenceCodec.Proof proof(Own own) {
        if (!(contents.get(own.contentId(), own.leaf()) instanceof ContentStore.Content.Held held)) {
            throw Fault.of(Reason.STORAGE, "the content of our signature cannot be read")
                    .exception();
        }
        Evidence evidence = parts.ledger()
                .view()
                .evidence(own.epoch(), own.index(), held.fragments())
                .orElseThrow(() -> Fault.of(Reason.STORAGE, "our signature is not in the ledger")
                        .exception());
        DirectoryView view = parts.directory().view();
        return new EvidenceCodec.Proof(view.team(view.own()).orElseThrow().signed(), evidence);
    }

    private static EvidenceCodec.Proof decoded(Bytes proof) {
        try {
            return EvidenceCodec.decode(proof);
        } catch (WireException changed) {
            throw new DirectoryDamaged("a partner's signature cannot be read: " + changed.getMessage());
        }
    }

    private static Theirs row(SharingAgreement agreement, Bytes terms, Signature signature, Instant at) {
        return new Theirs(
                agreement.id(),
                agreement.version(),
                signature.signer(),
                terms,
                signature.leaf(),
                EvidenceCodec.encode(signature.proof()),
                at);
    }

    private Listed listed(Bytes terms, Team partner) {
        SharingAgreement agreement = AgreementTable.decoded(terms);
        List<Standing> standings = parts.directory().view().agreementsHeldWith(partner);
        Optional<Standing> standing = standings.stream()
                .filter(signed -> signed.agreement().equals(agreement))
                .findFirst();
        Instant now = parts.clock().instant();
        Signed by = standing.isPresent() ? Signed.BOTH : signedBy(agreement, terms);
        State state = standing.map(signed -> AgreementStates.signed(signed, standings, now))
                .orElseGet(() -> parts.transactions().read(session -> AgreementStates.open(session, agreement)));
        SortedSet<Team> terminatedBy = parts.transactions()
                .read(session -> AgreementActs.of(AgreementActTable.of(session, agreement.id())))
                .terminatedBy();
        return new Listed(agreement.id(), terms, partner, state, by, standing, terminatedBy);
    }

    private Signed signedBy(SharingAgreement agreement, Bytes terms) {
        return parts.transactions()
                        .read(session -> AgreementTable.own(session, agreement.id(), agreement.version()))
                        .filter(own -> own.terms().equals(terms))
                        .isPresent()
                ? Signed.OURSELVES
                : Signed.PARTNER;
    }

    private static String key(Team partner, Bytes id, int version, Bytes terms) {
        return partner.domain() + "/" + id.hex() + "/" + String.format("%010d", version) + "/"
                + Sha256.of(terms).hex();
    }
}
