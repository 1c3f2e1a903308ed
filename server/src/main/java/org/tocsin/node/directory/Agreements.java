package org.tocsin.node.directory;

import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.model.Evidence;
import org.tocsin.model.Fragment;
import org.tocsin.model.Statement;
import org.tocsin.model.Team;
import org.tocsin.model.Tlp;
import org.tocsin.model.agreement.SharingAgreement;
import org.tocsin.node.audit.Audit;
import org.tocsin.node.audit.AuditEvent;
import org.tocsin.node.directory.AgreementFileVerifier.Concerned;
import org.tocsin.node.directory.AgreementFileVerifier.Signature;
import org.tocsin.node.directory.AgreementTable.Own;
import org.tocsin.node.directory.AgreementTable.Theirs;
import org.tocsin.node.fault.Fault;
import org.tocsin.node.fault.Fault.Reason;
import org.tocsin.node.ledger.ContentCipher;
import org.tocsin.node.ledger.ContentStore;
import org.tocsin.node.ledger.Draft;
import org.tocsin.node.ledger.Ledger;
import org.tocsin.node.ledger.LedgerException;
import org.tocsin.node.policy.Standing;
import org.tocsin.node.store.Transactions;
import org.tocsin.proof.FragmentTree;
import org.tocsin.wire.AgreementCodec;
import org.tocsin.wire.EvidenceCodec;
import org.tocsin.wire.FragmentCodec;
import org.tocsin.wire.StatementCodec;
import org.tocsin.wire.WireException;

/// Signs, countersigns and takes in sharing agreements. A signature is a statement in the signer's own ledger that
/// discloses the exact terms; an agreement is in force when this node holds both parties' signatures under the same
/// bytes
/// and its dates are running. Rules R-AGR-1 to R-AGR-4.
///
/// A version that both signed replaces the one before at once, also if it comes into force later: nothing flows
/// between.
public final class Agreements {
    /// Agreement documents are for the two parties.
    private static final Tlp DOCUMENT_MARKING = Tlp.AMBER;

    private final Directory directory;
    private final Ledger ledger;
    private final Transactions transactions;
    private final ContentStore contents;
    private final SecureRandom random;
    private final Audit audit;
    private final InstantSource clock;
    private final ContentCipher cipher;
    /// Guards signing: one agreement is signed at a time, so that nobody signs two terms under one version.
    private final Object lock = new Object();

    /// An agreement as it stands at an instant.
    public record Listed(Bytes id, Bytes terms, Team partner, State state) {}

    /// Where an agreement is in its life.
    public enum State {
        PROPOSED("proposed"),
        NOT_YET_IN_FORCE("not-yet-in-force"),
        IN_FORCE("in-force"),
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

    public Agreements(
            Directory directory,
            Ledger ledger,
            Transactions transactions,
            SecureRandom random,
            Audit audit,
            InstantSource clock) {
        this.directory = directory;
        this.ledger = ledger;
        this.transactions = transactions;
        this.contents = new ContentStore(transactions);
        this.random = random;
        this.audit = audit;
        this.clock = clock;
        this.cipher = new ContentCipher(random);
    }

    /// Signs new terms. Signing the same terms again gives the same signature.
    ///
    /// @throws org.tocsin.node.fault.FaultException if they cannot be signed
    public AgreementCodec.Signed sign(Bytes terms, String officer) {
        Concerned concerned = new AgreementFileVerifier(directory.view()).concerned(terms);
        return sign(terms, concerned, Optional.empty(), officer);
    }

    /// Signs the terms of a file that carries the partner's signature; then the agreement has both.
    ///
    /// @throws org.tocsin.node.fault.FaultException if the partner's signature does not hold, or they cannot be signed
    public AgreementCodec.Signed countersign(AgreementCodec.Signed file, String officer) {
        AgreementFileVerifier verifier = new AgreementFileVerifier(directory.view());
        Concerned concerned = verifier.concerned(file.terms());
        Signature theirs = verifier.signature(
                file.terms(), AgreementFileVerifier.claimedBy(file, concerned.partner()), concerned.partner());
        return sign(file.terms(), concerned, Optional.of(theirs), officer);
    }

    /// Takes in a file with both signatures. Taking it in again changes nothing.
    ///
    /// @throws org.tocsin.node.fault.FaultException if a signature does not hold, or ours is not in our ledger
    public Listed take(AgreementCodec.Signed file, String officer) {
        AgreementFileVerifier verifier = new AgreementFileVerifier(directory.view());
        Concerned concerned = verifier.concerned(file.terms());
        Signature theirs = verifier.signature(
                file.terms(), AgreementFileVerifier.claimedBy(file, concerned.partner()), concerned.partner());
        var ownTeam = directory.view().team(directory.view().own()).orElseThrow();
        Signature ours = verifier.signature(file.terms(), AgreementFileVerifier.claimedBy(file, ownTeam), ownTeam);
        SharingAgreement agreement = concerned.terms();
        // 9. Our signature must be the one that our ledger holds: nobody else's word counts for that.
        Own held = transactions
                .read(session -> AgreementTable.own(session, agreement.id(), agreement.version()))
                .filter(own -> own.leaf().equals(ours.leaf()) && own.terms().equals(file.terms()))
                .orElseThrow(() -> AgreementFileVerifier.refused(
                        9, Reason.NOT_VERIFIED, "our signature in the file is not in our ledger"));
        synchronized (lock) {
            boolean added = transactions.write(session -> {
                if (AgreementTable.theirs(session, held.id(), held.version()).isPresent()) {
                    return false;
                }
                AgreementTable.insert(session, row(agreement, file.terms(), theirs, clock.instant()));
                return true;
            });
            if (added) {
                inForce(agreement, concerned.partner().team(), officer);
            }
        }
        return standing(agreement, file.terms(), concerned.partner().team());
    }

    /// All agreements that we signed or were offered evidence of, by partner, then version.
    public List<Listed> all() {
        Map<String, Listed> standings = new TreeMap<>();
        for (Own own : transactions.read(AgreementTable::allOwn)) {
            standings.put(key(own.partner(), own.id(), own.version()), standing(own.terms(), own.partner()));
        }
        return List.copyOf(standings.values());
    }

    /// Whether an agreement with a partner is in force now.
    public boolean isInForce(Team partner) {
        return directory.view().agreementsWith(partner).stream()
                .map(signed ->
                        standing(signed.agreement(), Bytes.EMPTY, partner).state())
                .anyMatch(State.IN_FORCE::equals);
    }

    private AgreementCodec.Signed sign(Bytes terms, Concerned concerned, Optional<Signature> theirs, String officer) {
        SharingAgreement agreement = concerned.terms();
        Team partner = concerned.partner().team();
        synchronized (lock) {
            Optional<Own> held =
                    transactions.read(session -> AgreementTable.own(session, agreement.id(), agreement.version()));
            checkSignable(agreement, partner, terms, held);
            if (held.isEmpty()) {
                append(new Signing(
                        draft(terms, theirs.map(Signature::leaf)),
                        agreement,
                        partner,
                        terms,
                        theirs.map(signature -> row(agreement, terms, signature, clock.instant()))));
                audit.record(AuditEvent.of(AuditEvent.Kind.AGREEMENT_SIGNED, officer)
                        .with("agreement", agreement.id().hex())
                        .with("version", agreement.version())
                        .with("partner", partner));
            } else {
                theirs.ifPresent(signature -> transactions.writing(
                        session -> AgreementTable.insert(session, row(agreement, terms, signature, clock.instant()))));
            }
            theirs.ifPresent(signature -> inForce(agreement, partner, officer));
        }
        return file(agreement);
    }

    private void checkSignable(SharingAgreement agreement, Team partner, Bytes terms, Optional<Own> held) {
        if (held.isPresent()) {
            if (!held.get().terms().equals(terms)) {
                throw conflict("other terms are signed as version " + agreement.version() + " of this agreement");
            }
            return;
        }
        int highest = transactions.read(session -> AgreementTable.highestSigned(session, agreement.id()));
        if (highest > agreement.version()) {
            throw conflict("version " + highest + " of this agreement is signed already");
        }
        Optional<Team> before = transactions.read(session -> AgreementTable.partner(session, agreement.id()));
        if (before.isPresent() && !before.get().equals(partner)) {
            throw conflict("this agreement is one with " + before.get());
        }
    }

    private static RuntimeException conflict(String why) {
        return Fault.of(Reason.AGREEMENT_CONFLICT, why + ": give it the next version, or a new id")
                .exception();
    }

    /// A statement of ours that discloses the terms and refers to the partner's signature, if there is one.
    private Draft draft(Bytes terms, Optional<Digest> countersigned) {
        Bytes fragment = FragmentCodec.encode(new Fragment.Document(DOCUMENT_MARKING, terms));
        FragmentTree.Sealed sealed = FragmentTree.seal(List.of(fragment), random);
        byte[] nonce = new byte[Statement.NONCE_BYTES];
        random.nextBytes(nonce);
        var origin = ledger.head().origin();
        Statement statement = new Statement(
                origin.team(),
                origin.epoch(),
                Bytes.wrap(nonce),
                Statement.Kind.AGREEMENT,
                Optional.empty(),
                countersigned.stream().toList(),
                sealed.root());
        return Draft.of(
                StatementCodec.encode(statement), Statement.Kind.AGREEMENT, FragmentCodec.encode(sealed.set()), cipher);
    }

    private void append(Signing signing) {
        try {
            ledger.submit(signing);
            signing.done().join();
        } catch (LedgerException refused) {
            throw LedgerFaults.of(refused).exception();
        } catch (CompletionException failed) {
            throw LedgerFaults.of(failed).exception();
        }
    }

    private void inForce(SharingAgreement agreement, Team partner, String officer) {
        directory.reloadAgreements();
        audit.record(AuditEvent.of(AuditEvent.Kind.AGREEMENT_IN_FORCE, officer)
                .with("agreement", agreement.id().hex())
                .with("version", agreement.version())
                .with("partner", partner)
                .with("from", agreement.from())
                .with("until", agreement.until()));
    }

    /// The file of an agreement with all signatures that are held, ours first.
    private AgreementCodec.Signed file(SharingAgreement agreement) {
        Own own = transactions
                .read(session -> AgreementTable.own(session, agreement.id(), agreement.version()))
                .orElseThrow(() -> Fault.internal().exception());
        List<EvidenceCodec.Proof> signatures = new ArrayList<>(2);
        signatures.add(proof(own));
        transactions
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
        Evidence evidence = ledger.view()
                .evidence(own.epoch(), own.index(), held.fragments())
                .orElseThrow(() -> Fault.of(Reason.STORAGE, "our signature is not in the ledger")
                        .exception());
        DirectoryView view = directory.view();
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

    private Listed standing(Bytes terms, Team partner) {
        return standing(
                new AgreementFileVerifier(directory.view()).concerned(terms).terms(), terms, partner);
    }

    private Listed standing(SharingAgreement agreement, Bytes terms, Team partner) {
        Instant now = clock.instant();
        @Nullable SharingAgreement highest = null;
        boolean both = false;
        for (Standing standing : directory.view().agreementsWith(partner)) {
            SharingAgreement signed = standing.agreement();
            both |= signed.equals(agreement);
            if (signed.id().equals(agreement.id()) && (highest == null || signed.version() > highest.version())) {
                highest = signed;
            }
        }
        State state;
        if (!both) {
            state = State.PROPOSED;
        } else if (highest != null && highest.version() > agreement.version()) {
            state = State.REPLACED;
        } else if (now.isBefore(agreement.from())) {
            state = State.NOT_YET_IN_FORCE;
        } else {
            state = agreement.inForceAt(now) ? State.IN_FORCE : State.LAPSED;
        }
        return new Listed(agreement.id(), terms, partner, state);
    }

    private static String key(Team partner, Bytes id, int version) {
        return partner.domain() + "/" + id.hex() + "/" + String.format("%010d", version);
    }
}
