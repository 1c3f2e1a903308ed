package org.tocsin.node.intake;

import org.tocsin.model.Bytes;
import org.tocsin.model.Delivery.HoldReason;
import org.tocsin.model.Digest;
import org.tocsin.model.Receipt.RefusalReason;
import org.tocsin.model.RecordVersion;
import org.tocsin.model.Tlp;
import org.tocsin.model.agreement.Onward;
import org.tocsin.node.emergency.EmergencyIntake;

/// What is to become of an arrival, before the ledger has its word.
sealed interface Judgement {
    Arrival arrival();

    default long sequence() {
        return arrival().sequence();
    }

    default Digest leaf() {
        return arrival().leaf();
    }

    /// A record to store, unless it is held already or contradicts what is held. `onward` is whom the agreement, the
    /// marking, the audience and the attribution let a hub hand it on to.
    record Admit(
            Arrival.Stated arrival,
            Attested attested,
            RecordVersion version,
            Tlp marking,
            String name,
            long contentBytes,
            Bytes agreementId,
            int agreementVersion,
            Onward onward)
            implements Judgement {}

    /// A statement of the control or the emergency lane to store and to act on, if it may and was not before.
    record Control(Arrival.Stated arrival, Attested attested, ControlStatement said) implements Judgement {
        /// Whether it came sealed, through a mutual partner: then it is kept as it was opened, with its author's
        /// evidence.
        boolean isOpened() {
            return said instanceof ControlStatement.Called && attested.relay().isPresent();
        }
    }

    /// A record that comes ahead, on the emergency lane: if an emergency of its author's refers to it and there is
    /// room, `inner`, which admits or refuses it, becomes of it. Rules R-EMG-11 to R-EMG-13.
    record Ahead(Arrival.Stated arrival, Judgement inner, RecordVersion version, EmergencyIntake emergencies)
            implements Judgement {
        int size() {
            return arrival.fragments().length();
        }
    }

    /// Processed by refusing it.
    record Refuse(Arrival.Proven arrival, RefusalReason reason) implements Judgement {}

    /// Processed: the author shows nothing.
    record PassOver(Arrival.Voided arrival) implements Judgement {}

    /// Not processed; the lane waits in front of it.
    record Wait(Arrival arrival, HoldReason reason) implements Judgement {}
}
