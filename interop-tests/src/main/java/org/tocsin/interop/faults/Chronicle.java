package org.tocsin.interop.faults;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tocsin.interop.Federation;
import org.tocsin.interop.history.Act;
import org.tocsin.interop.history.Act.Fate;
import org.tocsin.interop.history.Act.Listed;
import org.tocsin.interop.history.HistoryFile;
import org.tocsin.model.Bytes;
import org.tocsin.model.Team;
import org.tocsin.peer.OperatorFault;
import org.tocsin.peer.Peers;
import org.tocsin.peer.Records;
import org.tocsin.peer.Records.Document;
import org.tocsin.peer.Records.Outcome;
import org.tocsin.proof.Sha256;

/// Drives the nodes of a federation through the port that officers use, and writes down what was asked, answered and
/// seen.
public final class Chronicle {
    private static final String LANE = "routine";
    private static final int PAGE = 1_000;

    private final Federation federation;
    private final HistoryFile file;
    private final Map<Team, Long> published = new HashMap<>();
    private long lastId;

    public Chronicle(Federation federation, HistoryFile file) {
        this.federation = federation;
        this.file = file;
    }

    /// Publishes documents on one stream, and notes what came of each.
    ///
    /// @return whether everything was answered; if not, the stream broke
    public boolean publish(Team author, List<Document> documents) throws InterruptedException {
        Map<Document, String> open = new LinkedHashMap<>();
        List<Act> asked = new ArrayList<>();
        for (Document document : documents) {
            String id = "p" + nextId();
            asked.add(new Act.Asked(id, author.domain(), digest(document.content())));
            open.put(document, id);
        }
        file.note(asked);
        boolean whole = false;
        try {
            federation.line(author).publish(documents.iterator(), (document, outcome) -> {
                String id = open.remove(document);
                if (id == null) {
                    throw new IllegalStateException("a document was answered twice");
                }
                switch (outcome) {
                    case Outcome.Published done -> {
                        count(author);
                        file.note(new Act.Published(id, done.leafHash().hex(), done.index()));
                    }
                    case Outcome.Refused refused -> file.note(new Act.Refused(id));
                }
            });
            whole = true;
        } catch (OperatorFault broken) {
            whole = false;
        }
        file.note(open.values().stream().map(Act.Unknown::new).toList());
        return whole;
    }

    /// To be said when a node was started again, before anything is asked of it: what was under way will never happen
    /// any more. Looks what became of it.
    ///
    /// @return whether the node told; if not, it is to be said again
    public boolean restarted(Team team) {
        file.note(new Act.Restarted(team.domain()));
        try {
            list(team, team);
            return true;
        } catch (OperatorFault gone) {
            return false;
        }
    }

    /// What of some documents a team's node does not hold.
    public List<Document> missing(Team author, List<Document> documents) {
        Set<String> held = new HashSet<>(contents(author, author).values());
        return documents.stream()
                .filter(document -> !held.contains(digest(document.content())))
                .toList();
    }

    /// Notes how far every lane is acknowledged, first as its author says, then as its receiver does.
    public void look() {
        for (Team author : federation.teams()) {
            for (Peers.Summary peer : federation.line(author).peers()) {
                file.note(new Act.Receipted(
                        author.domain(), peer.team().domain(), LANE, peer.out().through()));
            }
        }
        for (Team receiver : federation.teams()) {
            for (Peers.Summary peer : federation.line(receiver).peers()) {
                file.note(new Act.Processed(
                        receiver.domain(), peer.team().domain(), LANE, peer.in().through()));
            }
        }
    }

    /// Whether everything that was published is decided on for every partner, and everything given is acknowledged.
    public boolean isSettled() {
        for (Team author : federation.teams()) {
            for (Peers.Summary peer : federation.line(author).peers()) {
                if (peer.out().decided() < publishedBy(author) || peer.out().lag() != 0) {
                    return false;
                }
            }
        }
        return true;
    }

    /// Notes everything there is to see of a federation that has settled: what was given, what is held.
    public void close() {
        look();
        for (Team author : federation.teams()) {
            given(author);
            for (Team receiver : federation.teams()) {
                if (!receiver.equals(author)) {
                    file.note(new Act.Settled(author.domain(), receiver.domain(), LANE));
                }
            }
        }
        for (Team holder : federation.teams()) {
            for (Team author : federation.teams()) {
                list(holder, author);
            }
        }
    }

    private void given(Team author) {
        List<Act> acts = new ArrayList<>();
        for (Records.Summary record : records(author, author)) {
            for (Records.Decision decision : federation
                    .line(author)
                    .record(record.version().record().toString())
                    .decisions()) {
                if (decision.released()) {
                    acts.add(new Act.Given(
                            author.domain(),
                            decision.partner().domain(),
                            LANE,
                            decision.sequence(),
                            record.leafHash().hex(),
                            fate(decision)));
                }
            }
        }
        file.note(acts);
    }

    private static Fate fate(Records.Decision decision) {
        if (!decision.refused().isEmpty()) {
            return Fate.REFUSED;
        }
        return decision.processed() ? Fate.PROCESSED : Fate.OWED;
    }

    /// Notes what a node holds of an author.
    public void list(Team holder, Team author) {
        Map<String, String> contents = contents(holder, author);
        List<Listed> entries = new ArrayList<>();
        for (Records.Summary record : records(holder, author)) {
            String leaf = record.leafHash().hex();
            entries.add(new Listed(leaf, record.index(), contents.getOrDefault(leaf, "nothing")));
        }
        file.note(new Act.Listing(holder.domain(), author.domain(), entries));
    }

    private List<Records.Summary> records(Team holder, Team author) {
        List<Records.Summary> all = new ArrayList<>();
        Optional<String> token = Optional.empty();
        do {
            Records.Page page = federation.line(holder).records(Optional.of(author), PAGE, token);
            all.addAll(page.records());
            token = page.nextToken();
        } while (token.isPresent());
        return all;
    }

    /// Contents that a node gives out, by leaf.
    private Map<String, String> contents(Team holder, Team author) {
        Map<String, String> contents = new HashMap<>();
        federation
                .line(holder)
                .export(
                        Optional.of(author),
                        Optional.empty(),
                        false,
                        exported -> contents.put(exported.summary().leafHash().hex(), digest(exported.content())));
        return contents;
    }

    private synchronized long nextId() {
        return ++lastId;
    }

    private synchronized void count(Team author) {
        published.merge(author, 1L, Long::sum);
    }

    /// How many documents a team's node answered as published.
    public synchronized long publishedBy(Team author) {
        return published.getOrDefault(author, 0L);
    }

    private static String digest(Bytes content) {
        return Sha256.of(content).hex();
    }
}
