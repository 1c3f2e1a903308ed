package org.tocsin.peer;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.grpc.Channel;
import io.grpc.StatusRuntimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.tocsin.model.Bytes;
import org.tocsin.model.Team;
import org.tocsin.model.profile.TeamProfile;
import org.tocsin.operator.v1.ListProfilesRequest;
import org.tocsin.operator.v1.ProfileSummary;
import org.tocsin.operator.v1.PublishProfileRequest;
import org.tocsin.operator.v1.TeamServiceGrpc;
import org.tocsin.wire.ProfileCodec;
import org.tocsin.wire.WireException;

/// How teams are reached, over the line to the own team's node. Every failure is an `OperatorFault`.
public final class TeamLine {
    private final Channel channel;

    TeamLine(Channel channel) {
        this.channel = channel;
    }

    /// What became of our profile.
    ///
    /// @param isNew whether it says something else than the one before
    /// @param given the partners that it was given to now
    public record Published(TeamProfile profile, boolean isNew, List<String> given) {
        public Published {
            given = List.copyOf(given);
        }
    }

    /// What is held of a team.
    ///
    /// @param isOwn whether it is ours
    /// @param isPartner whether an agreement was ever signed with it by both
    /// @param document the profile's exact bytes; empty: it stated none
    /// @param reminders what is due, for people
    public record Held(
            Team team,
            boolean isOwn,
            boolean isPartner,
            Optional<TeamProfile> profile,
            Bytes document,
            Instant heldAt,
            List<String> reminders) {
        public Held {
            reminders = List.copyOf(reminders);
        }
    }

    /// States our profile. Version, time of change and sealing key are the node's to give.
    public Published publish(TeamProfile profile) {
        var request = PublishProfileRequest.newBuilder()
                .setProfile(UnsafeByteOperations.unsafeWrap(
                        ProfileCodec.encode(profile).array()))
                .build();
        var response = call(() -> blocking().publishProfile(request));
        return new Published(decoded(response.getProfile()), response.getIsNew(), response.getGivenList());
    }

    /// Our team and every one that is pinned, by name.
    public List<Held> profiles() {
        var response = call(() -> blocking().listProfiles(ListProfilesRequest.getDefaultInstance()));
        return response.getProfilesList().stream().map(TeamLine::held).toList();
    }

    private static Held held(ProfileSummary summary) {
        return new Held(
                new Team(summary.getTeam()),
                summary.getOwn(),
                summary.getPartner(),
                profile(summary.getProfile()),
                Bytes.wrap(summary.getProfile().toByteArray()),
                Instant.ofEpochMilli(summary.getHeldAtMs()),
                summary.getRemindersList());
    }

    private static Optional<TeamProfile> profile(ByteString document) {
        return document.isEmpty() ? Optional.empty() : Optional.of(decoded(document));
    }

    private static TeamProfile decoded(ByteString document) {
        try {
            return ProfileCodec.decode(Bytes.wrap(document.toByteArray()));
        } catch (WireException unfit) {
            throw OperatorFault.broken("the node's answer does not fit this version: " + unfit.getMessage());
        }
    }

    private TeamServiceGrpc.TeamServiceBlockingStub blocking() {
        return TeamServiceGrpc.newBlockingStub(channel)
                .withDeadlineAfter(OperatorClient.CALL_TIME_MAX.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static <T> T call(Supplier<T> call) {
        try {
            return call.get();
        } catch (StatusRuntimeException failed) {
            throw OperatorFault.of(failed);
        }
    }
}
