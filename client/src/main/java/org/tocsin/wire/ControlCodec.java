package org.tocsin.wire;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.tocsin.exchange.v1.DeletionScope;
import org.tocsin.exchange.v1.RecordReceiptKind;
import org.tocsin.model.Bytes;
import org.tocsin.model.RecordId;
import org.tocsin.model.RecordVersion;
import org.tocsin.model.Team;
import org.tocsin.model.TeamManifest;
import org.tocsin.model.Tlp;
import org.tocsin.model.control.CheckIn;
import org.tocsin.model.control.Introduction;
import org.tocsin.model.control.Narrowing;
import org.tocsin.model.control.RecordReceipt;
import org.tocsin.model.control.RecordReceipt.Outcome;
import org.tocsin.model.control.Relay;
import org.tocsin.model.control.Withdrawal;

/// Documents of the statements that are not records: what the control and the emergency lane carry, and relays. Rules
/// R-CTL-2 to R-CTL-5, R-RLY-1.
public final class ControlCodec {
    /// A document of a statement is one fragment.
    public static final int INTRODUCTION_BYTES_MAX = 768 * 1024;
    /// A record receipt, a withdrawal, a narrowing or a check-in.
    public static final int DOCUMENT_BYTES_MAX = 1_024;
    /// A relay: a record's fragments, its proof and the author's manifests.
    public static final int RELAY_BYTES_MAX = 20 * 1024 * 1024;

    private ControlCodec() {}

    public static Bytes encode(RecordReceipt receipt) {
        var builder = org.tocsin.exchange.v1.RecordReceipt.newBuilder()
                .setAuthor(receipt.author().domain())
                .setRecord(message(receipt.version()))
                .setAtMs(receipt.at().toEpochMilli());
        switch (receipt.outcome()) {
            case Outcome.Read read -> builder.setKind(RecordReceiptKind.RECORD_RECEIPT_KIND_READ);
            case Outcome.Accepted accepted -> builder.setKind(RecordReceiptKind.RECORD_RECEIPT_KIND_ACCEPTED);
            case Outcome.Refused refused ->
                builder.setKind(RecordReceiptKind.RECORD_RECEIPT_KIND_REFUSED).setReason(refused.reason());
            case Outcome.Acted acted ->
                builder.setKind(RecordReceiptKind.RECORD_RECEIPT_KIND_ACTED).setAction(acted.action());
            case Outcome.Deleted deleted -> {
                builder.setKind(RecordReceiptKind.RECORD_RECEIPT_KIND_DELETED)
                        .setScope(
                                deleted.backupsBy().isPresent()
                                        ? DeletionScope.DELETION_SCOPE_BACKUPS_BY
                                        : DeletionScope.DELETION_SCOPE_LIVE);
                deleted.backupsBy().ifPresent(by -> builder.setBackupsByMs(by.toEpochMilli()));
            }
        }
        return Bytes.wrap(builder.build().toByteArray());
    }

    /// @throws WireException if the bytes break R-CTL-2
    public static RecordReceipt recordReceipt(Bytes document) throws WireException {
        var message = Parsing.strictly(
                org.tocsin.exchange.v1.RecordReceipt.parser(), document, DOCUMENT_BYTES_MAX, "record receipt");
        Team author = Parsing.team(message.getAuthor(), "record_receipt.author");
        if (!message.hasRecord()) {
            throw new WireException("a record receipt without a record");
        }
        return new RecordReceipt(
                version(author, message.getRecord()), outcome(message), Instant.ofEpochMilli(message.getAtMs()));
    }

    private static org.tocsin.exchange.v1.RecordVersion message(RecordVersion version) {
        return org.tocsin.exchange.v1.RecordVersion.newBuilder()
                .setEpoch(version.record().epoch())
                .setLocalId(Parsing.string(version.record().localId()))
                .setVersion(version.version())
                .build();
    }

    private static RecordVersion version(Team author, org.tocsin.exchange.v1.RecordVersion message)
            throws WireException {
        return Parsing.checked(() -> new RecordVersion(
                new RecordId(author, message.getEpoch(), Parsing.bytes(message.getLocalId())), message.getVersion()));
    }

    private static Outcome outcome(org.tocsin.exchange.v1.RecordReceipt message) throws WireException {
        return switch (message.getKind()) {
            case RECORD_RECEIPT_KIND_READ -> new Outcome.Read();
            case RECORD_RECEIPT_KIND_ACCEPTED -> new Outcome.Accepted();
            case RECORD_RECEIPT_KIND_REFUSED ->
                new Outcome.Refused(
                        Parsing.text(message.getReason(), RecordReceipt.REASON_BYTES_MAX, "record_receipt.reason"));
            case RECORD_RECEIPT_KIND_ACTED ->
                new Outcome.Acted(
                        Parsing.text(message.getAction(), RecordReceipt.ACTION_BYTES_MAX, "record_receipt.action"));
            case RECORD_RECEIPT_KIND_DELETED ->
                new Outcome.Deleted(
                        switch (message.getScope()) {
                            case DELETION_SCOPE_LIVE -> Optional.empty();
                            case DELETION_SCOPE_BACKUPS_BY ->
                                Optional.of(Instant.ofEpochMilli(message.getBackupsByMs()));
                            case DELETION_SCOPE_UNSPECIFIED, UNRECOGNIZED ->
                                throw new WireException("a deletion without a scope");
                        });
            case RECORD_RECEIPT_KIND_UNSPECIFIED, UNRECOGNIZED ->
                throw new WireException("a kind of record receipt unknown to this version");
        };
    }

    public static Bytes encode(Withdrawal withdrawal) {
        return Bytes.wrap(org.tocsin.exchange.v1.Withdrawal.newBuilder()
                .setEpoch(withdrawal.epoch())
                .setLocalId(Parsing.string(withdrawal.localId()))
                .setVersion(withdrawal.version())
                .setReason(withdrawal.reason())
                .build()
                .toByteArray());
    }

    /// @throws WireException if the bytes break R-CTL-3
    public static Withdrawal withdrawal(Bytes document) throws WireException {
        var message = Parsing.strictly(
                org.tocsin.exchange.v1.Withdrawal.parser(), document, DOCUMENT_BYTES_MAX, "withdrawal");
        String reason = Parsing.text(message.getReason(), Withdrawal.REASON_BYTES_MAX, "withdrawal.reason");
        return Parsing.checked(() ->
                new Withdrawal(message.getEpoch(), Parsing.bytes(message.getLocalId()), message.getVersion(), reason));
    }

    public static Bytes encode(Narrowing narrowing) {
        var builder = org.tocsin.exchange.v1.Narrowing.newBuilder()
                .setEpoch(narrowing.epoch())
                .setLocalId(Parsing.string(narrowing.localId()))
                .setVersion(narrowing.version())
                .setLimited(narrowing.limited())
                .setReason(narrowing.reason());
        narrowing.marking().ifPresent(marking -> builder.setMarking(Enums.tlp(marking)));
        return Bytes.wrap(builder.build().toByteArray());
    }

    /// A marking that is not known here counts as RED.
    ///
    /// @throws WireException if the bytes break R-CTL-5
    public static Narrowing narrowing(Bytes document) throws WireException {
        var message =
                Parsing.strictly(org.tocsin.exchange.v1.Narrowing.parser(), document, DOCUMENT_BYTES_MAX, "narrowing");
        String reason = Parsing.text(message.getReason(), Narrowing.REASON_BYTES_MAX, "narrowing.reason");
        Optional<Tlp> marking =
                message.getMarkingValue() == 0 ? Optional.empty() : Optional.of(Enums.tlp(message.getMarking()));
        return Parsing.checked(() -> new Narrowing(
                message.getEpoch(),
                Parsing.bytes(message.getLocalId()),
                message.getVersion(),
                marking,
                message.getLimited(),
                reason));
    }

    public static Bytes encode(CheckIn checkIn) {
        return Bytes.wrap(org.tocsin.exchange.v1.CheckIn.newBuilder()
                .setTo(checkIn.to().domain())
                .setAtMs(checkIn.at().toEpochMilli())
                .build()
                .toByteArray());
    }

    /// @throws WireException if the bytes break R-CTL-4
    public static CheckIn checkIn(Bytes document) throws WireException {
        var message =
                Parsing.strictly(org.tocsin.exchange.v1.CheckIn.parser(), document, DOCUMENT_BYTES_MAX, "check-in");
        return new CheckIn(Parsing.team(message.getTo(), "check_in.to"), Instant.ofEpochMilli(message.getAtMs()));
    }

    public static Bytes encode(Relay relay) {
        return Bytes.wrap(org.tocsin.exchange.v1.Relay.newBuilder()
                .setEvidence(EvidenceCodec.message(relay.evidence()))
                .addAllManifests(EvidenceCodec.messages(relay.manifests()))
                .build()
                .toByteArray());
    }

    /// @throws WireException if the bytes break R-RLY-1
    public static Relay relay(Bytes document) throws WireException {
        var message = Parsing.strictly(org.tocsin.exchange.v1.Relay.parser(), document, RELAY_BYTES_MAX, "relay");
        return new Relay(EvidenceCodec.model(message.getEvidence()), EvidenceCodec.models(message.getManifestsList()));
    }

    public static Bytes encode(Introduction introduction) {
        return Bytes.wrap(org.tocsin.exchange.v1.Introduction.newBuilder()
                .setTeam(introduction.team().domain())
                .addAllManifests(EvidenceCodec.messages(introduction.manifests()))
                .setReason(introduction.reason())
                .build()
                .toByteArray());
    }

    /// @throws WireException if the bytes are not an introduction
    public static Introduction decodeIntroduction(Bytes document) throws WireException {
        var message = Parsing.strictly(
                org.tocsin.exchange.v1.Introduction.parser(), document, INTRODUCTION_BYTES_MAX, "introduction");
        Team team = Parsing.team(message.getTeam(), "introduction.team");
        String reason = Parsing.text(message.getReason(), Introduction.REASON_BYTES_MAX, "introduction.reason");
        List<TeamManifest.Signed> manifests = EvidenceCodec.models(message.getManifestsList());
        return Parsing.checked(() -> new Introduction(team, manifests, reason));
    }
}
