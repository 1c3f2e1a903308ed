package org.tocsin.node.intake;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.tocsin.model.Bytes;
import org.tocsin.model.Fragment;
import org.tocsin.model.FragmentSet;
import org.tocsin.model.Receipt.RefusalReason;
import org.tocsin.model.Statement;
import org.tocsin.model.Team;
import org.tocsin.model.control.Narrowing;
import org.tocsin.proof.FragmentTree;
import org.tocsin.wire.ControlCodec;
import org.tocsin.wire.FragmentCodec;
import org.tocsin.wire.ProfileCodec;
import org.tocsin.wire.WireException;
import org.tocsin.wire.WitnessCodec;

/// Reads statements that are one document: what the control and the emergency lane carry; a narrowing names teams
/// beside it. Pure. Rules R-CTL-2 to R-CTL-5.
final class ControlReader {
    private ControlReader() {}

    /// Whether it can read statements of a kind.
    static boolean reads(Statement.Kind kind) {
        return switch (kind) {
            case RECORD_RECEIPT, WITHDRAW, NARROW, CHECK_IN, TEAM_PROFILE, SEEN, EVIDENCE -> true;
            case RECORD,
                    RECEIPT,
                    AGREEMENT,
                    EPOCH,
                    RELAY,
                    AGREEMENT_ACT,
                    EMERGENCY,
                    EMERGENCY_STEP,
                    EMERGENCY_RELAY,
                    MANIFEST,
                    INTRODUCTION -> false;
        };
    }

    /// Whether a record receipt concerns a record that this team stated, or handed on, is for its effect to say.
    ///
    /// @param own the team that it came to
    /// @throws WireException if the document cannot be read
    static Judgement judge(Arrival.Stated stated, Attested attested, Team own) throws WireException {
        Optional<ControlStatement> said = read(attested.statement(), attested.fragments());
        if (said.isEmpty()) {
            return new Judgement.Refuse(stated, RefusalReason.MALFORMED);
        }
        boolean isAnothers = switch (said.get()) {
            case ControlStatement.Marked marked -> false;
            case ControlStatement.CheckedIn checkedIn ->
                !checkedIn.checkIn().to().equals(own);
            case ControlStatement.Withdrawn withdrawn -> false;
            case ControlStatement.Agreed agreed -> false;
            case ControlStatement.Profiled profiled -> false;
            case ControlStatement.Announced announced -> false;
            case ControlStatement.Introduced introduced -> false;
            case ControlStatement.Called called -> false;
            case ControlStatement.HandedOver over -> false;
            case ControlStatement.Sighted sighted -> false;
            case ControlStatement.Accused accused -> false;
            // R-REL-4: whom else a record is for is nobody's business.
            case ControlStatement.Narrowed narrowed -> narrowed.named().stream().anyMatch(team -> !team.equals(own));
        };
        return isAnothers
                ? new Judgement.Refuse(stated, RefusalReason.NOT_ENTITLED)
                : new Judgement.Control(stated, attested, said.get());
    }

    /// What a statement says, from the exact bytes of its fragment set; empty if they are not its one document.
    ///
    /// @throws WireException if the bytes cannot be read
    static Optional<ControlStatement> read(Statement statement, Bytes fragments) throws WireException {
        if (statement.kind() == Statement.Kind.NARROW) {
            return narrowing(statement, fragments);
        }
        Optional<Bytes> document = document(statement, fragments);
        return document.isEmpty() ? Optional.empty() : Optional.of(read(statement.kind(), document.get()));
    }

    private static Optional<ControlStatement> narrowing(Statement statement, Bytes fragments) throws WireException {
        FragmentSet set = FragmentCodec.decodeSet(fragments);
        List<Narrowing> documents = new ArrayList<>();
        Set<Team> named = new HashSet<>();
        for (FragmentSet.Disclosed disclosed : set.fragments()) {
            switch (FragmentCodec.decode(disclosed.fragment())) {
                case Fragment.Document document -> documents.add(ControlCodec.narrowing(document.body()));
                case Fragment.Audience audience -> named.add(audience.team());
                case Fragment other -> {
                    return Optional.empty();
                }
            }
        }
        boolean whole = documents.size() == 1 && FragmentTree.root(set).equals(Optional.of(statement.fragmentsRoot()));
        return whole ? Optional.of(new ControlStatement.Narrowed(documents.getFirst(), named)) : Optional.empty();
    }

    /// The one document of a statement; empty if the fragment set is not that.
    ///
    /// @throws WireException if the bytes cannot be read
    static Optional<Bytes> document(Statement statement, Bytes fragments) throws WireException {
        FragmentSet set = FragmentCodec.decodeSet(fragments);
        if (set.fragments().size() != 1
                || !FragmentTree.root(set).equals(Optional.of(statement.fragmentsRoot()))
                || !(FragmentCodec.decode(set.fragments().getFirst().fragment())
                        instanceof Fragment.Document document)) {
            return Optional.empty();
        }
        return Optional.of(document.body());
    }

    private static ControlStatement read(Statement.Kind kind, Bytes document) throws WireException {
        return switch (kind) {
            case RECORD_RECEIPT -> new ControlStatement.Marked(ControlCodec.recordReceipt(document));
            case WITHDRAW -> new ControlStatement.Withdrawn(ControlCodec.withdrawal(document));
            case CHECK_IN -> new ControlStatement.CheckedIn(ControlCodec.checkIn(document));
            case TEAM_PROFILE ->
                new ControlStatement.Profiled(ProfileCodec.decode(document), document, Optional.empty());
            case SEEN -> new ControlStatement.Sighted(WitnessCodec.sighting(document), Optional.empty());
            case EVIDENCE ->
                new ControlStatement.Accused(WitnessCodec.equivocation(document), document, Optional.empty());
            case RECORD,
                    RECEIPT,
                    AGREEMENT,
                    EPOCH,
                    RELAY,
                    AGREEMENT_ACT,
                    NARROW,
                    EMERGENCY,
                    EMERGENCY_STEP,
                    EMERGENCY_RELAY,
                    MANIFEST,
                    INTRODUCTION -> throw new WireException("not a document of that kind");
        };
    }
}
