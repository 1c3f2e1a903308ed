package org.tocsin.node.emergency;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.model.Fragment;
import org.tocsin.model.Lane;
import org.tocsin.model.Origin;
import org.tocsin.model.Statement;
import org.tocsin.model.Team;
import org.tocsin.model.Tlp;
import org.tocsin.model.agreement.OfficerApproval;
import org.tocsin.model.emergency.Occurrence;
import org.tocsin.model.emergency.Step;
import org.tocsin.node.delivery.LaneJournal;
import org.tocsin.node.fault.CrashPoint;
import org.tocsin.node.ledger.Batch;
import org.tocsin.node.ledger.ContentCipher;
import org.tocsin.node.ledger.Draft;
import org.tocsin.proof.FragmentTree;
import org.tocsin.trust.OfficerApprovals;
import org.tocsin.wire.AgreementActCodec;
import org.tocsin.wire.FragmentCodec;
import org.tocsin.wire.StatementCodec;
import org.tocsin.wire.StepCodec;
import org.tocsin.wire.WireException;

/// States what this team says about emergencies: appends it, notes what follows, and gives it to whom it concerns, in
/// one commit. Rules R-EMG-1, R-EMG-3.
final class EmergencyStating {
    /// What is said about an emergency is for the teams that it calls.
    private static final Tlp MARKING = Tlp.AMBER_STRICT;

    private final EmergencyParts parts;
    private final EmergencyFeed feed;
    private final RelayDesk relays;
    private final ContentCipher cipher;

    EmergencyStating(EmergencyParts parts, EmergencyFeed feed, RelayDesk relays) {
        this.parts = parts;
        this.feed = feed;
        this.relays = relays;
        this.cipher = new ContentCipher(parts.random());
    }

    /// Raises an emergency.
    EmergencyTable.Held raise(Batch batch, Bytes document, Collection<Team> called) {
        Draft draft = draft(batch.origin(), Statement.Kind.EMERGENCY, List.of(), document, Optional.empty());
        Batch.Appended appended = batch.append(draft);
        var held = new EmergencyTable.Held(
                draft.leafHash(), parts.own(), batch.now(), batch.origin().epoch(), appended.index(), document);
        EmergencyTable.insert(batch.session(), held);
        called.forEach(team -> EmergencyTable.called(batch.session(), held.id(), team));
        parts.scan().addressed(batch, Lane.EMERGENCY, appended.index(), draft.leafHash(), called);
        feed.note(batch, new Occurrence(held.id(), batch.now(), new Occurrence.Detail.Raised()));
        CrashPoint.EMERGENCY_STATED.pass();
        return held;
    }

    /// States a step that the node itself takes, now.
    void step(Batch batch, EmergencyTable.Held emergency, Collection<Team> to, Step.What what) {
        Step step = new Step(new TreeSet<>(to), emergency.id(), millis(batch), what);
        step(batch, emergency, step, StepCodec.encode(step), Optional.empty());
    }

    private static Instant millis(Batch batch) {
        return Instant.ofEpochMilli(batch.now().toEpochMilli());
    }

    /// States a step, behind what is owed about the same emergency. While the ledger does not sign it counts here, and
    /// is
    /// owed. Rule R-EMG-8.
    void step(
            Batch batch, EmergencyTable.Held emergency, Step step, Bytes document, Optional<OfficerApproval> approval) {
        Optional<String> officer = approval.map(OfficerApprovals::officer);
        if (batch.signs()) {
            settle(batch, emergency);
            append(batch, emergency, step, document, approval);
        } else {
            EmergencyOwedTable.add(
                    batch.session(),
                    emergency.id(),
                    parts.own(),
                    batch.now(),
                    officer,
                    document,
                    approval.map(AgreementActCodec::encode));
        }
        Lives.note(batch.session(), emergency, parts.own(), parts.own(), step);
        feed.note(
                batch,
                new Occurrence(
                        emergency.id(),
                        batch.now(),
                        new Occurrence.Detail.Stepped(parts.own(), step, officer, batch.signs())));
    }

    /// States what is owed about an emergency, in its order and as it was said when it happened. Whoever watches was
    /// told
    /// then.
    void settle(Batch batch, EmergencyTable.Held emergency) {
        List<EmergencyOwedTable.Owed> owed = EmergencyOwedTable.of(batch.session(), emergency.id());
        for (EmergencyOwedTable.Owed one : owed) {
            append(
                    batch,
                    emergency,
                    one.held().step(),
                    one.held().document(),
                    one.approval().map(EmergencyStating::approval));
        }
        if (!owed.isEmpty()) {
            EmergencyOwedTable.clear(batch.session(), emergency.id());
        }
    }

    private static OfficerApproval approval(Bytes bytes) {
        try {
            return AgreementActCodec.decodeApproval(bytes);
        } catch (WireException changed) {
            throw new IllegalStateException("a stored signature cannot be read: " + changed.getMessage(), changed);
        }
    }

    private void append(
            Batch batch, EmergencyTable.Held emergency, Step step, Bytes document, Optional<OfficerApproval> approval) {
        Draft draft = draft(batch.origin(), Statement.Kind.EMERGENCY_STEP, List.of(emergency.id()), document, approval);
        Batch.Appended appended = batch.append(draft);
        EmergencyStepTable.insert(
                batch.session(),
                new EmergencyStepTable.Held(
                        draft.leafHash(),
                        emergency.id(),
                        parts.own(),
                        batch.origin().epoch(),
                        appended.index(),
                        batch.now(),
                        approval.map(OfficerApprovals::officer),
                        document));
        parts.scan().addressed(batch, Lane.EMERGENCY, appended.index(), draft.leafHash(), step.to());
        var place = new LaneJournal.Stated(batch.origin().epoch(), appended.index());
        relays.stated(batch, emergency.id(), draft.leafHash(), place, step.to());
        CrashPoint.EMERGENCY_STEP_STATED.pass();
    }

    /// States a relay of a statement: to the mutual partner, or as one to whom it is for. Rule R-EMG-9.
    ///
    /// @return where it stands
    LaneJournal.Stated relay(Batch batch, Digest leaf, Bytes document, Team next) {
        Draft draft = draft(batch.origin(), Statement.Kind.EMERGENCY_RELAY, List.of(leaf), document, Optional.empty());
        Batch.Appended appended = batch.append(draft);
        parts.scan().addressed(batch, Lane.EMERGENCY, appended.index(), draft.leafHash(), List.of(next));
        return new LaneJournal.Stated(batch.origin().epoch(), appended.index());
    }

    private Draft draft(
            Origin origin,
            Statement.Kind kind,
            List<Digest> references,
            Bytes document,
            Optional<OfficerApproval> approval) {
        List<Bytes> fragments = new ArrayList<>();
        fragments.add(FragmentCodec.encode(new Fragment.Document(MARKING, document)));
        approval.ifPresent(signed ->
                fragments.add(FragmentCodec.encode(new Fragment.Approval(MARKING, AgreementActCodec.encode(signed)))));
        FragmentTree.Sealed sealed = FragmentTree.seal(fragments, parts.random());
        byte[] nonce = new byte[Statement.NONCE_BYTES];
        parts.random().nextBytes(nonce);
        Statement statement = new Statement(
                origin.team(), origin.epoch(), Bytes.wrap(nonce), kind, Optional.empty(), references, sealed.root());
        return Draft.of(StatementCodec.encode(statement), kind, FragmentCodec.encode(sealed.set()), cipher);
    }
}
