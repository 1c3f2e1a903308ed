package org.tocsin.node.acts;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.tocsin.local.LocalHistory;
import org.tocsin.model.SuiteKey;
import org.tocsin.model.Team;
import org.tocsin.model.TreeHead;
import org.tocsin.node.ledger.Inspector;
import org.tocsin.node.store.Session;

/// Checks the local ledger for `ledger verify`: every entry, its tree, and the signature under what was signed of it.
/// What was appended since, within the last second of a node that was killed, is covered by its tree alone.
public final class LocalInspector implements Inspector {
    private static final int PAGE = 500;
    private static final String TABLE = "local_entry";

    private final Team team;
    private final List<SuiteKey> keys;

    /// @param keys of the team's ledger: any of them may have signed
    public LocalInspector(Team team, Collection<SuiteKey> keys) {
        this.team = team;
        this.keys = List.copyOf(keys);
    }

    @Override
    public String name() {
        return "local ledger";
    }

    @Override
    public void inspect(Session session, Report report) {
        LocalTable.Tip tip = LocalTable.tip(session);
        Optional<TreeHead> signed = Optional.empty();
        if (tip.signedSize() > 0 || tip.checkpoint().length() > 0) {
            signed = LocalHistory.signed(tip.checkpoint(), team, keys);
            if (signed.filter(head -> head.size() == tip.signedSize()).isEmpty()) {
                throw report.bad("local_head", 1, "checkpoint", 0, "is not signed by the team's ledger key");
            }
        }
        LocalHistory history = new LocalHistory(signed);
        List<LocalLedger.Held> page;
        do {
            page = LocalTable.page(session, history.head().size(), Long.MAX_VALUE, PAGE);
            for (LocalLedger.Held held : page) {
                history.add(held.index(), held.entry(), held.root()).ifPresent(flaw -> {
                    throw report.bad(TABLE, flaw.index(), "entry", 0, flaw.why());
                });
                report.checked();
            }
        } while (!page.isEmpty());
        if (!history.head().equals(tip.tree().head()) || !history.meetsSeen()) {
            throw report.bad(TABLE, history.head().size(), "entry", 0, "is missing, or local_head was changed");
        }
    }
}
