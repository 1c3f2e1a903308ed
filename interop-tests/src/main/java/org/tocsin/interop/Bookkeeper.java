package org.tocsin.interop;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.model.Team;
import org.tocsin.peer.Peers;
import org.tocsin.peer.Records;
import org.tocsin.proof.Sha256;

/// Counts what flows between the teams of a federation: what each author's lane says, against what each receiver really
/// holds.
public final class Bookkeeper {
    private static final int PAGE = 1_000;

    private final Federation federation;
    private final Map<Team, Map<Digest, Digest>> published = new ConcurrentHashMap<>();

    public Bookkeeper(Federation federation) {
        this.federation = federation;
    }

    /// Notes what a team published: the leaf, and the hash of the content.
    public void published(Team author, Digest leafHash, Bytes content) {
        published.computeIfAbsent(author, first -> new ConcurrentHashMap<>()).put(leafHash, Sha256.of(content));
    }

    public long publishedBy(Team author) {
        return published.getOrDefault(author, Map.of()).size();
    }

    /// What each direction's lane has done so far: released and covered by receipts, as a number that stands still when
    /// all is done.
    public long progress() {
        long done = 0;
        for (Team author : federation.teams()) {
            for (Peers.Summary peer : federation.line(author).peers()) {
                done += peer.out().decided() + peer.out().through();
            }
        }
        return done;
    }

    /// Whether everything published was decided on for every partner, and everything released is covered by receipts.
    public boolean isSettled() {
        for (Team author : federation.teams()) {
            List<Peers.Summary> peers = federation.line(author).peers();
            if (peers.size() != federation.teams().size() - 1) {
                return false;
            }
            for (Peers.Summary peer : peers) {
                if (peer.out().decided() < publishedBy(author) || peer.out().lag() != 0) {
                    return false;
                }
            }
        }
        return true;
    }

    /// All directions, from the books of both ends.
    public List<Flow> flows() {
        List<Flow> flows = new ArrayList<>();
        for (Team author : federation.teams()) {
            for (Peers.Summary peer : federation.line(author).peers()) {
                flows.add(flow(author, peer.team(), peer.out()));
            }
        }
        return flows;
    }

    private Flow flow(Team author, Team receiver, Peers.LaneOut out) {
        Map<Digest, Digest> contents = published.getOrDefault(author, Map.of());
        Map<String, Long> storedByMarking = new TreeMap<>();
        Map<Digest, Integer> copies = new HashMap<>();
        for (Records.Summary record : records(receiver, author)) {
            if (copies.merge(record.leafHash(), 1, Integer::sum) == 1) {
                storedByMarking.merge(record.marking().label(), 1L, Long::sum);
            }
        }
        long doubled = copies.values().stream().mapToLong(held -> held - 1L).sum();
        long stored = copies.size();
        long foreign = copies.keySet().stream()
                .filter(leaf -> !contents.containsKey(leaf))
                .count();
        long refused =
                out.refused().values().stream().mapToLong(Long::longValue).sum();
        long altered = altered(receiver, author, contents);
        long lost = Math.max(0, out.released() - stored - refused - out.voided()) + altered + foreign;
        return new Flow(
                author,
                receiver,
                publishedBy(author),
                out.released(),
                out.withheld(),
                storedByMarking,
                refused,
                out.voided(),
                lost,
                doubled);
    }

    /// How many records the receiver gives out with other bytes than were published.
    private long altered(Team receiver, Team author, Map<Digest, Digest> contents) {
        Set<Digest> hashes = Set.copyOf(contents.values());
        long[] altered = {0};
        federation.line(receiver).export(Optional.of(author), Optional.empty(), false, exported -> {
            if (!hashes.contains(Sha256.of(exported.content()))) {
                altered[0]++;
            }
        });
        return altered[0];
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
}
