package org.tocsin.node.intake;

import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.model.Delivery.StopReason;
import org.tocsin.model.Lane;
import org.tocsin.model.Team;
import org.tocsin.node.audit.AuditEvent;
import org.tocsin.node.delivery.SeenTable;
import org.tocsin.witness.Witnessed;

/// What people are told of a lane from a partner: in the audit, in the log, and in the lane's own row.
final class LaneNotices {
    private static final Logger log = LoggerFactory.getLogger(LaneNotices.class);

    private final IntakeParts parts;
    private final Team author;

    LaneNotices(IntakeParts parts, Team author) {
        this.parts = parts;
        this.author = author;
    }

    /// What a work refused.
    void refused(Lane lane, IntakeWork work) {
        for (IntakeWork.Prepared item : work.items()) {
            if (item.judgement() instanceof Judgement.Refuse refuse) {
                parts.audit()
                        .record(AuditEvent.of(AuditEvent.Kind.ITEM_REFUSED, author.domain())
                                .with("lane", lane)
                                .with("sequence", refuse.sequence())
                                .with("reason", refuse.reason()));
            }
        }
    }

    /// A lane cannot go on until a human acted.
    ///
    /// @param channel the lane, if its stream was opened
    void stopped(Lane lane, StopReason reason, String what, Optional<IntakeWork.Channel> channel) {
        parts.audit()
                .record(AuditEvent.of(AuditEvent.Kind.LANE_STOPPED, author.domain())
                        .with("lane", lane)
                        .with("direction", "in")
                        .with("reason", reason)
                        .with("what", what));
        log.error("a lane from a partner stopped author={} lane={} reason={} what={}", author, lane, reason, what);
        channel.ifPresent(open -> parts.transactions()
                .writing(session -> LaneInTable.stopped(
                        session,
                        LaneResumption.lane(session, open),
                        reason.name(),
                        parts.clock().instant())));
    }

    /// Something came under a ledger key whose period is closed: late, or from whoever took the key.
    void retired(Lane lane, String what) {
        parts.audit()
                .record(AuditEvent.of(AuditEvent.Kind.RETIRED_KEY_REFUSED, author.domain())
                        .with("lane", lane)
                        .with("what", what));
        log.warn("what came under a closed key period was refused author={} lane={}", author, lane);
    }

    /// What a frame showed cannot stand beside what was seen: it may be evidence.
    void contradicted(FrameVerdict.Failed failed) {
        failed.contradiction()
                .ifPresent(shown -> parts.witnesses().contradicted(shown.origin(), ReceivedTable.witnessed(shown)));
    }

    /// As above, where two lanes showed it.
    void contradicted(SeenTable.ContradictionException two) {
        parts.witnesses().contradicted(two.held().seen().origin(), Witnessed.head(two.head(), two.shown()));
    }

    void restarted(Lane lane, String why) {
        log.warn("a lane starts again lane={} author={} why={}", lane, author, why);
    }
}
