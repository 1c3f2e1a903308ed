package org.tocsin.node.directory;

import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.model.Team;
import org.tocsin.model.TeamManifest;
import org.tocsin.node.audit.Audit;
import org.tocsin.node.audit.AuditEvent;
import org.tocsin.node.directory.DirectoryTable.Pin;
import org.tocsin.node.directory.DirectoryView.Cut;
import org.tocsin.node.fault.CrashPoint;
import org.tocsin.node.policy.Standing;
import org.tocsin.node.store.Session;
import org.tocsin.node.store.Transactions;
import org.tocsin.trust.ManifestChain;
import org.tocsin.trust.ManifestVerdict;
import org.tocsin.trust.PinnedTeam;
import org.tocsin.trust.Trust;

/// The teams that this node pinned, and the agreements in force with them. What it holds is durable before it counts;
/// what counts is read from one immutable view. Keeps `Trust` in step.
///
/// A root is pinned once: another root for the same team is never taken, whoever asks.
public final class Directory {
    private final Transactions transactions;
    private final Trust trust;
    private final Audit audit;
    private final InstantSource clock;
    private final List<Consumer<DirectoryView>> listeners = new CopyOnWriteArrayList<>();
    /// Guards changes of the view: they are made one after the other, each from the one before.
    private final Object lock = new Object();

    private volatile DirectoryView view;
    private volatile List<String> renewals = List.of();

    /// What becomes of a team that was to be pinned.
    public sealed interface Pinning {
        /// It is pinned, durably; also if it was before.
        record Pinned(PinnedTeam team) implements Pinning {}

        /// Another root is pinned for this team.
        record OtherRoot(Team team) implements Pinning {}

        /// It is the own team, which is known by its papers.
        record OwnTeam() implements Pinning {}

        /// The manifests do not follow from the fingerprint.
        record Refused(ManifestVerdict.Refused why) implements Pinning {}
    }

    private Directory(Transactions transactions, Trust trust, Audit audit, InstantSource clock, DirectoryView view) {
        this.transactions = transactions;
        this.trust = trust;
        this.audit = audit;
        this.clock = clock;
        this.view = view;
    }

    /// Opens the directory: every stored manifest is verified once more from its pinned root.
    ///
    /// @param own the own team, from its papers
    /// @throws DirectoryDamaged if stored manifests no longer verify
    public static Directory open(
            PinnedTeam own, Transactions transactions, Trust trust, Audit audit, InstantSource clock) {
        Map<Team, PinnedTeam> teams = pinnedTeams(transactions);
        teams.put(own.team(), own);
        Map<Team, List<Standing>> agreements = transactions.read(AgreementTable::inForce);
        Map<Team, Cut> cuts = transactions.read(PeerCutTable::all);
        DirectoryView view = new DirectoryView(own.team(), teams, cuts, agreements);
        Directory directory = new Directory(transactions, trust, audit, clock, view);
        trust.replace(view.welcome());
        return directory;
    }

    public DirectoryView view() {
        return view;
    }

    /// Is told of every new view, on the thread that changed it: must be short.
    public void onChange(Consumer<DirectoryView> listener) {
        listeners.add(listener);
    }

    /// Pins a team by the fingerprint that a human compared.
    ///
    /// @param actor the officer, and `compared` how the fingerprint was, for the audit
    public Pinning pin(List<TeamManifest.Signed> manifests, Digest fingerprint, String actor, String compared) {
        return switch (ManifestChain.verify(fingerprint, manifests)) {
            case ManifestVerdict.Refused refused -> new Pinning.Refused(refused);
            case ManifestVerdict.Verified claimed -> pin(claimed.team(), manifests, actor, compared);
        };
    }

    private Pinning pin(PinnedTeam claimed, List<TeamManifest.Signed> manifests, String actor, String compared) {
        if (claimed.team().equals(view.own())) {
            return new Pinning.OwnTeam();
        }
        Digest fingerprint = claimed.rootFingerprint();
        synchronized (lock) {
            Optional<PinnedTeam> held = view.team(claimed.team());
            if (held.isPresent()) {
                return held.get().rootFingerprint().equals(fingerprint)
                        ? extended(held.get(), manifests)
                        : new Pinning.OtherRoot(claimed.team());
            }
            transactions.writing(session -> {
                DirectoryTable.pin(session, claimed.team(), fingerprint, clock.instant());
                store(session, claimed, 0);
            });
            CrashPoint.PEER_PINNED.pass();
            audit.record(AuditEvent.of(AuditEvent.Kind.PEER_PINNED, actor)
                    .with("team", claimed.team())
                    .with("fingerprint", fingerprint.hex())
                    .with("compared", compared)
                    .with("manifest", claimed.current().version()));
            replace(claimed);
            return new Pinning.Pinned(claimed);
        }
    }

    /// Takes in manifests that a pinned team sent; known ones are passed over.
    ///
    /// @throws IllegalArgumentException if the team is not pinned
    public ManifestVerdict extend(Team team, List<TeamManifest.Signed> sent) {
        if (sent.isEmpty()) {
            return new ManifestVerdict.Verified(pinned(team));
        }
        synchronized (lock) {
            PinnedTeam held = pinned(team);
            ManifestVerdict verdict = ManifestChain.extend(held, sent);
            switch (verdict) {
                case ManifestVerdict.Verified extended -> keep(held, extended.team());
                case ManifestVerdict.Refused refused ->
                    audit.record(AuditEvent.of(AuditEvent.Kind.MANIFEST_REFUSED, team.domain())
                            .with("place", refused.place())
                            .with("reason", refused.reason())
                            .with("detail", refused.detail()));
            }
            return verdict;
        }
    }

    /// Cuts a team off: durable, and no message of it is taken from here on. What is under way ends with the change.
    /// Rule R-PEER-6.
    ///
    /// @return how it is cut off; as it was before, if it was
    /// @throws IllegalArgumentException if the team is not pinned
    public Cut cut(Team team, String officer, String reason) {
        synchronized (lock) {
            pinned(team);
            Optional<Cut> before = view.cut(team);
            if (before.isPresent()) {
                return before.get();
            }
            Cut cut = new Cut(clock.instant(), officer, reason);
            audit.require(AuditEvent.of(AuditEvent.Kind.PEER_CUT, officer)
                    .with("team", team)
                    .with("reason", reason));
            transactions.writing(session -> PeerCutTable.cut(session, team, cut));
            Map<Team, Cut> cuts = new HashMap<>(view.cuts());
            cuts.put(team, cut);
            welcome(new DirectoryView(view.own(), view.teams(), cuts, view.agreements()));
            return cut;
        }
    }

    /// Lets a team back that was cut off.
    ///
    /// @return whether it was
    /// @throws IllegalArgumentException if the team is not pinned
    public boolean restore(Team team, String officer) {
        synchronized (lock) {
            pinned(team);
            if (view.cut(team).isEmpty()) {
                return false;
            }
            audit.require(AuditEvent.of(AuditEvent.Kind.PEER_RESTORED, officer).with("team", team));
            transactions.writing(session -> PeerCutTable.restore(session, team));
            Map<Team, Cut> cuts = new HashMap<>(view.cuts());
            cuts.remove(team);
            welcome(new DirectoryView(view.own(), view.teams(), cuts, view.agreements()));
            return true;
        }
    }

    /// The teams that are cut off, before there is a directory.
    public static Set<Team> cutOff(Transactions transactions) {
        return transactions.read(PeerCutTable::all).keySet();
    }

    /// The newest version of our own manifest that was stated to a partner, before there is a directory; 0 if none was.
    public static int toldManifest(Transactions transactions) {
        return transactions.read(DirectoryTable::told).values().stream()
                .mapToInt(Integer::intValue)
                .max()
                .orElse(0);
    }

    /// The pinned teams, each verified once more from its pinned root.
    ///
    /// @throws DirectoryDamaged if stored manifests no longer verify
    public static Map<Team, PinnedTeam> pinnedTeams(Transactions transactions) {
        Map<Team, PinnedTeam> teams = new TreeMap<>();
        transactions.read(DirectoryTable::all).forEach((team, pin) -> teams.put(team, verified(team, pin)));
        return teams;
    }

    /// Takes the own team's manifests as they are now, after the papers were read again.
    public void replaceOwn(PinnedTeam own) {
        synchronized (lock) {
            replace(own);
        }
    }

    /// What of the own papers is to be renewed, for people; the node says it.
    public List<String> renewals() {
        return renewals;
    }

    public void renewals(List<String> due) {
        renewals = List.copyOf(due);
    }

    /// Takes in what partners state about agreements.
    ///
    /// @param generalTerms that a hub offers, or that a member's hub does; none if empty
    public AgreementIntake agreementIntake(Optional<Bytes> generalTerms) {
        return new AgreementIntake(view.own(), new Accessions(generalTerms), this::stored);
    }

    /// Of a node that neither offers general terms nor knows any.
    public AgreementIntake agreementIntake() {
        return agreementIntake(Optional.empty());
    }

    /// What a commit changed about agreements counts from now on.
    void stored(List<AuditEvent> events) {
        reloadAgreements();
        events.forEach(audit::record);
    }

    /// Reads the agreements in force again, after a commit changed them.
    void reloadAgreements() {
        synchronized (lock) {
            Map<Team, List<Standing>> agreements = transactions.read(AgreementTable::inForce);
            publish(new DirectoryView(view.own(), view.teams(), view.cuts(), agreements));
        }
    }

    private Pinning extended(PinnedTeam held, List<TeamManifest.Signed> manifests) {
        return switch (ManifestChain.extend(held, manifests)) {
            case ManifestVerdict.Verified verified -> {
                PinnedTeam extended = verified.team();
                keep(held, extended);
                yield new Pinning.Pinned(extended);
            }
            case ManifestVerdict.Refused refused -> new Pinning.Refused(refused);
        };
    }

    private void keep(PinnedTeam held, PinnedTeam extended) {
        int known = held.signed().size();
        if (extended.signed().size() == known) {
            return;
        }
        transactions.writing(session -> store(session, extended, known));
        audit.record(
                AuditEvent.of(AuditEvent.Kind.MANIFEST_ACCEPTED, held.team().domain())
                        .with("manifest", extended.current().version()));
        replace(extended);
    }

    private static void store(Session session, PinnedTeam team, int known) {
        List<TeamManifest.Signed> signed = team.signed();
        for (int i = known; i < signed.size(); i++) {
            DirectoryTable.add(session, team.team(), i + 1, signed.get(i));
        }
    }

    private void replace(PinnedTeam team) {
        Map<Team, PinnedTeam> teams = new HashMap<>(view.teams());
        teams.put(team.team(), team);
        welcome(new DirectoryView(view.own(), teams, view.cuts(), view.agreements()));
    }

    /// Doors first: who is not welcome any more is not heard from here on.
    private void welcome(DirectoryView next) {
        trust.replace(next.welcome());
        publish(next);
    }

    private void publish(DirectoryView next) {
        view = next;
        listeners.forEach(listener -> listener.accept(next));
    }

    private PinnedTeam pinned(Team team) {
        return view.team(team).orElseThrow(() -> new IllegalArgumentException(team + " is not pinned"));
    }

    private static PinnedTeam verified(Team team, Pin pin) {
        return switch (ManifestChain.verify(pin.rootFingerprint(), pin.manifests())) {
            case ManifestVerdict.Verified verified -> verified.team();
            case ManifestVerdict.Refused refused ->
                throw new DirectoryDamaged("manifest " + refused.place() + " of " + team + " no longer verifies: "
                        + refused.reason() + ": " + refused.detail());
        };
    }
}
