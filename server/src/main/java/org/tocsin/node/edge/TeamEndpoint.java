package org.tocsin.node.edge;

import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.stream.Stream;
import org.tocsin.model.Bytes;
import org.tocsin.model.Team;
import org.tocsin.node.directory.DirectoryView;
import org.tocsin.node.directory.ProfileReminders.Reminder;
import org.tocsin.node.directory.Profiles;
import org.tocsin.operator.v1.ListProfilesRequest;
import org.tocsin.operator.v1.ListProfilesResponse;
import org.tocsin.operator.v1.ProfileSummary;
import org.tocsin.operator.v1.PublishProfileRequest;
import org.tocsin.operator.v1.PublishProfileResponse;
import org.tocsin.operator.v1.TeamServiceGrpc;
import org.tocsin.trust.PinnedTeam;

/// How teams are reached, for officers. Thin: turns messages into calls and back.
final class TeamEndpoint extends TeamServiceGrpc.TeamServiceImplBase {
    private final OperatorParts parts;

    TeamEndpoint(OperatorParts parts) {
        this.parts = parts;
    }

    @Override
    public void publishProfile(PublishProfileRequest request, StreamObserver<PublishProfileResponse> answer) {
        var officer = Answering.officer();
        Answering.answering(answer, () -> {
            Profiles.Stated stated =
                    parts.profiles().publish(Bytes.wrap(request.getProfile().toByteArray()), officer.uri());
            return PublishProfileResponse.newBuilder()
                    .setProfile(OperatorMessages.bytes(stated.document()))
                    .setIsNew(stated.isNew())
                    .addAllGiven(stated.given().stream().map(Team::domain).toList())
                    .build();
        });
    }

    @Override
    public void listProfiles(ListProfilesRequest request, StreamObserver<ListProfilesResponse> answer) {
        Answering.answering(answer, () -> {
            DirectoryView view = parts.directory().view();
            List<Reminder> reminders = parts.profiles().reminders().due();
            var response = ListProfilesResponse.newBuilder()
                    .setNowMs(parts.clock().instant().toEpochMilli());
            Stream.concat(Stream.of(view.own()), view.partners().stream().map(PinnedTeam::team))
                    .sorted()
                    .forEach(team -> response.addProfiles(summary(team, view, reminders)));
            return response.build();
        });
    }

    private ProfileSummary summary(Team team, DirectoryView view, List<Reminder> reminders) {
        var summary = ProfileSummary.newBuilder()
                .setTeam(team.domain())
                .setOwn(team.equals(view.own()))
                .setPartner(!view.agreementsHeldWith(team).isEmpty());
        parts.profiles()
                .find(team)
                .ifPresent(held -> summary.setProfile(OperatorMessages.bytes(held.document()))
                        .setHeldAtMs(held.heldAt().toEpochMilli()));
        reminders.stream()
                .filter(reminder -> reminder.team().equals(team))
                .forEach(reminder -> summary.addReminders(reminder.sentence()));
        return summary.build();
    }
}
