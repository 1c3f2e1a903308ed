package org.tocsin.node.fault;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Named places at which a test can end the process as a power cut would: nothing is flushed, closed or told after it.
/// A test aid, armed by the system property `tocsin.crash=NAME`, or `NAME:n` for the n-th time that the place is
/// passed.
/// Not armed, which is always so but in tests, a place costs one comparison with a constant.
public enum CrashPoint {
    // The author: from a document to a durable answer.
    /// A document is read, cut and sealed, and nobody was asked to store it.
    PUBLISH_PREPARED,
    /// A work waits for the committer.
    WORK_SUBMITTED,
    /// The committer has taken works, and has no transaction yet.
    BATCH_TAKEN,
    /// In the transaction, in front of the first work.
    BATCH_BEGUN,
    /// A record's statement is appended and its row is written.
    RECORD_STATED,
    /// All works have run; lanes and receipts are not decided.
    WORKS_RUN,
    /// The lanes' packs are written.
    LANES_SCANNED,
    /// The tree has grown, the new head is not signed.
    HEAD_UNSIGNED,
    /// The new head is signed, and stands nowhere yet.
    HEAD_SIGNED,
    /// Everything of the batch is written, the transaction is not committed.
    BATCH_WRITTEN,
    /// The transaction is durable, the high-water file is behind it.
    BATCH_COMMITTED,
    /// The first slot of the high-water file is written, and not synced.
    HIGH_WATER_FIRST_WRITTEN,
    /// The first slot of the high-water file is durable.
    HIGH_WATER_FIRST_SYNCED,
    /// The second slot of the high-water file is written, and not synced.
    HIGH_WATER_SECOND_WRITTEN,
    /// The second slot of the high-water file is durable.
    HIGH_WATER_SECOND_SYNCED,
    /// Readers see the new head, and nobody was told of it.
    HEAD_PUBLISHED,
    /// The works of a commit were told, those who wait for heads were not.
    WORKS_TOLD,
    /// Everybody was told of the new head.
    HEAD_TOLD,
    /// An officer has the answer to one document.
    PUBLISH_ANSWERED,
    /// It is written down that an officer's act begins, and nothing of it is done.
    ACT_BEGUN,
    /// An officer's act is done, and its end is not written down.
    ACT_DONE,

    /// A withdrawal is appended, noted and addressed.
    WITHDRAWAL_STATED,
    /// What became of another team's record is appended, noted and addressed.
    RECORD_MARK_STATED,
    /// A check-in is appended, noted and addressed.
    CHECK_IN_STATED,

    /// An emergency is appended, noted and addressed.
    EMERGENCY_STATED,
    /// In the transaction: it is decided whether a record goes ahead of the others.
    EMERGENCY_RECORD_DECIDED,
    /// A step of an emergency is appended, noted and addressed.
    EMERGENCY_STEP_STATED,
    /// In the transaction: an attempt at reaching an officer is written.
    SUMMONS_WRITTEN,
    /// An attempt is durable, and not made.
    SUMMONS_UNMADE,
    /// An attempt is handed to its channel.
    SUMMONS_MADE,
    /// In the transaction: the outcome of an attempt is written, and the next one, if it failed.
    SUMMONS_DONE,
    /// In the transaction: what was due is done.
    DUTY_TIMER_RUN,

    // The author: from the ledger to the partner, and back.
    /// A lane's stream is opened, the partner has not said where it stands.
    LANE_OPENED,
    /// The partner has said where the lane stands.
    LANE_STATE_HEARD,
    /// What the next sequences stand for is read and decided on again.
    PARCELS_READ,
    /// A frame has its proofs, and is not sent.
    FRAME_MADE,
    /// A frame is handed to the transport.
    FRAME_SENT,
    /// A receipt came.
    RECEIPT_HEARD,
    /// A receipt is verified.
    RECEIPT_VERIFIED,
    /// A receipt waits for its commit.
    RECEIPT_SUBMITTED,
    /// A receipt is written, its transaction is not committed.
    RECEIPT_WRITTEN,
    /// A receipt is durable.
    RECEIPT_STORED,

    // The receiver.
    /// A partner opened a lane's stream.
    LANE_ASKED,
    /// The partner was told where its lane stands.
    LANE_STATE_SENT,
    /// A frame came.
    FRAME_HEARD,
    /// A frame's checkpoint, consistency and inclusion are verified.
    FRAME_VERIFIED,
    /// The items of a frame are put together.
    ITEMS_ASSEMBLED,
    /// The items of a frame are judged.
    ITEMS_JUDGED,
    /// The work of a frame waits for its commit.
    INTAKE_SUBMITTED,
    /// In the transaction: the content of an item is handed over.
    INTAKE_CONTENT_STORED,
    /// In the transaction: the evidence of an item is written.
    INTAKE_EVIDENCE_WRITTEN,
    /// In the transaction: the record of an item is written.
    INTAKE_RECORD_WRITTEN,
    /// In the transaction: what became of a record of ours is noted.
    RECORD_MARKED,
    /// In the transaction: a record is withdrawn, and its content erased.
    WITHDRAWAL_WRITTEN,
    /// In the transaction: an emergency is written, and what it makes due.
    EMERGENCY_TAKEN,
    /// In the transaction: another team's step of an emergency is written.
    EMERGENCY_STEP_TAKEN,
    /// In the transaction: a frame's items are written, and the author's head is noted.
    INTAKE_WRITTEN,
    /// In the transaction: the receipt is stated.
    INTAKE_RECEIPT_STATED,
    /// In the transaction: the lane's place is written.
    INTAKE_LANE_WRITTEN,
    /// A frame is durable and published, nothing was answered.
    INTAKE_COMMITTED,
    /// A receipt is handed to the transport.
    RECEIPT_ANSWERED,

    // Every node: start, stop, partners, a new epoch.
    /// The data directory is locked, nothing is opened.
    START_LOCKED,
    /// The database is open, at this program's schema.
    START_DATABASE_OPEN,
    /// The open epoch is walked, and the start gate has decided.
    START_LEDGER_WALKED,
    /// Both ports are open, no lane has begun.
    START_PORTS_OPEN,
    /// Lanes run, the operator was not told.
    START_SERVING,
    /// A signal has come, nothing is drained.
    STOP_BEGUN,
    /// Ports and lanes are closed, the storage is open.
    STOP_DRAINED,
    /// A partner is pinned in the database, and not yet in memory.
    PEER_PINNED,
    /// The manifest of a new epoch is saved, the database is in the old one.
    REOPEN_MANIFEST_SAVED,
    /// The new epoch is durable, the high-water file names the old one.
    REOPEN_EPOCH_BEGUN;

    /// The system property that arms one place.
    public static final String PROPERTY = "tocsin.crash";
    /// How the process ends: as if it had been killed.
    public static final int EXIT = 137;

    private static final Logger log = LoggerFactory.getLogger(CrashPoint.class);
    private static final @Nullable CrashPoint ARMED;
    private static final AtomicLong LEFT;

    static {
        String[] plan = System.getProperty(PROPERTY, "").split(":", 2);
        ARMED = plan[0].isEmpty() ? null : valueOf(plan[0]);
        LEFT = new AtomicLong(plan.length == 2 ? Long.parseLong(plan[1]) : 1);
    }

    /// The place that is armed.
    public static Optional<CrashPoint> armed() {
        return Optional.ofNullable(ARMED);
    }

    /// Passes this place, unless it is armed and this is the time: then this never returns.
    public void pass() {
        if (this == ARMED && LEFT.decrementAndGet() == 0) {
            log.error("the process ends here, as it was asked to by -D{} point={}", PROPERTY, this);
            Runtime.getRuntime().halt(EXIT);
        }
    }
}
