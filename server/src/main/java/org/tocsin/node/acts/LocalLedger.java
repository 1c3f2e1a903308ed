package org.tocsin.node.acts;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.local.LocalEntry;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.model.Team;
import org.tocsin.model.TreeHead;
import org.tocsin.node.fault.CrashPoint;
import org.tocsin.node.fault.Fault;
import org.tocsin.node.ledger.Batch;
import org.tocsin.node.ledger.Ledger;
import org.tocsin.node.ledger.LedgerException;
import org.tocsin.node.store.Session;
import org.tocsin.node.store.Transactions;
import org.tocsin.proof.Checkpoint;
import org.tocsin.proof.CheckpointSigner;

/// The ledger `<team>/local`: append-only, under checkpoints that the team's ledger key signs, never given to anybody
/// but the team's auditors. What an officer's call states becomes durable with the entry that says so, in one commit;
/// what it does otherwise stands between an entry before it and one behind it. Written by the committer alone. Threats
/// T39, T40.
///
/// It is signed within a second of an entry, and whenever an auditor asks, not with every commit: no command waits for
/// a signature.
public final class LocalLedger {
    private static final Logger log = LoggerFactory.getLogger(LocalLedger.class);
    /// The call that the present thread works for.
    private static final ScopedValue<Act> CURRENT = ScopedValue.newInstance();

    private final Team team;
    private final Ledger ledger;
    private final Transactions transactions;
    private final Supplier<CheckpointSigner> signer;

    /// An entry as it is kept.
    ///
    /// @param root of the tree that ends with it
    public record Held(long index, Bytes entry, Digest root) {}

    /// A signed head.
    public record Signed(long size, Bytes checkpoint) {}

    /// @param signer asked for each signature
    public LocalLedger(Team team, Ledger ledger, Transactions transactions, Supplier<CheckpointSigner> signer) {
        this.team = team;
        this.ledger = ledger;
        this.transactions = transactions;
        this.signer = signer;
        ledger.accompany(
                work -> CURRENT.isBound() && !(work instanceof Noting) ? new ActedWork(work, CURRENT.get()) : work);
    }

    /// When the last entry was written down; empty if there is none.
    public Optional<Instant> lastAt() {
        return transactions.read(session -> {
            long size = LocalTable.tip(session).tree().head().size();
            return size == 0
                    ? Optional.empty()
                    : LocalTable.entry(session, size - 1).map(LocalEntry::at);
        });
    }

    /// Ends what a process before this one left under way, and notes that the node starts.
    ///
    /// @param what about it: its version
    public void started(String what) {
        note(batch -> {
            for (long act : LocalTable.open(batch.session())) {
                LocalTable.append(batch.session(), interrupted(batch.session(), act, batch.now()));
            }
            return LocalTable.append(batch.session(), ofNode(batch.now(), "start", what));
        });
    }

    private static LocalEntry interrupted(Session session, long act, Instant now) {
        Optional<LocalEntry> begun = LocalTable.entry(session, act);
        return new LocalEntry(
                now,
                LocalEntry.Kind.ENDED,
                begun.map(LocalEntry::actor).orElse(LocalEntry.NODE),
                begun.map(LocalEntry::method).orElse(""),
                begun.flatMap(LocalEntry::arguments),
                Optional.of(act),
                "INTERRUPTED");
    }

    private static LocalEntry ofNode(Instant now, String what, String outcome) {
        return new LocalEntry(
                now, LocalEntry.Kind.NODE, LocalEntry.NODE, what, Optional.empty(), Optional.empty(), outcome);
    }

    /// Notes something that the node itself did.
    public void node(String what, String outcome) {
        note(batch -> LocalTable.append(batch.session(), ofNode(batch.now(), what, outcome)));
    }

    /// Notes that the node stops, and signs.
    public void stopped() {
        note(batch -> {
            long index = LocalTable.append(batch.session(), ofNode(batch.now(), "stop", ""));
            sign(batch.session());
            return index;
        });
    }

    private void note(java.util.function.Function<Batch, Long> what) {
        try {
            durable(what);
        } catch (LedgerException lost) {
            // Whoever stopped the ledger calls for help, once.
            log.warn("an entry of the local ledger is lost why={}", lost.getMessage());
        }
    }

    /// An officer asks for something that changes nothing. It may be answered also while nothing can be written down:
    /// with a full disk an officer must be able to look.
    public void asked(Act act) {
        note(batch -> LocalTable.append(batch.session(), act.entry(batch.now(), LocalEntry.Kind.ASKED, "")));
    }

    /// An officer's call begins that may change something. Durable when it returns.
    ///
    /// @throws org.tocsin.node.fault.FaultException if it cannot be written down: then it must not be done
    public void begun(Act act) {
        try {
            act.begunAt(durable(
                    batch -> LocalTable.append(batch.session(), act.entry(batch.now(), LocalEntry.Kind.BEGUN, ""))));
            CrashPoint.ACT_BEGUN.pass();
        } catch (LedgerException lost) {
            throw Fault.of(Fault.Reason.STORAGE, "what officers do cannot be written down: " + lost.getMessage())
                    .exception();
        }
    }

    /// How an act that began ended.
    ///
    /// @param outcome OK, or the reason why not
    public void ended(Act act, String outcome) {
        CrashPoint.ACT_DONE.pass();
        note(batch -> LocalTable.append(batch.session(), act.entry(batch.now(), LocalEntry.Kind.ENDED, outcome)));
    }

    /// What an act rests on: another officer's approval.
    public void noted(Act act, String what) {
        note(batch -> LocalTable.append(batch.session(), act.entry(batch.now(), LocalEntry.Kind.STATED, what)));
    }

    /// An act that had no effect: it was refused before it began, or nothing had to be done.
    public void refused(Act act, String why) {
        note(batch -> LocalTable.append(batch.session(), act.entry(batch.now(), LocalEntry.Kind.REFUSED, why)));
    }

    /// Does something as part of an officer's call: works that it hands to the ledger are this act's.
    public static void within(Act act, Runnable part) {
        ScopedValue.where(CURRENT, act).run(part);
    }

    private long durable(java.util.function.Function<Batch, Long> what) {
        var noting = new Noting(what);
        ledger.submit(noting);
        try {
            return noting.done().join();
        } catch (CompletionException failed) {
            throw failed.getCause() instanceof LedgerException known
                    ? known
                    : new LedgerException(
                            LedgerException.Reason.WORK_FAILED, String.valueOf(failed.getMessage()), failed);
        }
    }

    /// Signs what was appended since the last signature. To be called once a second.
    public void tick() {
        boolean isBehind = transactions.read(session -> {
            LocalTable.Tip tip = LocalTable.tip(session);
            return tip.signedSize() < tip.tree().head().size();
        });
        if (isBehind) {
            note(batch -> sign(batch.session()));
        }
    }

    /// The head, signed now.
    public Signed signed() {
        tick();
        return transactions.read(session -> {
            LocalTable.Tip tip = LocalTable.tip(session);
            return new Signed(tip.signedSize(), tip.checkpoint());
        });
    }

    private long sign(Session session) {
        TreeHead head = LocalTable.tip(session).tree().head();
        LocalTable.signed(
                session,
                head.size(),
                signer.get().sign(new Checkpoint(LocalEntry.origin(team), head.size(), head.root())));
        return head.size();
    }

    /// Entries in their order, below an index.
    public List<Held> page(long from, long until, int most) {
        return transactions.read(session -> LocalTable.page(session, from, until, most));
    }
}
