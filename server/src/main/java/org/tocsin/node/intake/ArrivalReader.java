package org.tocsin.node.intake;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.tocsin.model.Bytes;
import org.tocsin.model.Fragment;
import org.tocsin.model.FragmentSet;
import org.tocsin.model.Lane;
import org.tocsin.model.Receipt.RefusalReason;
import org.tocsin.model.RecordVersion;
import org.tocsin.model.Statement;
import org.tocsin.model.Team;
import org.tocsin.model.Tlp;
import org.tocsin.model.agreement.Onward;
import org.tocsin.node.directory.AgreementProjection;
import org.tocsin.node.policy.Admission;
import org.tocsin.node.policy.AdmissionDecision;
import org.tocsin.node.policy.Obligations;
import org.tocsin.node.policy.RecordHeader;
import org.tocsin.node.policy.RecordSubject;
import org.tocsin.node.policy.Standing;
import org.tocsin.proof.FragmentTree;
import org.tocsin.stix.ContentGlance;
import org.tocsin.stix.Recomposer;
import org.tocsin.stix.StixDocument;
import org.tocsin.stix.StixReader;
import org.tocsin.stix.StixVerdict;
import org.tocsin.wire.FragmentCodec;
import org.tocsin.wire.StatementCodec;
import org.tocsin.wire.WireException;

/// The one admission path: from a proven arrival to what is to become of it. Pure but for the reader it uses.
///
/// A proof that fails stops a lane; anything wrong behind a proof that holds is the author's own statement, and is
/// refused without stopping what comes after it. Rules R-ADM-1 to R-ADM-5, R-LAN-11.
final class ArrivalReader {
    private final Team own;
    private final StixReader reader;
    private final RelayReader relays;
    private final AgreementReader about;
    private final EmergencyReader calls;
    private final WitnessReader witnesses;

    ArrivalReader(
            Team own,
            StixReader reader,
            RelayReader relays,
            AgreementReader about,
            EmergencyReader calls,
            WitnessReader witnesses) {
        this.own = own;
        this.reader = reader;
        this.relays = relays;
        this.about = about;
        this.calls = calls;
        this.witnesses = witnesses;
    }

    Judgement judge(Lane lane, Arrival arrival, Collection<Standing> agreements, Instant at) {
        return switch (arrival) {
            case Arrival.Voided voided -> new Judgement.PassOver(voided);
            case Arrival.Oversize oversize -> new Judgement.Refuse(oversize, RefusalReason.TOO_LARGE);
            case Arrival.Stated stated -> {
                try {
                    yield judgeStated(lane, stated, agreements, at);
                } catch (WireException | IllegalArgumentException malformed) {
                    yield new Judgement.Refuse(stated, RefusalReason.MALFORMED);
                }
            }
        };
    }

    private Judgement judgeStated(Lane lane, Arrival.Stated stated, Collection<Standing> agreements, Instant at)
            throws WireException {
        Statement statement = StatementCodec.decode(stated.entry().statement());
        // R-STM-2: a ledger holds its own team's and epoch's statements only.
        if (!statement.origin().equals(stated.frame().origin())) {
            return new Judgement.Refuse(stated, RefusalReason.MALFORMED);
        }
        boolean isAhead = lane == Lane.EMERGENCY
                && statement.kind() == Statement.Kind.RECORD
                && calls.takesRecords(statement.team(), agreements, at);
        if (!isAhead && !LaneRules.carries(lane, statement.kind())) {
            return new Judgement.Refuse(stated, RefusalReason.KIND_NOT_CARRIED);
        }
        // R-LAN-11: before there is an agreement, nothing is said but about agreements and keys.
        if (agreements.isEmpty()
                && lane == Lane.CONTROL
                && statement.kind() != Statement.Kind.MANIFEST
                && !AgreementProjection.isAboutAgreements(statement.kind())) {
            return new Judgement.Refuse(stated, RefusalReason.NO_AGREEMENT);
        }
        Attested attested = Attested.direct(stated, statement);
        return switch (statement.kind()) {
            case RECORD ->
                isAhead ? judgeAhead(stated, attested, agreements, at) : judgeRecord(stated, attested, agreements, at);
            case RECORD_RECEIPT, WITHDRAW, NARROW, CHECK_IN -> ControlReader.judge(stated, attested, own);
            case RELAY -> judgeRelay(lane, stated, statement, agreements, at);
            case AGREEMENT, AGREEMENT_ACT -> about.judge(stated, attested);
            case TEAM_PROFILE -> about.profile(stated, attested);
            case MANIFEST -> about.manifest(stated, attested);
            case SEEN, EVIDENCE -> witnesses.judge(stated, attested);
            case INTRODUCTION -> about.introduction(stated, attested);
            case EMERGENCY, EMERGENCY_STEP -> calls.judge(stated, attested, agreements, at);
            case EMERGENCY_RELAY -> calls.relayed(stated, attested, at);
            case RECEIPT, EPOCH -> new Judgement.Refuse(stated, RefusalReason.KIND_NOT_CARRIED);
        };
    }

    /// What a hub hands on is judged like what its author sends, under the hub's agreement. Rules R-RLY-1, R-RLY-2.
    private Judgement judgeRelay(
            Lane lane, Arrival.Stated stated, Statement statement, Collection<Standing> agreements, Instant at)
            throws WireException {
        return switch (relays.read(stated, statement)) {
            case RelayReader.Outcome.Fails fails -> new Judgement.Refuse(stated, fails.reason());
            case RelayReader.Outcome.Holds holds -> {
                Statement.Kind kind = holds.attested().statement().kind();
                if (holds.attested().origin().team().equals(own)) {
                    yield new Judgement.Refuse(stated, RefusalReason.NOT_ENTITLED);
                }
                if (lane == Lane.ROUTINE && kind == Statement.Kind.RECORD) {
                    yield judgeRecord(stated, holds.attested(), agreements, at);
                }
                boolean isControl = kind == Statement.Kind.RECORD_RECEIPT
                        || kind == Statement.Kind.WITHDRAW
                        || kind == Statement.Kind.NARROW;
                yield lane == Lane.CONTROL && isControl
                        ? ControlReader.judge(stated, holds.attested(), own)
                        : new Judgement.Refuse(stated, RefusalReason.KIND_NOT_CARRIED);
            }
        };
    }

    /// On the emergency lane a record is judged as on its own lanes, and never waited for. Rule R-EMG-12.
    private Judgement judgeAhead(Arrival.Stated stated, Attested attested, Collection<Standing> agreements, Instant at)
            throws WireException {
        Judgement inner;
        try {
            inner = judgeRecord(stated, attested, agreements, at);
        } catch (WireException | IllegalArgumentException malformed) {
            inner = new Judgement.Refuse(stated, RefusalReason.MALFORMED);
        }
        if (inner instanceof Judgement.Wait) {
            inner = new Judgement.Refuse(stated, RefusalReason.NO_AGREEMENT);
        }
        RecordVersion version =
                attested.statement().version().orElseThrow(() -> new WireException("a record without its name"));
        return new Judgement.Ahead(stated, inner, version, calls.intake());
    }

    private Judgement judgeRecord(Arrival.Stated stated, Attested attested, Collection<Standing> agreements, Instant at)
            throws WireException {
        Statement statement = attested.statement();
        FragmentSet set = FragmentCodec.decodeSet(attested.fragments());
        if (!FragmentTree.root(set).equals(Optional.of(statement.fragmentsRoot()))) {
            return new Judgement.Refuse(stated, RefusalReason.MALFORMED);
        }
        List<Fragment> shown = new ArrayList<>(set.fragments().size());
        for (FragmentSet.Disclosed disclosed : set.fragments()) {
            shown.add(FragmentCodec.decode(disclosed.fragment()));
        }
        RecordHeader header = RecordHeader.of(shown);
        boolean mayGoOn =
                !header.limited() && header.marking().filter(Relaying::goesOn).isPresent();
        if (attested.relay().isPresent() && !mayGoOn) {
            return new Judgement.Refuse(
                    stated, header.limited() ? RefusalReason.NOT_IN_AUDIENCE : RefusalReason.MARKING_ABOVE_CEILING);
        }
        Team from = stated.frame().origin().team();
        RecordSubject subject = new RecordSubject(header, shown, ContentGlance.lazily(shown));
        AdmissionDecision decision = Admission.decide(subject, agreements, from, own, at);
        return switch (decision) {
            case AdmissionDecision.Held held -> new Judgement.Wait(stated, held.reason());
            case AdmissionDecision.Refused refused -> new Judgement.Refuse(stated, refused.reason());
            case AdmissionDecision.Admitted admitted -> {
                Onward onward = mayGoOn ? Obligations.onward(header, admitted.direction()) : Onward.NOTHING;
                yield judgeContent(stated, attested, shown, header, new Admittance(admitted, onward));
            }
        };
    }

    /// Under which agreement, and whom it may go on to.
    private record Admittance(AdmissionDecision.Admitted admitted, Onward onward) {}

    private Judgement judgeContent(
            Arrival.Stated stated,
            Attested attested,
            List<Fragment> shown,
            RecordHeader header,
            Admittance admittance) {
        Bytes content = Recomposer.recompose(shown);
        if (!(reader.read(content) instanceof StixVerdict.Valid valid)) {
            return new Judgement.Refuse(stated, RefusalReason.INVALID_CONTENT);
        }
        Tlp marking = header.marking().orElse(Tlp.RED);
        if (understated(marking, shown, valid.document())) {
            return new Judgement.Refuse(stated, RefusalReason.MARKING_UNDERSTATED);
        }
        return new Judgement.Admit(
                stated,
                attested,
                attested.statement().version().orElseThrow(),
                marking,
                RecordName.of(shown),
                content.length(),
                admittance.admitted().agreementId(),
                admittance.admitted().agreementVersion(),
                admittance.onward());
    }

    /// The content may say less than its header, never more: its own marking counts against the header's, what it marks
    /// inside counts against the strictest part that is shown. Rule R-ADM-3.
    private static boolean understated(Tlp marking, List<Fragment> shown, StixDocument document) {
        if (document.marking().isStricterThan(marking)) {
            return true;
        }
        Tlp strictest = marking;
        for (Fragment fragment : shown) {
            strictest = Tlp.strictest(strictest, fragment.marking());
        }
        return document.stated().orElse(marking).isStricterThan(strictest);
    }
}
