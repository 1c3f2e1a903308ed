package org.tocsin.peer;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.grpc.Channel;
import io.grpc.StatusException;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.BlockingClientCall;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.tocsin.model.Bytes;
import org.tocsin.model.Team;
import org.tocsin.model.agreement.OfficerApproval;
import org.tocsin.model.emergency.DutyFigures;
import org.tocsin.model.emergency.EmergencyView;
import org.tocsin.model.emergency.Occurrence;
import org.tocsin.model.profile.VoiceCard;
import org.tocsin.operator.v1.DutyFigure;
import org.tocsin.operator.v1.EmergencyOccurrence;
import org.tocsin.operator.v1.EmergencyServiceGrpc;
import org.tocsin.operator.v1.EmergencySummary;
import org.tocsin.operator.v1.GetDutyStatisticsRequest;
import org.tocsin.operator.v1.GetEmergencyRequest;
import org.tocsin.operator.v1.GetVoiceCardRequest;
import org.tocsin.operator.v1.ListEmergenciesRequest;
import org.tocsin.operator.v1.RaiseEmergencyRequest;
import org.tocsin.operator.v1.StateStepRequest;
import org.tocsin.operator.v1.WatchDutyRequest;
import org.tocsin.operator.v1.WatchDutyResponse;
import org.tocsin.operator.v1.WatchEmergenciesRequest;
import org.tocsin.operator.v1.WatchEmergenciesResponse;
import org.tocsin.wire.AgreementActCodec;
import org.tocsin.wire.EmergencyViewCodec;
import org.tocsin.wire.WireException;

/// What an officer does about emergencies, and is told of them, over the line to the own team's node. Every failure is
/// an `OperatorFault`.
public final class EmergencyLine {
    private final Channel channel;

    EmergencyLine(Channel channel) {
        this.channel = channel;
    }

    /// Emergencies.
    ///
    /// @param now the node's clock
    /// @param own the node's own team
    /// @param officer how the duty plan knows the officer who asks
    /// @param trouble what keeps officers from being reached
    public record Listed(
            List<EmergencyView> emergencies, Instant now, Team own, Optional<OnPlan> officer, Trouble trouble) {
        public Listed {
            emergencies = List.copyOf(emergencies);
        }
    }

    /// What keeps officers from being reached.
    ///
    /// @param brokenChannels by name: the last attempt failed
    /// @param plan what is wrong with the duty plan
    public record Trouble(List<String> brokenChannels, Optional<String> plan) {
        /// Nothing does.
        public static final Trouble NONE = new Trouble(List.of(), Optional.empty());

        public Trouble {
            brokenChannels = List.copyOf(brokenChannels);
        }
    }

    /// One emergency, and what happened about it in the order in which the node learned of it.
    ///
    /// @param officer how the duty plan knows the officer who asks
    public record Story(
            EmergencyView view, List<Occurrence> timeline, Instant now, Team own, Optional<OnPlan> officer) {
        public Story {
            timeline = List.copyOf(timeline);
        }
    }

    /// An officer as the duty plan has them.
    public record OnPlan(String name, ZoneId zone) {}

    /// What the ladder tells whoever is at a terminal. Foreign text may be in subject and lines.
    public record Notice(
            String purpose,
            boolean exercise,
            String precedence,
            String team,
            String subject,
            List<String> lines,
            String emergency,
            Instant at) {
        public Notice {
            lines = List.copyOf(lines);
        }
    }

    /// Something that goes on until one of both sides ends it. For one thread.
    public interface Watch<T> extends AutoCloseable {
        /// The next one; waits for it. Nothing, if none came in time.
        ///
        /// @throws OperatorFault if the node ended it
        Optional<T> next(Duration patience) throws InterruptedException;

        @Override
        void close();
    }

    /// @param document the encoded `Emergency`
    public EmergencyView raise(Bytes document) {
        var request =
                RaiseEmergencyRequest.newBuilder().setDocument(string(document)).build();
        return view(call(() -> blocking().raiseEmergency(request)).getEmergency());
    }

    /// @param document the encoded `EmergencyStep`
    public EmergencyView state(Bytes document, Optional<OfficerApproval> approval) {
        var request = StateStepRequest.newBuilder()
                .setDocument(string(document))
                .setApproval(approval.map(signed -> string(AgreementActCodec.encode(signed)))
                        .orElse(ByteString.EMPTY))
                .build();
        return view(call(() -> blocking().stateStep(request)).getEmergency());
    }

    /// The latest first.
    public Listed list(boolean openOnly, Optional<Team> partner, int most) {
        var request = ListEmergenciesRequest.newBuilder()
                .setOpenOnly(openOnly)
                .setPartner(partner.map(Team::domain).orElse(""))
                .setMost(most)
                .build();
        var response = call(() -> blocking().listEmergencies(request));
        return new Listed(
                response.getEmergenciesList().stream().map(EmergencyLine::view).toList(),
                Instant.ofEpochMilli(response.getNowMs()),
                new Team(response.getOwn()),
                onPlan(response.getOfficerName(), response.getOfficerZone()),
                new Trouble(
                        response.getBrokenChannelsList(),
                        Optional.of(response.getPlanProblem()).filter(text -> !text.isEmpty())));
    }

    /// @param id in hex, or the first 6 digits or more
    public Story story(String id) {
        var request = GetEmergencyRequest.newBuilder().setEmergency(id).build();
        var response = call(() -> blocking().getEmergency(request));
        List<Occurrence> timeline = new ArrayList<>();
        response.getTimelineList().forEach(message -> occurrence(message).ifPresent(timeline::add));
        return new Story(
                view(response.getEmergency()),
                timeline,
                Instant.ofEpochMilli(response.getNowMs()),
                new Team(response.getOwn()),
                onPlan(response.getOfficerName(), response.getOfficerZone()));
    }

    private static Optional<OnPlan> onPlan(String name, String zone) {
        try {
            return name.isEmpty() ? Optional.empty() : Optional.of(new OnPlan(name, ZoneId.of(zone)));
        } catch (DateTimeException unknown) {
            return Optional.empty();
        }
    }

    public VoiceCard card(Team partner) {
        var request =
                GetVoiceCardRequest.newBuilder().setPartner(partner.domain()).build();
        var response = call(() -> blocking().getVoiceCard(request));
        return read(() -> EmergencyViewCodec.model(response));
    }

    /// @param until empty: until now
    public List<DutyFigures> statistics(Instant from, Optional<Instant> until) {
        var request = GetDutyStatisticsRequest.newBuilder()
                .setFromMs(from.toEpochMilli())
                .setUntilMs(until.map(Instant::toEpochMilli).orElse(0L))
                .build();
        List<DutyFigures> figures = new ArrayList<>();
        for (DutyFigure figure :
                call(() -> blocking().getDutyStatistics(request)).getFiguresList()) {
            figures.add(read(() -> EmergencyViewCodec.model(figure)));
        }
        return figures;
    }

    /// Everything that happens from when this returns.
    ///
    /// @param id only about this one; in hex, or the first 6 digits or more
    public Watch<Occurrence> watch(Optional<String> id) throws InterruptedException {
        var request =
                WatchEmergenciesRequest.newBuilder().setEmergency(id.orElse("")).build();
        return begun(new Watching<WatchEmergenciesResponse, Occurrence>(
                stream(() -> EmergencyServiceGrpc.newBlockingV2Stub(channel).watchEmergencies(request)),
                response -> response.hasOccurrence() ? occurrence(response.getOccurrence()) : Optional.empty()));
    }

    /// What the ladder tells whoever is at a terminal, from when this returns.
    public Watch<Notice> duty() throws InterruptedException {
        return begun(new Watching<WatchDutyResponse, Notice>(
                stream(() -> EmergencyServiceGrpc.newBlockingV2Stub(channel)
                        .watchDuty(WatchDutyRequest.getDefaultInstance())),
                response -> response.hasNotice() ? Optional.of(notice(response)) : Optional.empty()));
    }

    private static <M, T> Watch<T> begun(Watching<M, T> watching) throws InterruptedException {
        watching.begin();
        return watching;
    }

    private static Notice notice(WatchDutyResponse response) {
        var notice = response.getNotice();
        return new Notice(
                notice.getPurpose(),
                notice.getExercise(),
                notice.getPrecedence(),
                notice.getTeam(),
                notice.getSubject(),
                notice.getLinesList(),
                notice.getEmergency(),
                Instant.ofEpochMilli(notice.getAtMs()));
    }

    private static EmergencyView view(EmergencySummary message) {
        return read(() -> EmergencyViewCodec.model(message));
    }

    private static Optional<Occurrence> occurrence(EmergencyOccurrence message) {
        return read(() -> EmergencyViewCodec.model(message));
    }

    private interface Reading<T> {
        T read() throws WireException;
    }

    private static <T> T read(Reading<T> reading) {
        try {
            return reading.read();
        } catch (WireException unfit) {
            throw OperatorFault.broken("the node's answer does not fit this version: " + unfit.getMessage());
        }
    }

    private static ByteString string(Bytes bytes) {
        return UnsafeByteOperations.unsafeWrap(bytes.array());
    }

    private EmergencyServiceGrpc.EmergencyServiceBlockingStub blocking() {
        return EmergencyServiceGrpc.newBlockingStub(channel)
                .withDeadlineAfter(OperatorClient.CALL_TIME_MAX.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static <T> T call(Supplier<T> call) {
        try {
            return call.get();
        } catch (StatusRuntimeException failed) {
            throw OperatorFault.of(failed);
        }
    }

    private interface Opening<M> {
        BlockingClientCall<?, M> open() throws StatusException, InterruptedException;
    }

    private static <M> BlockingClientCall<?, M> stream(Opening<M> opening) throws InterruptedException {
        try {
            return opening.open();
        } catch (StatusException failed) {
            throw OperatorFault.of(failed);
        }
    }

    private interface Heard<M, T> {
        Optional<T> of(M message);
    }

    private static final class Watching<M, T> implements Watch<T> {
        private final BlockingClientCall<?, M> call;
        private final Heard<M, T> heard;

        Watching(BlockingClientCall<?, M> call, Heard<M, T> heard) {
            this.call = call;
            this.heard = heard;
        }

        /// The node's first message says that nothing will be missed.
        void begin() throws InterruptedException {
            next(OperatorClient.CALL_TIME_MAX);
        }

        @Override
        public Optional<T> next(Duration patience) throws InterruptedException {
            try {
                M message = call.read(patience.toNanos(), TimeUnit.NANOSECONDS);
                if (message == null) {
                    throw OperatorFault.broken("the node ended what was watched");
                }
                return heard.of(message);
            } catch (TimeoutException quiet) {
                return Optional.empty();
            } catch (StatusException failed) {
                throw OperatorFault.of(failed);
            }
        }

        @Override
        public void close() {
            call.cancel("seen enough", null);
        }
    }
}
