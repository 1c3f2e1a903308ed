package org.tocsin.wire;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.model.RecordId;
import org.tocsin.model.RecordVersion;
import org.tocsin.model.Statement;
import org.tocsin.model.Team;

/// Statements to their bytes, once, at the author; and from their bytes, after the proof holds. Rules R-STM-1 to
/// R-STM-5.
public final class StatementCodec {
    private static final int TEAM = org.tocsin.exchange.v1.Statement.TEAM_FIELD_NUMBER;
    private static final int EPOCH = org.tocsin.exchange.v1.Statement.EPOCH_FIELD_NUMBER;
    private static final int NONCE = org.tocsin.exchange.v1.Statement.NONCE_FIELD_NUMBER;
    private static final int KIND = org.tocsin.exchange.v1.Statement.KIND_FIELD_NUMBER;
    private static final int RECORD = org.tocsin.exchange.v1.Statement.RECORD_FIELD_NUMBER;
    private static final int REFERENCES = org.tocsin.exchange.v1.Statement.REFERENCES_FIELD_NUMBER;
    private static final int FRAGMENTS_ROOT = org.tocsin.exchange.v1.Statement.FRAGMENTS_ROOT_FIELD_NUMBER;
    private static final int RECORD_EPOCH = org.tocsin.exchange.v1.RecordVersion.EPOCH_FIELD_NUMBER;
    private static final int RECORD_LOCAL_ID = org.tocsin.exchange.v1.RecordVersion.LOCAL_ID_FIELD_NUMBER;
    private static final int RECORD_VERSION = org.tocsin.exchange.v1.RecordVersion.VERSION_FIELD_NUMBER;
    /// Room for a record's first version by a team with a long name.
    private static final int BYTES_USUAL = 192;

    private StatementCodec() {}

    public static Bytes encode(Statement statement) {
        FieldWriter out = new FieldWriter(BYTES_USUAL);
        out.element(TEAM, statement.team().domain());
        out.number(EPOCH, statement.epoch());
        out.bytes(NONCE, statement.nonce().array());
        out.number(KIND, Enums.kind(statement.kind()).getNumber());
        statement.version().ifPresent(version -> write(out, version));
        for (Digest reference : statement.references()) {
            out.element(REFERENCES, reference.array());
        }
        out.bytes(FRAGMENTS_ROOT, statement.fragmentsRoot().array());
        return Bytes.wrap(out.written());
    }

    private static void write(FieldWriter out, RecordVersion version) {
        RecordId record = version.record();
        out.begin(
                RECORD,
                FieldWriter.numberBytes(record.epoch())
                        + FieldWriter.fieldBytes(record.localId().length())
                        + FieldWriter.numberBytes(version.version()));
        out.number(RECORD_EPOCH, record.epoch());
        out.bytes(RECORD_LOCAL_ID, record.localId().array());
        out.number(RECORD_VERSION, version.version());
    }

    /// @throws WireException if the bytes break one of R-STM-1 to R-STM-5
    public static Statement decode(Bytes bytes) throws WireException {
        var message =
                Parsing.parsed(org.tocsin.exchange.v1.Statement.parser(), bytes, Statement.BYTES_MAX, "statement");
        Parsing.nothingUnknown(message, "statement");
        Parsing.nothingUnknown(message.getRecord(), "statement");
        Team team = Parsing.team(message.getTeam(), "statement.team");
        Optional<RecordVersion> version =
                message.hasRecord() ? Optional.of(version(team, message.getRecord())) : Optional.empty();
        List<Digest> references = new ArrayList<>(message.getReferencesCount());
        for (var reference : message.getReferencesList()) {
            references.add(Parsing.digest(reference, "statement.references"));
        }
        Digest fragmentsRoot = Parsing.digest(message.getFragmentsRoot(), "statement.fragments_root");
        var kind = Enums.kind(message.getKind());
        return Parsing.checked(() -> new Statement(
                team, message.getEpoch(), Parsing.bytes(message.getNonce()), kind, version, references, fragmentsRoot));
    }

    private static RecordVersion version(Team team, org.tocsin.exchange.v1.RecordVersion message) throws WireException {
        return Parsing.checked(() -> new RecordVersion(
                new RecordId(team, message.getEpoch(), Parsing.bytes(message.getLocalId())), message.getVersion()));
    }
}
