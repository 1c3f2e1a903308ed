package org.tocsin.node.directory;

import java.security.SecureRandom;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.model.Team;
import org.tocsin.node.ledger.Ledger;
import org.tocsin.node.store.Transactions;
import org.tocsin.trust.PinnedTeam;

/// Gives our newest manifest to partners, as a statement of ours. Rule R-MAN-8.
public final class OwnManifests {
    private static final Logger log = LoggerFactory.getLogger(OwnManifests.class);

    private final Directory directory;
    private final Ledger ledger;
    private final Transactions transactions;
    private final SecureRandom random;
    private final ProfileParts.Addressing addressing;

    public OwnManifests(
            Directory directory,
            Ledger ledger,
            Transactions transactions,
            SecureRandom random,
            ProfileParts.Addressing addressing) {
        this.directory = directory;
        this.ledger = ledger;
        this.transactions = transactions;
        this.random = random;
        this.addressing = addressing;
    }

    /// States it to whom it is owed, if to anybody. To be called now and then. Of the first manifest nothing is stated:
    /// it is what a partner pinned.
    public void tell() {
        DirectoryView view = directory.view();
        PinnedTeam own = view.team(view.own()).orElseThrow();
        if (own.current().version() == 1) {
            return;
        }
        ManifestStating stating = new ManifestStating(own, view, addressing, random);
        if (transactions.read(stating::owed).isEmpty()) {
            return;
        }
        ledger.submit(stating);
        List<Team> given = stating.given();
        log.info(
                "our manifest was given to partners version={} partners={}",
                own.current().version(),
                given);
    }
}
