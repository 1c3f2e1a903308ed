package org.tocsin.node.emergency;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.model.Team;
import org.tocsin.model.emergency.Step;
import org.tocsin.node.store.Session;
import org.tocsin.wire.StepCodec;
import org.tocsin.wire.WireException;

/// The table `emergency_step`: what either side stated about emergencies.
final class EmergencyStepTable {
    static final String NAME = "emergency_step";

    private EmergencyStepTable() {}

    /// A step that is held.
    ///
    /// @param officer the name of the officer who signed it
    record Held(
            Digest leaf,
            Digest emergency,
            Team by,
            int ledgerEpoch,
            long index,
            Instant heldAt,
            Optional<String> officer,
            Bytes document) {
        /// In place of the epoch of a step that is owed.
        static final int NOT_STATED = Integer.MAX_VALUE;

        boolean isStated() {
            return ledgerEpoch != NOT_STATED;
        }

        Step step() {
            try {
                return StepCodec.step(document);
            } catch (WireException changed) {
                throw new IllegalStateException("a stored step cannot be read: " + changed.getMessage(), changed);
            }
        }
    }

    /// @return false if it is held already
    static boolean insert(Session session, Held held) {
        return session.update(
                        "insert into emergency_step (leaf, emergency, stated_by, ledger_epoch, ledger_index, held_at,"
                                + " officer, document) values (?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing",
                        held.leaf(),
                        held.emergency(),
                        held.by().domain(),
                        held.ledgerEpoch(),
                        held.index(),
                        held.heldAt(),
                        held.officer().orElse(""),
                        held.document())
                > 0;
    }

    static boolean isHeld(Session session, Digest leaf) {
        return session.number("select count(*) from emergency_step where leaf = ?", leaf) > 0;
    }

    static long count(Session session, Digest emergency, Team by) {
        return session.number(
                "select count(*) from emergency_step where emergency = ? and stated_by = ?", emergency, by.domain());
    }

    /// What one team stated about an emergency, in the order of its ledger.
    static List<Held> of(Session session, Digest emergency, Team by) {
        return session.list(
                "select leaf, ledger_epoch, ledger_index, held_at, officer, document from emergency_step"
                        + " where emergency = ? and stated_by = ? order by ledger_epoch, ledger_index",
                row -> new Held(
                        row.digest(1),
                        emergency,
                        by,
                        row.count(2),
                        row.number(3),
                        row.instant(4),
                        row.text(5).isEmpty() ? Optional.empty() : Optional.of(row.text(5)),
                        row.bytes(6)),
                emergency,
                by.domain());
    }
}
