package org.tocsin.node.intake;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tocsin.model.Bytes;
import org.tocsin.model.Evidence;
import org.tocsin.model.Team;
import org.tocsin.model.TeamManifest;
import org.tocsin.node.store.Session;
import org.tocsin.wire.EvidenceCodec;
import org.tocsin.wire.WireException;

/// The tables of what hubs hand on: `relayed_record` with the author's own evidence of a record that came through one,
/// `vouched_manifest` with the manifests of authors that hubs vouched for, and at a hub `relay_stated` with what it
/// handed on.
final class RelayTable {
    private RelayTable() {}

    /// A record came through a hub: keeps its author's evidence, without the content that is held anyway.
    static void relayed(Session session, long contentId, Evidence evidence) {
        var bare = new Evidence(
                evidence.checkpoint(), evidence.index(), evidence.proof(), evidence.statement(), Bytes.EMPTY);
        session.update(
                "insert into relayed_record (content_id, evidence) values (?, ?)",
                contentId,
                EvidenceCodec.encodeEvidence(bare));
    }

    /// The author's evidence of a record that came through a hub.
    ///
    /// @throws IllegalArgumentException if it cannot be read
    static Optional<Evidence> evidence(Session session, long contentId) {
        return session.first("select evidence from relayed_record where content_id = ?", row -> row.bytes(1), contentId)
                .map(RelayTable::decode);
    }

    private static Evidence decode(Bytes evidence) {
        try {
            return EvidenceCodec.decodeEvidence(evidence);
        } catch (WireException changed) {
            throw new IllegalArgumentException("the evidence of a relayed record cannot be read", changed);
        }
    }

    /// Keeps an author's manifests as a hub vouched for them; they open no connection.
    static void vouch(Session session, Team author, Team hub, List<TeamManifest.Signed> manifests) {
        for (int i = 0; i < manifests.size(); i++) {
            session.update(
                    "insert into vouched_manifest (team, version, manifest, signature, hub) values (?, ?, ?, ?, ?)"
                            + " on conflict (team, version) do nothing",
                    author.domain(),
                    i + 1,
                    manifests.get(i).manifest(),
                    manifests.get(i).signature(),
                    hub.domain());
        }
    }

    /// The manifests of an author that hubs vouched for, ascending.
    static List<TeamManifest.Signed> vouched(Session session, Team author) {
        return session.list(
                "select manifest, signature from vouched_manifest where team = ? order by version",
                row -> new TeamManifest.Signed(row.bytes(1), row.bytes(2)),
                author.domain());
    }

    /// A statement of ours that hands a record on, and the number of its content.
    record Stated(int epoch, long index, long contentId) {}

    /// A record was handed on, as a team brought it.
    static void stated(Session session, long recordContentId, Team broughtBy, Stated stated) {
        session.update(
                "insert into relay_stated (record_content_id, brought_by, ledger_epoch, ledger_index, content_id)"
                        + " values (?, ?, ?, ?, ?)",
                recordContentId,
                broughtBy.domain(),
                stated.epoch(),
                stated.index(),
                stated.contentId());
    }

    /// The content of the record that a statement of ours handed on.
    static Optional<Long> handedOn(Session session, int ledgerEpoch, long index) {
        return session.first(
                "select record_content_id from relay_stated where ledger_epoch = ? and ledger_index = ?",
                row -> row.number(1),
                ledgerEpoch,
                index);
    }

    /// A record that was handed on: the number of its content, and who brought it so that it could be; empty if
    /// that was who brought it first.
    record HandedOn(long recordContentId, Optional<Team> broughtBy) {}

    /// The records that our statements between two places handed on, both included, by index.
    static Map<Long, HandedOn> handedOnAmong(Session session, int ledgerEpoch, long firstIndex, long lastIndex) {
        Map<Long, HandedOn> handedOn = new HashMap<>();
        session.each(
                "select ledger_index, record_content_id, brought_by from relay_stated"
                        + " where ledger_epoch = ? and ledger_index >= ? and ledger_index <= ?",
                row -> handedOn.put(
                        row.number(1),
                        new HandedOn(
                                row.number(2),
                                Optional.of(row.text(3))
                                        .filter(team -> !team.isEmpty())
                                        .map(Team::new))),
                ledgerEpoch,
                firstIndex,
                lastIndex);
        return handedOn;
    }

    /// The statement that handed a record on.
    static Optional<Stated> statedFor(Session session, long recordContentId) {
        return session.first(
                "select ledger_epoch, ledger_index, content_id from relay_stated where record_content_id = ?",
                row -> new Stated(row.count(1), row.number(2), row.number(3)),
                recordContentId);
    }
}
