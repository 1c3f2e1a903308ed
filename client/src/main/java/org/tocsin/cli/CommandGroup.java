package org.tocsin.cli;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Where a command hangs: directly under `tocsin`, or in a group to which several modules may contribute.
public enum CommandGroup {
    ROOT("tocsin", "Exchanges signed incident records between CERTs."),
    NODE("node", "Sets up, checks and runs a node."),
    RECORD("record", "Checks, publishes, lists, shows, tracks, verifies and exports incident records."),
    PEER("peer", "Pins other teams and shows the lanes to and from them."),
    TEAM("team", "Says how our team is reached, and shows how others are."),
    MANIFEST("manifest", "Drafts, signs, shows and verifies the team's manifests, also where no node is.", TEAM),
    LANES("lanes", "Shows the lanes to and from partners, live; tries them again, checks them."),
    AGREEMENT("agreement", "Drafts, shows, compares, proposes, signs and ends sharing agreements."),
    BACKFILL("backfill", "Shows the history that partners get, and steers it."),
    EXPLAIN("explain", "Says why something went out or did not, came in or did not."),
    REPORT("report", "Accounts for what was shared, with proofs."),
    EMERGENCY("emergency", "Raises emergencies, answers partners', and shows what became of them."),
    DUTY("duty", "Shows who is on duty, finds when nobody is, and watches for emergencies."),
    AUDIT("audit", "Shows and verifies who did what at the node."),
    LEDGER("ledger", "Verifies, proves and reopens the team's ledger."),
    PROOF("proof", "Verifies proofs offline, without a node."),
    EVIDENCE("evidence", "Shows, exports, verifies and decides on what speaks against a partner."),
    BENCH("bench", "Measures the node against bare transport and disk, in one run.");

    private final String command;
    private final String description;
    private final @Nullable CommandGroup parent;

    CommandGroup(String command, String description) {
        this(command, description, null);
    }

    CommandGroup(String command, String description, @Nullable CommandGroup parent) {
        this.command = command;
        this.description = description;
        this.parent = parent;
    }

    /// The group that this one stands in; empty: directly under `tocsin`.
    public Optional<CommandGroup> parent() {
        return Optional.ofNullable(parent);
    }

    public String command() {
        return command;
    }

    public String description() {
        return description;
    }
}
