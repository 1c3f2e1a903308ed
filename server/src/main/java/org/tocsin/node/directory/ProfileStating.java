package org.tocsin.node.directory;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.tocsin.model.Bytes;
import org.tocsin.model.Fragment;
import org.tocsin.model.Statement;
import org.tocsin.model.Team;
import org.tocsin.model.Tlp;
import org.tocsin.model.profile.TeamProfile;
import org.tocsin.node.directory.Profiles.Held;
import org.tocsin.node.directory.Profiles.Stated;
import org.tocsin.node.ledger.Batch;
import org.tocsin.node.ledger.ContentCipher;
import org.tocsin.node.ledger.Draft;
import org.tocsin.node.ledger.Head;
import org.tocsin.node.ledger.LedgerException;
import org.tocsin.node.ledger.Work;
import org.tocsin.node.ledger.WorkOrigin;
import org.tocsin.proof.FragmentTree;
import org.tocsin.wire.FragmentCodec;
import org.tocsin.wire.ProfileCodec;
import org.tocsin.wire.StatementCodec;

/// The work that states our profile and gives it to partners, in one commit: a changed one to all, the last one to
/// those
/// that were not given it. Rules R-PRO-1, R-PRO-4.
final class ProfileStating implements Work {
    /// It is for the team and its partners.
    private static final Tlp MARKING = Tlp.AMBER;

    private static final int BYTES = 4_096;

    private final ProfileParts parts;
    private final Optional<TeamProfile> changed;
    private final CompletableFuture<Stated> done = new CompletableFuture<>();
    /// What the last run came to, on the committer's thread.
    private @Nullable Stated last;

    /// @param changed what is to be stated; empty: the last one again, to whoever was not given it
    ProfileStating(ProfileParts parts, Optional<TeamProfile> changed) {
        this.parts = parts;
        this.changed = changed;
    }

    /// States it, and waits until it is durable.
    ///
    /// @throws org.tocsin.node.fault.FaultException if the ledger does not take it
    Stated durably() {
        try {
            parts.ledger().submit(this);
            return done.join();
        } catch (LedgerException | CompletionException failed) {
            throw LedgerFaults.of(failed).exception();
        }
    }

    @Override
    public WorkOrigin origin() {
        return changed.isPresent() ? new WorkOrigin.Operator() : new WorkOrigin.Maintenance();
    }

    @Override
    public int bytes() {
        return BYTES;
    }

    @Override
    public void run(Batch batch) {
        last = null;
        Optional<Held> before =
                ProfileTable.find(batch.session(), batch.origin().team());
        Optional<TeamProfile> next = changed.map(profile -> numbered(profile, before, batch.now()));
        boolean isNew = next.isPresent() && !next.equals(before.map(Held::profile));
        TeamProfile profile = next.or(() -> before.map(Held::profile)).orElseThrow();
        List<Team> partners = owed(batch, profile.version());
        if (isNew || !partners.isEmpty()) {
            state(batch, profile, partners);
        }
        last = new Stated(profile, ProfileCodec.encode(profile), isNew, partners);
    }

    /// What says the same as the one before keeps its version.
    private TeamProfile numbered(TeamProfile profile, Optional<Held> before, Instant at) {
        Optional<Bytes> key = Optional.of(parts.sealingKey());
        Instant now = Instant.ofEpochMilli(at.toEpochMilli());
        if (before.isEmpty()) {
            return profile.stated(profile.version(), now, key);
        }
        TeamProfile held = before.get().profile();
        TeamProfile same = profile.stated(held.version(), held.updated(), key);
        return same.equals(held) ? held : profile.stated(Math.max(profile.version(), held.version() + 1), now, key);
    }

    /// The partners that were not given this version, and can be.
    private List<Team> owed(Batch batch, int version) {
        Map<Team, Integer> told = ProfileTable.told(batch.session());
        return Profiles.partners(parts.directory().view()).stream()
                .filter(partner -> told.getOrDefault(partner, 0) != version
                        && parts.addressing().isOpen(batch.session(), partner))
                .toList();
    }

    private void state(Batch batch, TeamProfile profile, List<Team> partners) {
        Bytes document = ProfileCodec.encode(profile);
        Draft draft = draft(batch, document);
        Batch.Appended appended = batch.append(draft);
        ProfileIntake.keep(
                batch.session(),
                new Held(profile, document, batch.now(), batch.origin().epoch(), appended.index()));
        partners.forEach(partner -> ProfileTable.told(batch.session(), partner, profile.version()));
        parts.addressing().address(batch, appended.index(), draft.leafHash(), partners);
    }

    private Draft draft(Batch batch, Bytes document) {
        FragmentTree.Sealed sealed = FragmentTree.seal(
                List.of(FragmentCodec.encode(new Fragment.Document(MARKING, document))), parts.random());
        byte[] nonce = new byte[Statement.NONCE_BYTES];
        parts.random().nextBytes(nonce);
        Statement statement = new Statement(
                batch.origin().team(),
                batch.origin().epoch(),
                Bytes.wrap(nonce),
                Statement.Kind.TEAM_PROFILE,
                Optional.empty(),
                List.of(),
                sealed.root());
        return Draft.of(
                StatementCodec.encode(statement),
                Statement.Kind.TEAM_PROFILE,
                FragmentCodec.encode(sealed.set()),
                new ContentCipher(parts.random()));
    }

    @Override
    public void committed(Head head) {
        done.complete(java.util.Objects.requireNonNull(last));
    }

    @Override
    public void failed(LedgerException cause) {
        done.completeExceptionally(cause);
    }
}
