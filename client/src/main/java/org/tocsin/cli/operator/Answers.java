package org.tocsin.cli.operator;

import java.util.Optional;
import org.tocsin.cli.Answer;
import org.tocsin.peer.Peers;
import org.tocsin.peer.Records;

/// How records, peers and lanes are shown.
final class Answers {
    private Answers() {}

    static Answer of(Records.Summary summary) {
        return Answer.of()
                .put("record", summary.version().record().toString())
                .put("version", summary.version().version())
                .put("team", summary.version().record().team().domain())
                .put("marking", summary.marking().label())
                .put("name", summary.name())
                .put("stored_at", summary.storedAt())
                .put("index", summary.index())
                .put("content_bytes", summary.contentBytes())
                .put("leaf_hash", summary.leafHash())
                .put("withdrawn_at", summary.withdrawal().map(Records.Withdrawal::at))
                .put(
                        "withdrawn_reason",
                        summary.withdrawal().map(Records.Withdrawal::reason).filter(reason -> !reason.isEmpty()))
                .put("narrowed_at", summary.narrowing().map(Records.Withdrawal::at))
                .put(
                        "narrowed_reason",
                        summary.narrowing().map(Records.Withdrawal::reason).filter(reason -> !reason.isEmpty()));
    }

    static Answer of(Records.Reason reason) {
        return Answer.of()
                .put("object", reason.object())
                .put("property", reason.property())
                .put("rule", reason.rule())
                .put("text", reason.text());
    }

    static Answer of(Records.Decision decision) {
        Answer answer = Answer.of().put("partner", decision.partner().domain()).put("released", decision.released());
        if (!decision.released()) {
            return answer.put("reason", decision.reason());
        }
        answer.put("sequence", decision.sequence()).put("processed", decision.processed());
        return decision.refused().isEmpty() ? answer : answer.put("refused", decision.refused());
    }

    static Answer of(Peers.Summary peer) {
        return Answer.of()
                .put("team", peer.team().domain())
                .put("display_name", peer.displayName())
                .put("manifest_version", peer.manifestVersion())
                .put("fingerprint", peer.fingerprint())
                .put("endpoints", peer.endpoints())
                .put("agreement_in_force", peer.agreementInForce())
                .put("state", peer.cutAt().isPresent() ? "cut" : peer.out().state())
                .put("cut_at", peer.cutAt())
                .put("cut_reason", Optional.of(peer.cutReason()).filter(reason -> !reason.isEmpty()))
                .put("lag", peer.out().lag())
                .put("last_receipt_at", peer.out().lastReceiptAt())
                .put("certificate_expires_at", peer.certificateExpiresAt())
                .put("lane_out", of(peer.out()))
                .put("lane_in", of(peer.in()));
    }

    static Answer of(Peers.Introduced introduced) {
        return Answer.of()
                .put("team", introduced.team().domain())
                .put("introducer", introduced.introducer().domain())
                .put("fingerprint", introduced.fingerprint())
                .put("pinned", introduced.pinned())
                .put("disputed", introduced.disputed())
                .put("introduced_at", introduced.at())
                .put("reason", introduced.reason());
    }

    /// What each side holds of the other, and what binds them.
    static Answer of(Peers.Holdings held) {
        return Answer.of()
                .put("taken_from_them", held.taken())
                .put("given_to_them", held.given())
                .put("deletions_they_owe", held.deletionsOwed())
                .put("answers_they_owe", held.answersOverdue())
                .put("unsent_content", held.unsentContent())
                .put("unsent_notices", held.unsentNotices())
                .put("terms", held.terms().stream().map(Answers::of).toList());
    }

    private static Answer of(Peers.HeldTerms terms) {
        return Answer.of()
                .put("agreement", terms.agreement())
                .put("version", terms.version())
                .put("title", terms.title())
                .put("until", terms.until())
                .put("keep_days", terms.keepDays())
                .put("delete_at_end", terms.deleteAtEnd());
    }

    private static Answer of(Peers.LaneOut lane) {
        return Answer.of()
                .put("state", lane.state())
                .put("detail", lane.detail())
                .put("decided", lane.decided())
                .put("released", lane.released())
                .put("withheld", lane.withheld())
                .put("through", lane.through())
                .put("refused", lane.refused())
                .put("voided", lane.voided())
                .put("lag", lane.lag())
                .put("last_receipt_at", lane.lastReceiptAt());
    }

    private static Answer of(Peers.LaneIn lane) {
        return Answer.of()
                .put("through", lane.through())
                .put("stored", lane.stored())
                .put("refused", lane.refused())
                .put("duplicates", lane.duplicates());
    }
}
