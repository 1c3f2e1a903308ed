package org.tocsin.node.emergency;

import java.time.Instant;
import java.util.List;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.model.Statement;
import org.tocsin.model.Team;
import org.tocsin.node.ledger.ContentStore;
import org.tocsin.node.ledger.Entry;
import org.tocsin.node.ledger.Projection;
import org.tocsin.node.store.Session;
import org.tocsin.trust.OfficerApprovals;
import org.tocsin.wire.WireException;

/// Makes emergencies and their steps again: own ones from the ledger, others' from what was received. Comes in front of
/// the projection that walks what was received.
public final class EmergencyProjection implements Projection {
    private final Team own;

    public EmergencyProjection(Team own) {
        this.own = own;
    }

    @Override
    public String name() {
        return "emergencies";
    }

    @Override
    public List<String> tables() {
        return List.of(EmergencyTable.NAME, EmergencyTable.CALLED, EmergencyStepTable.NAME);
    }

    @Override
    public void replay(Session session, Entry entry, ContentStore contents) {
        if (isAboutEmergencies(entry.kind())
                && contents.get(session, entry.contentId(), entry.leafHash())
                        instanceof ContentStore.Content.Held held) {
            var place = new Stored(own, entry.epoch(), entry.index(), entry.leafHash(), entry.at());
            note(session, own, place, entry.kind(), held.fragments());
        }
    }

    /// Where a statement stands in its team's ledger, and when this node stored it.
    public record Stored(Team author, int epoch, long index, Digest leaf, Instant at) {}

    /// Whether statements of a kind are about emergencies.
    public static boolean isAboutEmergencies(Statement.Kind kind) {
        return EmergencyStatement.is(kind);
    }

    /// Makes again what follows from a statement that was received.
    public static void received(Session session, Team own, Stored stored, Statement.Kind kind, Bytes fragments) {
        note(session, own, stored, kind, fragments);
    }

    private static void note(Session session, Team own, Stored stored, Statement.Kind kind, Bytes fragments) {
        switch (read(kind, fragments)) {
            case EmergencyStatement.Raised raised -> {
                var held = new EmergencyTable.Held(
                        stored.leaf(), stored.author(), stored.at(), stored.epoch(), stored.index(), raised.document());
                EmergencyTable.insert(session, held);
                raised.emergency().to().stream()
                        .filter(team -> stored.author().equals(own) || team.equals(own))
                        .forEach(team -> EmergencyTable.called(session, held.id(), team));
                // Our own steps are made again before what we received, and they are about.
                EmergencyTable.called(session, held.id()).forEach(called -> Lives.note(session, held, called.team()));
            }
            case EmergencyStatement.Stepped stepped -> {
                var held = new EmergencyStepTable.Held(
                        stored.leaf(),
                        stepped.step().emergency(),
                        stored.author(),
                        stored.epoch(),
                        stored.index(),
                        stored.at(),
                        stepped.approval().map(OfficerApprovals::officer),
                        stepped.document());
                EmergencyStepTable.insert(session, held);
                EmergencyTable.find(session, held.emergency())
                        .ifPresent(emergency -> Lives.note(session, emergency, own, held.by(), stepped.step()));
            }
        }
    }

    private static EmergencyStatement read(Statement.Kind kind, Bytes fragments) {
        try {
            return EmergencyStatement.read(kind, fragments);
        } catch (WireException changed) {
            throw new IllegalStateException(
                    "a stored statement about an emergency cannot be read: " + changed.getMessage(), changed);
        }
    }
}
