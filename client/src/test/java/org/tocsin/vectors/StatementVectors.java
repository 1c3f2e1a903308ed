package org.tocsin.vectors;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.tocsin.exchange.v1.RecordVersion;
import org.tocsin.exchange.v1.Statement;
import org.tocsin.exchange.v1.StatementKind;
import org.tocsin.model.Bytes;
import org.tocsin.proof.TreeDomain;

/// `statements.json`: bytes of statements, what they say, and their leaf hashes.
final class StatementVectors {
    private StatementVectors() {}

    static Map<String, Object> make(Scene scene) throws Exception {
        List<Object> good = new ArrayList<>();
        for (int i = 0; i < scene.statements.size(); i++) {
            Bytes bytes = scene.statements.get(i);
            Statement message = Statement.parseFrom(bytes.array());
            Map<String, Object> says = Scene.object(
                    "team", message.getTeam(),
                    "epoch", message.getEpoch(),
                    "nonce", hex(message.getNonce()),
                    "kind", message.getKind().name().substring("STATEMENT_KIND_".length()),
                    "references",
                            message.getReferencesList().stream()
                                    .map(StatementVectors::hex)
                                    .toList(),
                    "fragments_root", hex(message.getFragmentsRoot()));
            if (message.hasRecord()) {
                RecordVersion record = message.getRecord();
                says.put("record_epoch", record.getEpoch());
                says.put("record_local_id", hex(record.getLocalId()));
                says.put("record_version", record.getVersion());
            }
            good.add(Scene.object(
                    "name",
                    "statement " + i,
                    "says",
                    says,
                    "bytes",
                    bytes.hex(),
                    "leaf",
                    TreeDomain.LEDGER.leaf(bytes).hex()));
        }
        return Scene.object("rules", "R-STM-1 to R-STM-5, R-LED-1, R-LIM-4", "good", good, "bad", bad(scene));
    }

    private static List<Object> bad(Scene scene) throws Exception {
        Statement record = Statement.parseFrom(scene.statements.getFirst().array());
        Statement receipt = Statement.parseFrom(scene.statements.get(2).array());
        Bytes valid = scene.statements.getFirst();
        List<Object> bad = new ArrayList<>();
        bad.add(bad("an unknown field", "R-LIM-4", hex(record.toByteArray()) + "7a0161"));
        bad.add(bad("cut short", "R-STM-1", valid.slice(0, valid.length() - 1).hex()));
        bad.add(bad(
                "longer than 2,048 bytes", "R-STM-1", valid.hex() + valid.hex().repeat(20)));
        bad.add(bad("a team in upper case", "R-STM-2", record.toBuilder().setTeam("CERT-ES.example")));
        bad.add(bad("a team of one label", "R-STM-2", record.toBuilder().setTeam("cert")));
        bad.add(bad("epoch 0", "R-STM-2", record.toBuilder().setEpoch(0)));
        bad.add(bad(
                "a nonce of 31 bytes",
                "R-STM-3",
                record.toBuilder().setNonce(record.getNonce().substring(1))));
        bad.add(bad(
                "a record without its version", "R-STM-4", record.toBuilder().clearRecord()));
        bad.add(bad("a receipt with a record", "R-STM-4", receipt.toBuilder().setRecord(record.getRecord())));
        bad.add(bad(
                "version 0",
                "R-REC-2",
                record.toBuilder().setRecord(record.getRecord().toBuilder().setVersion(0))));
        bad.add(bad(
                "a local id of 15 bytes",
                "R-REC-1",
                record.toBuilder()
                        .setRecord(record.getRecord().toBuilder()
                                .setLocalId(record.getRecord().getLocalId().substring(1)))));
        bad.add(bad(
                "a kind that is not said",
                "R-STM-5",
                receipt.toBuilder().setKind(StatementKind.STATEMENT_KIND_UNSPECIFIED)));
        bad.add(bad(
                "a kind unknown to this version", "R-STM-5", receipt.toBuilder().setKindValue(99)));
        Statement.Builder many = record.toBuilder();
        for (int i = 0; i < 17; i++) {
            many.addReferences(record.getFragmentsRoot());
        }
        bad.add(bad("17 references", "R-STM-5", many));
        bad.add(bad(
                "a reference of 31 bytes",
                "R-STM-5",
                record.toBuilder().addReferences(record.getFragmentsRoot().substring(1))));
        bad.add(bad("no fragments root", "R-FRG-1", record.toBuilder().clearFragmentsRoot()));
        return bad;
    }

    private static Map<String, Object> bad(String name, String rule, Statement.Builder statement) {
        return bad(name, rule, hex(statement.build().toByteArray()));
    }

    private static Map<String, Object> bad(String name, String rule, String bytes) {
        return Scene.bad(name, rule, "bytes", bytes);
    }

    private static String hex(com.google.protobuf.ByteString bytes) {
        return hex(bytes.toByteArray());
    }

    private static String hex(byte[] bytes) {
        return Bytes.wrap(bytes).hex();
    }
}
