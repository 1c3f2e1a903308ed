package org.tocsin.node.edge;

import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.tocsin.model.Lane;
import org.tocsin.model.Team;
import org.tocsin.model.agreement.SharingAgreement;
import org.tocsin.node.delivery.LaneJournal;
import org.tocsin.node.delivery.LaneStatus;
import org.tocsin.node.directory.DirectoryView;
import org.tocsin.node.directory.DirectoryView.Cut;
import org.tocsin.node.directory.Introductions.Introduced;
import org.tocsin.node.fault.Fault;
import org.tocsin.node.fault.Fault.Reason;
import org.tocsin.node.insight.OverdueAnswers;
import org.tocsin.node.intake.Intake;
import org.tocsin.node.ledger.LedgerView;
import org.tocsin.node.policy.Standing;
import org.tocsin.operator.v1.CutPeerRequest;
import org.tocsin.operator.v1.CutPeerResponse;
import org.tocsin.operator.v1.GetPeerHoldingsRequest;
import org.tocsin.operator.v1.GetPeerHoldingsResponse;
import org.tocsin.operator.v1.HeldTerms;
import org.tocsin.operator.v1.IntroducePeerRequest;
import org.tocsin.operator.v1.IntroducePeerResponse;
import org.tocsin.operator.v1.IntroducedTeam;
import org.tocsin.operator.v1.ListIntroductionsRequest;
import org.tocsin.operator.v1.ListIntroductionsResponse;
import org.tocsin.operator.v1.PeerServiceGrpc;
import org.tocsin.operator.v1.RestorePeerRequest;
import org.tocsin.operator.v1.RestorePeerResponse;
import org.tocsin.wire.EvidenceCodec;

/// Which teams are peers, for officers: cuts one off and lets it back, and says what each side holds of the other. Runs
/// on
/// threads that may block. Rule R-PEER-6.
final class PeerEndpoint extends PeerServiceGrpc.PeerServiceImplBase {
    static final int REASON_CHARACTERS_MAX = 500;
    static final int OWED_MAX = 1_000;
    private static final Duration OWED_BACK = Duration.ofDays(DeliveryEndpoint.OWED_DAYS_DEFAULT);

    private final OperatorParts parts;
    private final OverdueAnswers answers;

    PeerEndpoint(OperatorParts parts) {
        this.parts = parts;
        LedgerView ledger = parts.ledger().view();
        this.answers = new OverdueAnswers(
                parts.acts().tracks(), parts.records(), ledger, new LaneJournal(ledger.transactions()), parts.clock());
    }

    @Override
    public void cutPeer(CutPeerRequest request, StreamObserver<CutPeerResponse> answer) {
        String officer = Answering.officer().uri();
        Answering.answering(answer, () -> {
            Team team = pinned(request.getTeam());
            if (request.getReason().length() > REASON_CHARACTERS_MAX) {
                throw Answering.malformed("reason has at most " + REASON_CHARACTERS_MAX + " characters");
            }
            boolean before = parts.directory().view().cut(team).isPresent();
            Cut cut = parts.directory().cut(team, officer, request.getReason());
            return CutPeerResponse.newBuilder()
                    .setCutAtMs(cut.at().toEpochMilli())
                    .setBefore(before)
                    .build();
        });
    }

    @Override
    public void restorePeer(RestorePeerRequest request, StreamObserver<RestorePeerResponse> answer) {
        String officer = Answering.officer().uri();
        Answering.answering(
                answer,
                () -> RestorePeerResponse.newBuilder()
                        .setWasCut(parts.directory().restore(pinned(request.getTeam()), officer))
                        .build());
    }

    @Override
    public void introducePeer(IntroducePeerRequest request, StreamObserver<IntroducePeerResponse> answer) {
        String officer = Answering.officer().uri();
        Answering.answering(
                answer,
                () -> IntroducePeerResponse.newBuilder()
                        .setIndex(parts.profiles()
                                .introductions()
                                .introduce(
                                        pinned(request.getTeam()),
                                        pinned(request.getTo()),
                                        request.getReason(),
                                        officer))
                        .build());
    }

    @Override
    public void listIntroductions(ListIntroductionsRequest request, StreamObserver<ListIntroductionsResponse> answer) {
        Answering.answering(answer, () -> {
            List<Introduced> all = parts.profiles().introductions().all();
            var response = ListIntroductionsResponse.newBuilder();
            all.forEach(one -> response.addIntroductions(introduced(one, all)));
            return response.build();
        });
    }

    private IntroducedTeam introduced(Introduced one, List<Introduced> all) {
        Team team = one.introduction().team();
        return IntroducedTeam.newBuilder()
                .setTeam(team.domain())
                .setIntroducer(one.introducer().domain())
                .setFingerprint(one.fingerprint().hex())
                .addAllManifests(EvidenceCodec.messages(one.introduction().manifests()))
                .setReason(one.introduction().reason())
                .setIntroducedAtMs(one.at().toEpochMilli())
                .setPinned(parts.directory().view().team(team).isPresent())
                .setDisputed(all.stream()
                        .anyMatch(other -> other.introduction().team().equals(team)
                                && !other.fingerprint().equals(one.fingerprint())))
                .build();
    }

    @Override
    public void getPeerHoldings(GetPeerHoldingsRequest request, StreamObserver<GetPeerHoldingsResponse> answer) {
        Answering.answering(answer, () -> holdings(pinned(request.getTeam())));
    }

    private GetPeerHoldingsResponse holdings(Team team) {
        List<LaneStatus> withContent = lanes(team, Lane.ROUTINE, Lane.BULK);
        var holdings = GetPeerHoldingsResponse.newBuilder()
                .setTaken(parts.intake().inbound().stream()
                        .filter(lane -> lane.author().equals(team) && carriesContent(lane.lane()))
                        .mapToLong(Intake.InboundStatus::stored)
                        .sum())
                .setGiven(withContent.stream().mapToLong(LaneStatus::receipted).sum())
                .setUnsentContent(
                        withContent.stream().mapToLong(LaneStatus::owed).sum())
                .setUnsentNotices(lanes(team, Lane.CONTROL, Lane.EMERGENCY).stream()
                        .mapToLong(LaneStatus::owed)
                        .sum())
                .setDeletionsOwed(deletionsOwed(team))
                .setAnswersOverdue(
                        answers.find(own(), List.of(team), OWED_BACK, OWED_MAX).size());
        List<Standing> standings = parts.directory().view().agreementsHeldWith(team);
        standings.stream()
                .filter(standing -> standings.stream()
                        .noneMatch(other -> other.agreement()
                                        .id()
                                        .equals(standing.agreement().id())
                                && other.agreement().version()
                                        > standing.agreement().version()))
                .forEach(standing -> holdings.addTerms(terms(standing, team)));
        return holdings.build();
    }

    private static boolean carriesContent(Lane lane) {
        return lane == Lane.ROUTINE || lane == Lane.BULK;
    }

    private List<LaneStatus> lanes(Team team, Lane... lanes) {
        return Stream.of(lanes)
                .flatMap(lane -> parts.lanes().status(team, lane).stream())
                .toList();
    }

    private long deletionsOwed(Team team) {
        return parts.acts().tracks().changed(own(), OWED_MAX).stream()
                .flatMap(record -> parts.acts().tracks().of(record).stream())
                .filter(track -> track.partner().equals(team)
                        && track.deletionOwedSince().isPresent())
                .count();
    }

    /// What binds us about what the team gave.
    private HeldTerms terms(Standing standing, Team team) {
        SharingAgreement agreement = standing.agreement();
        var terms = HeldTerms.newBuilder()
                .setAgreement(agreement.id().hex())
                .setVersion(agreement.version())
                .setTitle(agreement.title())
                .setUntilMs(standing.end().toEpochMilli());
        standing.direction(team, own())
                .ifPresent(way -> terms.setKeepDays(way.handling().retentionDays())
                        .setDeleteAtEnd(way.handling().deleteAtEnd()));
        return terms.build();
    }

    private Team own() {
        return parts.directory().view().own();
    }

    private Team pinned(String domain) {
        Team team = Answering.team("team", domain);
        DirectoryView view = parts.directory().view();
        if (team.equals(view.own()) || view.team(team).isEmpty()) {
            throw Fault.of(Reason.NOT_FOUND, "no such team is pinned").exception();
        }
        return team;
    }
}
