package org.tocsin.node;

import java.io.IOException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tocsin.model.Digest;
import org.tocsin.model.TeamManifest;
import org.tocsin.model.TreeHead;
import org.tocsin.node.ledger.LedgerView;
import org.tocsin.trust.Door;
import org.tocsin.trust.Identification;
import org.tocsin.trust.PinnedTeam;
import org.tocsin.trust.Trust;

/// Whether a node can go on under newer manifests of its team. What a manifest says of the end of a key is never taken
/// back, so that it is looked at before the manifest is taken. Rules R-MAN-5, R-MAN-6.
public final class NewManifests {
    private NewManifests() {}

    /// What would leave this node without a key or a certificate that counts; empty if nothing would.
    ///
    /// @throws IOException if a key or certificate cannot be read
    public static List<String> lacking(NodeHome home, PinnedTeam next, SecureRandom random, Instant now)
            throws IOException {
        List<String> lacking = new ArrayList<>();
        NodeHome under = new NodeHome(home.config(), home.papers(), next, home.roster());
        if (under.ledgerKey(random).isEmpty()) {
            lacking.add("leaves no open period of a ledger key that is here: tocsin node rotate ledger-key");
        }
        // A certificate that counts no more as it is may not hold up what replaces it.
        Optional<List<X509Certificate>> waiting = home.papers().nextNodeChain();
        List<X509Certificate> shown = home.papers().nodeChain();
        boolean isCutOff = isBorneOut(home.own(), shown, now)
                && !isBorneOut(next, shown, now)
                && waiting.filter(chain -> isBorneOut(next, chain, now)).isEmpty();
        if (isCutOff) {
            lacking.add("bears out no certificate of this node: tocsin node rotate certificate");
        }
        return lacking;
    }

    private static boolean isBorneOut(PinnedTeam team, List<X509Certificate> chain, Instant now) {
        return new Trust(team.team(), List.of(team)).identify(chain, Door.call(team.team()), now)
                instanceof Identification.Identified;
    }

    /// Where a key period of the open epoch ends at a head that is not this ledger's; empty if none does.
    public static Optional<String> contradiction(PinnedTeam next, LedgerView ledger) {
        int epoch = ledger.head().origin().epoch();
        long size = ledger.head().tree().size();
        for (TeamManifest.KeyPeriod period : next.current().ledgerKeys()) {
            Optional<TreeHead> end = period.closedAt().filter(closed -> period.epoch() == epoch);
            if (end.isPresent() && end.get().size() > size) {
                return Optional.of("ends a ledger key at size " + end.get().size() + ", while the ledger has " + size);
            }
            Optional<Digest> own = end.map(closed -> ledger.root(epoch, closed.size()));
            if (own.isPresent() && !own.get().equals(end.get().root())) {
                return Optional.of("ends a ledger key at size " + end.get().size()
                        + " with a root that is not this ledger's: " + own.get().hex());
            }
        }
        return Optional.empty();
    }
}
