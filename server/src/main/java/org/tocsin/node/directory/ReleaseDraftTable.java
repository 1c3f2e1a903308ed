package org.tocsin.node.directory;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.tocsin.model.Digest;
import org.tocsin.model.RecordId;
import org.tocsin.model.Team;
import org.tocsin.node.directory.RedRelease.ReleaseDrafts.Draft;
import org.tocsin.node.directory.RedRelease.ReleaseDrafts.Wanted;
import org.tocsin.node.store.Row;
import org.tocsin.node.store.Session;
import org.tocsin.wire.ConditionsCodec;
import org.tocsin.wire.WireException;

/// The table of documents that wait for a further officer's approval.
final class ReleaseDraftTable {
    private static final String COLUMNS =
            "select draft_id, content, audience, supersedes, conditions, created_at, created_by from release_draft";

    private ReleaseDraftTable() {}

    /// How many there are, and how many bytes of documents.
    record Held(long drafts, long bytes) {}

    static Held held(Session session) {
        return new Held(
                session.number("select count(*) from release_draft"),
                session.number("select coalesce(sum(length(content)), 0) from release_draft"));
    }

    static void insert(Session session, Draft draft) {
        Wanted wanted = draft.wanted();
        session.update(
                "insert into release_draft"
                        + " (draft_id, content, audience, supersedes, conditions, created_at, created_by)"
                        + " values (?, ?, ?, ?, ?, ?, ?) on conflict do nothing",
                draft.id(),
                wanted.content(),
                wanted.audience().stream().map(Team::domain).sorted().collect(Collectors.joining(" ")),
                wanted.supersedes().map(RecordId::toString).orElse(""),
                ConditionsCodec.encode(wanted.conditions()),
                draft.createdAt(),
                draft.createdBy());
    }

    /// The oldest first.
    static List<Draft> all(Session session) {
        return session.list(COLUMNS + " order by created_at, draft_id", ReleaseDraftTable::read);
    }

    static Optional<Draft> find(Session session, Digest id) {
        return session.first(COLUMNS + " where draft_id = ?", ReleaseDraftTable::read, id);
    }

    static void delete(Session session, Digest id) {
        session.update("delete from release_draft where draft_id = ?", id);
    }

    /// What was changed on the disk is not what anybody wanted published: its id says so.
    private static Draft read(Row row) {
        try {
            Set<Team> audience =
                    Arrays.stream(row.text(3).split(" ")).map(Team::new).collect(Collectors.toSet());
            String supersedes = row.text(4);
            Wanted wanted = new Wanted(
                    row.bytes(2),
                    audience,
                    supersedes.isEmpty()
                            ? Optional.empty()
                            : Optional.of(RecordId.parse(supersedes).orElseThrow()),
                    ConditionsCodec.decode(row.bytes(5)));
            if (!wanted.id().equals(row.digest(1))) {
                throw new DirectoryDamaged("the draft " + row.digest(1).hex() + " was changed on the disk");
            }
            return new Draft(row.digest(1), wanted, row.instant(6), row.text(7));
        } catch (WireException | IllegalArgumentException | java.util.NoSuchElementException unreadable) {
            throw new DirectoryDamaged("a draft cannot be read: " + unreadable.getMessage());
        }
    }
}
