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
    private StatementCodec() {}

    public static Bytes encode(Statement statement) {
        var builder = org.tocsin.exchange.v1.Statement.newBuilder()
                .setTeam(statement.team().domain())
                .setEpoch(statement.epoch())
                .setNonce(Parsing.string(statement.nonce()))
                .setKind(Enums.kind(statement.kind()))
                .setFragmentsRoot(Parsing.string(statement.fragmentsRoot()));
        statement
                .version()
                .ifPresent(version -> builder.setRecord(org.tocsin.exchange.v1.RecordVersion.newBuilder()
                        .setEpoch(version.record().epoch())
                        .setLocalId(Parsing.string(version.record().localId()))
                        .setVersion(version.version())));
        for (Digest reference : statement.references()) {
            builder.addReferences(Parsing.string(reference));
        }
        return Bytes.wrap(builder.build().toByteArray());
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
