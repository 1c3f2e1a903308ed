package org.tocsin.cli.insight;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tocsin.cli.Answer;
import org.tocsin.model.Digest;
import org.tocsin.peer.Insight;
import org.tocsin.peer.Records;

/// One release as a report shows it.
///
/// @param proofFile where its proof was written; empty if none was asked for
public record SharedRow(Insight.Shared shared, Optional<String> proofFile, Optional<Digest> proofHash) {
    /// Names of what a sheet shows, in order; a contract once released.
    public static final List<String> COLUMNS = List.of(
            "record",
            "version",
            "name",
            "marking",
            "lane",
            "sequence",
            "released_at",
            "agreement",
            "agreement_version",
            "in_part",
            "receipt",
            "receipt_detail",
            "receipted_at",
            "deletion",
            "deletion_at",
            "backups_by",
            "ledger_epoch",
            "index",
            "leaf_hash",
            "proof",
            "proof_sha256");

    /// Its values in the order of the columns; empty where there is none. Not escaped.
    public List<String> values() {
        Optional<Records.Summary> record = shared.record();
        List<String> values = new ArrayList<>();
        values.add(record.map(of -> of.version().record().toString()).orElse(""));
        values.add(record.map(of -> String.valueOf(of.version().version())).orElse(""));
        values.add(record.map(Records.Summary::name).orElse(""));
        values.add(record.map(of -> of.marking().label()).orElse(""));
        values.add(shared.lane());
        values.add(String.valueOf(shared.sequence()));
        values.add(shared.releasedAt().toString());
        values.add(shared.agreementId());
        values.add(String.valueOf(shared.agreementVersion()));
        values.add(shared.inPart() ? "yes" : "no");
        values.add(shared.receipt());
        values.add(shared.receiptDetail());
        values.add(shared.receiptedAt().map(Instant::toString).orElse(""));
        values.add(shared.deletion());
        values.add(shared.deletionAt().map(Instant::toString).orElse(""));
        values.add(shared.backupsBy().map(Instant::toString).orElse(""));
        values.add(String.valueOf(shared.ledgerEpoch()));
        values.add(String.valueOf(shared.index()));
        values.add(shared.leaf().hex());
        values.add(proofFile.orElse(""));
        values.add(proofHash.map(Digest::hex).orElse(""));
        return values;
    }

    /// For a table, and for programs.
    public Answer answer() {
        Optional<Records.Summary> record = shared.record();
        return Answer.of()
                .put("record", record.map(of -> of.version().record().toString()))
                .put("version", record.map(of -> of.version().version()))
                .put("name", record.map(Records.Summary::name))
                .put("marking", record.map(of -> of.marking().label()))
                .put("lane", shared.lane())
                .put("sequence", shared.sequence())
                .put("released_at", shared.releasedAt())
                .put("agreement", shared.agreementId())
                .put("agreement_version", shared.agreementVersion())
                .put("in_part", shared.inPart())
                .put("receipt", shared.receipt())
                .put("receipt_detail", Optional.of(shared.receiptDetail()).filter(detail -> !detail.isEmpty()))
                .put("receipted_at", shared.receiptedAt())
                .put("deletion", shared.deletion())
                .put("deletion_at", shared.deletionAt())
                .put("backups_by", shared.backupsBy())
                .put("ledger_epoch", shared.ledgerEpoch())
                .put("index", shared.index())
                .put("leaf_hash", shared.leaf())
                .put("proof", proofFile)
                .put("proof_sha256", proofHash);
    }
}
