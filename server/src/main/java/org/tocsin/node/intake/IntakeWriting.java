package org.tocsin.node.intake;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.model.Evidence;
import org.tocsin.model.Receipt;
import org.tocsin.model.Receipt.RefusalReason;
import org.tocsin.model.RecordVersion;
import org.tocsin.node.fault.CrashPoint;
import org.tocsin.node.ledger.Batch;
import org.tocsin.node.ledger.SealedContent;
import org.tocsin.wire.StatementCodec;
import org.tocsin.wire.WireException;

/// One run of an `IntakeWork`: writes its items into the commit, each statement once. Rule R-ADM-5.
final class IntakeWriting {
    private final Batch batch;
    private final RecordBatch records;
    private final ReceiptClosing lane;
    private final Relaying relaying;
    private final Tombstones tombstones;
    private final Keeper keeper;
    private final List<Onward> onward = new ArrayList<>();
    private final List<StoredRecord> erased = new ArrayList<>();
    private final List<FrameEvidence> frames = new ArrayList<>();
    private final IdentityHashMap<ProvenFrame, FrameEvidence> byFrame = new IdentityHashMap<>();
    private final List<Receipt.Refusal> refusals = new ArrayList<>();
    private long lastEvidence = -1;
    private long stored;
    private long duplicates;
    private long voided;

    /// What is kept of a frame: a row that is written when its items are.
    private record FrameEvidence(long id, ProvenFrame frame, List<ReceivedTable.Admitted> admitted) {}

    /// A record that is stored and goes on.
    private record Onward(long contentId, Relaying.Handing handing) {}

    IntakeWriting(Batch batch, ReceiptClosing lane, Relaying relaying) {
        this.batch = batch;
        this.relaying = relaying;
        this.records = RecordBatch.of(batch);
        this.lane = lane;
        this.tombstones = new Tombstones(batch.session());
        this.keeper = new Keeper(batch.origin().team(), relaying.partners());
    }

    InboundLane.Counts counts() {
        return new InboundLane.Counts(stored, duplicates, voided);
    }

    List<Receipt.Refusal> refusals() {
        return refusals;
    }

    void write(List<IntakeWork.Prepared> items) {
        for (IntakeWork.Prepared item : items) {
            switch (item.judgement()) {
                case Judgement.Admit admit -> admit(admit, item);
                case Judgement.Ahead ahead -> ahead(ahead, item);
                case Judgement.Refuse refuse -> refuse(refuse.arrival(), refuse.reason());
                case Judgement.Control control -> act(control, item.sealed().orElseThrow());
                case Judgement.PassOver passed -> voided++;
                case Judgement.Wait waiting -> throw new IllegalStateException("what waits is not written");
            }
        }
        onward.forEach(one -> relaying.handOn(batch, one.contentId(), one.handing()));
        for (FrameEvidence evidence : frames) {
            ReceivedTable.insertSegment(
                    batch.session(), evidence.id(), evidence.frame(), evidence.admitted(), batch.now());
            CrashPoint.INTAKE_EVIDENCE_WRITTEN.pass();
        }
        // Whoever gave us what was withdrawn has our word that it is gone.
        for (StoredRecord record : erased) {
            relaying.marking().deleted(batch, record, ReceivedTable.deliveredBy(batch.session(), record));
        }
    }

    /// A record on the emergency lane. Rules R-EMG-11 to R-EMG-13.
    private void ahead(Judgement.Ahead ahead, IntakeWork.Prepared item) {
        int before = refusals.size();
        Optional<RefusalReason> objection = ahead.emergencies().objection(batch, ahead.version(), ahead.size());
        if (objection.isPresent()) {
            refuse(ahead.arrival(), objection.get());
        } else if (ahead.inner() instanceof Judgement.Admit admit) {
            admit(admit, item);
        } else if (ahead.inner() instanceof Judgement.Refuse refuse) {
            refuse(refuse.arrival(), refuse.reason());
        } else {
            throw new IllegalStateException("a record ahead is admitted or refused");
        }
        Optional<RefusalReason> refused =
                refusals.size() > before ? Optional.of(refusals.getLast().reason()) : Optional.empty();
        ahead.emergencies().came(batch, ahead.version(), ahead.size(), refused);
    }

    private void admit(Judgement.Admit admit, IntakeWork.Prepared item) {
        Arrival.Stated arrival = admit.arrival();
        if (!records.reserve(admit.version())) {
            again(admit, item);
            return;
        }
        Attested attested = admit.attested();
        SealedContent sealed = item.sealed().orElseThrow();
        Optional<NarrowingTable.Standing> narrowed = tombstones.narrows(admit.version());
        boolean isWithdrawn = tombstones.covers(admit.version());
        long contentId = batch.nextContentId();
        FrameEvidence evidence = evidence(arrival.frame());
        evidence.admitted().add(new ReceivedTable.Admitted(arrival.place(), contentId));
        StoredRecord record = new StoredRecord(
                contentId,
                admit.version(),
                attested.origin().epoch(),
                attested.index(),
                attested.leaf(),
                evidence.id(),
                admit.marking(),
                admit.name(),
                admit.contentBytes(),
                false,
                batch.now());
        boolean isGone = isWithdrawn
                || narrowed.filter(standing -> !keeper.mayKeep(
                                record, arrival.frame().origin().team(), standing.narrowed(), batch.now()))
                        .isPresent();
        batch.store(isGone ? SealedContent.ERASED : sealed);
        CrashPoint.INTAKE_CONTENT_STORED.pass();
        records.add(isGone ? record.skeleton() : record);
        attested.relay().ifPresent(relay -> {
            RelayTable.relayed(batch.session(), contentId, relay.evidence());
            RelayTable.vouch(
                    batch.session(),
                    attested.origin().team(),
                    arrival.frame().origin().team(),
                    relay.manifests());
        });
        if (isGone) {
            erased.add(record.skeleton());
        } else if (narrowed.isEmpty()) {
            item.handing().ifPresent(handing -> onward.add(new Onward(contentId, handing)));
        }
        CrashPoint.INTAKE_RECORD_WRITTEN.pass();
        stored++;
    }

    /// A version that is held already: the same statement, on whatever way it came, or another one.
    private void again(Judgement.Admit admit, IntakeWork.Prepared item) {
        Optional<StoredRecord> same = records.find(admit.version())
                .filter(held -> held.leafHash().equals(admit.attested().leaf()));
        if (same.isEmpty()) {
            records.find(admit.version()).ifPresent(held -> twice(held, admit));
            refuse(admit.arrival(), RefusalReason.VERSION_CONFLICT);
            return;
        }
        duplicates++;
        StoredRecord held = same.get();
        item.handing()
                .filter(handing -> onward.stream().noneMatch(one -> one.contentId() == held.contentId())
                        && Relaying.mayStillGoOn(batch.session(), held))
                .ifPresent(handing -> onward.add(
                        new Onward(held.contentId(), handing.notTo(ReceivedTable.deliveredBy(batch.session(), held)))));
    }

    /// Two statements of one version are evidence, however each came. Rule R-EVI-2.
    private void twice(StoredRecord held, Judgement.Admit admit) {
        Optional<Evidence> before = frames.stream()
                .filter(evidence -> evidence.id() == held.evidence())
                .flatMap(evidence -> evidence.frame().entries().stream()
                        .filter(entry -> entry.leaf().equals(held.leafHash()))
                        .map(entry -> ReceivedTable.evidence(evidence.frame(), entry, Bytes.EMPTY)))
                .findFirst()
                .or(() -> ReceivedTable.evidence(batch.session(), held, Bytes.EMPTY));
        Evidence now = admit.attested()
                .relay()
                .map(relay -> relay.evidence())
                .orElseGet(() -> ReceivedTable.evidence(
                        admit.arrival().frame(), admit.arrival().entry(), Bytes.EMPTY));
        if (!held.own()) {
            before.ifPresent(evidence ->
                    relaying.witnesses().twice(batch, admit.attested().origin(), evidence, now));
        }
    }

    private void act(Judgement.Control control, SealedContent sealed) {
        Arrival.Stated arrival = control.arrival();
        ProvenFrame frame = arrival.frame();
        Attested attested = control.attested();
        Stating stating = new Stating(
                attested.origin().team(),
                attested.origin().epoch(),
                attested.index(),
                batch.now(),
                attested.relay().map(relay -> frame.origin().team()));
        List<Digest> references = attested.statement().references();
        switch (ControlEffects.apply(batch, stating, references, control.said(), keeper)) {
            case ControlEffects.Outcome.Done done -> {
                long contentId = batch.store(sealed);
                evidence(frame).admitted().add(new ReceivedTable.Admitted(arrival.place(), contentId));
                if (control.isOpened()) {
                    attested.relay()
                            .ifPresent(relay -> RelayTable.relayed(batch.session(), contentId, relay.evidence()));
                }
                erased.addAll(done.erased());
                relaying.act(batch, control);
                stored++;
            }
            case ControlEffects.Outcome.Same same -> duplicates++;
            case ControlEffects.Outcome.Refused refused -> refuse(arrival, refused.reason());
        }
    }

    /// Refuses, unless this very statement was admitted before.
    private void refuse(Arrival.Proven arrival, RefusalReason reason) {
        if (isHeld(arrival.entry())) {
            duplicates++;
            return;
        }
        Receipt.Refusal refusal = new Receipt.Refusal(arrival.sequence(), reason);
        refusals.add(refusal);
        lane.refused(batch, refusal, arrival);
        evidence(arrival.frame());
    }

    private boolean isHeld(ProvenFrame.Entry entry) {
        Digest leaf = entry.leaf();
        return version(entry.statement())
                .flatMap(records::find)
                .filter(held -> held.leafHash().equals(leaf))
                .isPresent();
    }

    private static Optional<RecordVersion> version(Bytes statement) {
        try {
            return StatementCodec.decode(statement).version();
        } catch (WireException unreadable) {
            return Optional.empty();
        }
    }

    private FrameEvidence evidence(ProvenFrame frame) {
        FrameEvidence known = byFrame.get(frame);
        if (known != null) {
            return known;
        }
        long before = frames.isEmpty() ? ReceivedTable.lastSegment(batch.session()) : lastEvidence;
        lastEvidence = before + 1;
        FrameEvidence next = new FrameEvidence(lastEvidence, frame, new ArrayList<>());
        frames.add(next);
        byFrame.put(frame, next);
        return next;
    }
}
