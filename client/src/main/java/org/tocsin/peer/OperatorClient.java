package org.tocsin.peer;

import com.google.protobuf.UnsafeByteOperations;
import io.grpc.Context;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import java.io.ByteArrayOutputStream;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.model.Team;
import org.tocsin.model.TeamManifest;
import org.tocsin.operator.v1.AddPeerRequest;
import org.tocsin.operator.v1.AuditServiceGrpc;
import org.tocsin.operator.v1.CutPeerRequest;
import org.tocsin.operator.v1.ExportRecordsRequest;
import org.tocsin.operator.v1.ExportRecordsResponse;
import org.tocsin.operator.v1.GetNodeStatusRequest;
import org.tocsin.operator.v1.GetPeerHoldingsRequest;
import org.tocsin.operator.v1.GetRecordRequest;
import org.tocsin.operator.v1.ImportAgreementRequest;
import org.tocsin.operator.v1.IntroducePeerRequest;
import org.tocsin.operator.v1.ListActsRequest;
import org.tocsin.operator.v1.ListAgreementsRequest;
import org.tocsin.operator.v1.ListIntroductionsRequest;
import org.tocsin.operator.v1.ListPeersRequest;
import org.tocsin.operator.v1.ListRecordsRequest;
import org.tocsin.operator.v1.OperatorServiceGrpc;
import org.tocsin.operator.v1.PeerServiceGrpc;
import org.tocsin.operator.v1.ProveRecordRequest;
import org.tocsin.operator.v1.RecordSummary;
import org.tocsin.operator.v1.RestorePeerRequest;
import org.tocsin.operator.v1.SignAgreementRequest;
import org.tocsin.peer.Records.Document;
import org.tocsin.peer.Records.Outcome;
import org.tocsin.trust.TlsContexts;
import org.tocsin.wire.AgreementCodec;
import org.tocsin.wire.EvidenceCodec;
import org.tocsin.wire.WireException;

/// An officer's line to the own team's node. Every failure is an `OperatorFault`. Calls block; none but `export` with
/// `follow` and `publish` runs longer than `CALL_TIME_MAX`.
public final class OperatorClient implements AutoCloseable {
    /// Bytes of one answer, at most (R-LIM-3): this port is local, and a proof may hold a whole record.
    public static final int MESSAGE_BYTES_MAX = 25 * 1024 * 1024;

    public static final Duration CALL_TIME_MAX = Duration.ofSeconds(60);

    private static final Duration KEEP_ALIVE = Duration.ofSeconds(30);
    private static final Duration CLOSE_TIME_MAX = Duration.ofSeconds(2);

    private final ManagedChannel channel;

    /// Takes the channel over: `close` ends it.
    public OperatorClient(ManagedChannel channel) {
        this.channel = channel;
    }

    /// Dials the operator port of a team's node. Nothing is sent before the first call.
    public static OperatorClient dial(InetSocketAddress address, TlsContexts tls, Team own) {
        return new OperatorClient(NettyChannelBuilder.forAddress(address)
                .sslContext(tls.caller(own))
                .maxInboundMessageSize(MESSAGE_BYTES_MAX)
                .keepAliveTime(KEEP_ALIVE.toSeconds(), TimeUnit.SECONDS)
                .disableRetry()
                .build());
    }

    /// Publishes documents as they come; answers come in their order, on another thread, while later ones are sent.
    /// Returns when everything is answered. What was answered before a fault stays published.
    public void publish(Iterator<Document> documents, BiConsumer<Document, Outcome> answers)
            throws InterruptedException {
        var stream = new PublishStream(answers);
        OperatorServiceGrpc.newStub(channel).publish(stream);
        boolean finished = false;
        try {
            while (documents.hasNext()) {
                stream.send(documents.next());
            }
            stream.finish();
            finished = true;
        } finally {
            if (!finished) {
                stream.cancel();
            }
        }
    }

    public Records.Page records(Optional<Team> from, int pageSize, Optional<String> token) {
        var request = ListRecordsRequest.newBuilder()
                .setFromTeam(from.map(Team::domain).orElse(""))
                .setPageSize(pageSize)
                .setPageToken(token.orElse(""))
                .build();
        var response = call(() -> blocking().listRecords(request));
        String next = response.getNextPageToken();
        return new Records.Page(
                response.getRecordsList().stream().map(OperatorMapping::summary).toList(),
                next.isEmpty() ? Optional.empty() : Optional.of(next));
    }

    /// @param record `<team>/<epoch>/<hex>`, or an unambiguous start of the hex part
    public Records.Detail record(String record) {
        return record(record, false);
    }

    /// As `record`.
    ///
    /// @param reading whether a person is going to read it: the author of another team's record is told so, the first
    /// time
    public Records.Detail record(String record, boolean reading) {
        var request = GetRecordRequest.newBuilder()
                .setRecord(record)
                .setReading(reading)
                .build();
        return OperatorMapping.detail(call(() -> blocking().getRecord(request)));
    }

    /// Hands out content in the order of storing; returns at the end, or, with `follow`, when the thread is interrupted
    /// or the node goes away.
    public void export(Optional<Team> from, Optional<String> since, boolean follow, Consumer<Records.Exported> sink) {
        var request = ExportRecordsRequest.newBuilder()
                .setFromTeam(from.map(Team::domain).orElse(""))
                .setSinceCursor(since.orElse(""))
                .setFollow(follow)
                .build();
        var context = Context.current().withCancellation();
        context.run(() -> {
            try {
                assemble(OperatorServiceGrpc.newBlockingStub(channel).exportRecords(request), sink);
            } catch (StatusRuntimeException failed) {
                throw OperatorFault.of(failed);
            } finally {
                context.cancel(null);
            }
        });
    }

    private static void assemble(Iterator<ExportRecordsResponse> parts, Consumer<Records.Exported> sink) {
        @Nullable RecordSummary summary = null;
        var content = new ByteArrayOutputStream();
        while (parts.hasNext()) {
            ExportRecordsResponse part = parts.next();
            if (part.hasSummary()) {
                summary = part.getSummary();
                content = new ByteArrayOutputStream();
            }
            if (summary == null) {
                throw OperatorFault.broken("the node sent content without its record");
            }
            content.writeBytes(part.getContent().toByteArray());
            if (!part.getContinues()) {
                sink.accept(new Records.Exported(
                        OperatorMapping.summary(summary), Bytes.wrap(content.toByteArray()), part.getCursor()));
                summary = null;
            }
        }
    }

    /// @param version 0: the newest
    /// @return the bytes of a proof file
    public Bytes prove(String record, int version, boolean withContent) {
        var request = ProveRecordRequest.newBuilder()
                .setRecord(record)
                .setVersion(version)
                .setWithContent(withContent)
                .build();
        var response = call(() -> blocking().proveRecord(request));
        return Bytes.wrap(response.getProof().toByteArray());
    }

    /// @param fingerprint of the root key, as a human compared it
    public Peers.Pinned addPeer(List<TeamManifest.Signed> manifests, Digest fingerprint) {
        return addPeer(manifests, fingerprint.hex());
    }

    /// @param heard what an officer heard of the fingerprint: its words, or its digits; the node compares once more
    public Peers.Pinned addPeer(List<TeamManifest.Signed> manifests, String heard) {
        var request = AddPeerRequest.newBuilder()
                .addAllManifests(EvidenceCodec.messages(manifests))
                .setFingerprint(heard)
                .build();
        var response = call(() -> blocking().addPeer(request));
        return new Peers.Pinned(new Team(response.getTeam()), response.getVersion());
    }

    public List<Peers.Summary> peers() {
        var response = call(() -> blocking().listPeers(ListPeersRequest.getDefaultInstance()));
        return response.getPeersList().stream().map(OperatorMapping::peer).toList();
    }

    /// Cuts a team off: nothing passes between it and the node when this returns.
    public Peers.Cut cutPeer(Team team, String reason) {
        var request = CutPeerRequest.newBuilder()
                .setTeam(team.domain())
                .setReason(reason)
                .build();
        var response = call(() -> peering().cutPeer(request));
        return new Peers.Cut(Instant.ofEpochMilli(response.getCutAtMs()), response.getBefore());
    }

    /// Lets a team back that was cut off.
    ///
    /// @return whether it was
    public boolean restorePeer(Team team) {
        var request = RestorePeerRequest.newBuilder().setTeam(team.domain()).build();
        return call(() -> peering().restorePeer(request)).getWasCut();
    }

    /// Pins a team as a partner introduced it, because an officer says so.
    public Peers.Pinned addPeer(Peers.Introduced introduced) {
        var request = AddPeerRequest.newBuilder()
                .addAllManifests(EvidenceCodec.messages(introduced.manifests()))
                .setFingerprint(introduced.fingerprint().hex())
                .setOnTheWordOf(introduced.introducer().domain())
                .build();
        var response = call(() -> blocking().addPeer(request));
        return new Peers.Pinned(new Team(response.getTeam()), response.getVersion());
    }

    /// Introduces a pinned team to a partner. Durable when it returns.
    public void introduce(Team team, Team to, String reason) {
        var request = IntroducePeerRequest.newBuilder()
                .setTeam(team.domain())
                .setTo(to.domain())
                .setReason(reason)
                .build();
        call(() -> peering().introducePeer(request));
    }

    /// The teams that partners introduced, by team and introducer.
    public List<Peers.Introduced> introductions() {
        var response = call(() -> peering().listIntroductions(ListIntroductionsRequest.getDefaultInstance()));
        return response.getIntroductionsList().stream()
                .map(OperatorMapping::introduced)
                .toList();
    }

    public Peers.Holdings holdings(Team team) {
        var request = GetPeerHoldingsRequest.newBuilder().setTeam(team.domain()).build();
        return OperatorMapping.holdings(call(() -> peering().getPeerHoldings(request)));
    }

    private PeerServiceGrpc.PeerServiceBlockingStub peering() {
        return PeerServiceGrpc.newBlockingStub(channel)
                .withDeadlineAfter(CALL_TIME_MAX.toMillis(), TimeUnit.MILLISECONDS);
    }

    /// Signs new terms, given as their exact bytes.
    public AgreementCodec.Signed signTerms(Bytes terms) {
        return sign(SignAgreementRequest.newBuilder()
                .setTerms(UnsafeByteOperations.unsafeWrap(terms.array()))
                .build());
    }

    /// Signs the terms of a file that the partner signed.
    public AgreementCodec.Signed countersign(AgreementCodec.Signed file) {
        return sign(SignAgreementRequest.newBuilder()
                .setFile(AgreementCodec.message(file))
                .build());
    }

    private AgreementCodec.Signed sign(SignAgreementRequest request) {
        var response = call(() -> blocking().signAgreement(request));
        try {
            return AgreementCodec.model(response.getFile());
        } catch (WireException unfit) {
            throw OperatorFault.broken("the node's answer does not fit this version: " + unfit.getMessage());
        }
    }

    public Peers.Agreement importAgreement(AgreementCodec.Signed file) {
        var request = ImportAgreementRequest.newBuilder()
                .setFile(AgreementCodec.message(file))
                .build();
        return OperatorMapping.agreement(
                call(() -> blocking().importAgreement(request)).getAgreement());
    }

    public List<Peers.Agreement> agreements() {
        var response = call(() -> blocking().listAgreements(ListAgreementsRequest.getDefaultInstance()));
        return response.getAgreementsList().stream()
                .map(OperatorMapping::agreement)
                .toList();
    }

    public Peers.Node node() {
        return OperatorMapping.node(call(() -> blocking().getNodeStatus(GetNodeStatusRequest.getDefaultInstance())));
    }

    /// The life of agreements: on the same line, as long as it is open.
    public AgreementLine agreementLife() {
        return new AgreementLine(channel);
    }

    /// How teams are reached: on the same line, as long as it is open.
    public TeamLine teams() {
        return new TeamLine(channel);
    }

    /// What is under way: on the same line, as long as it is open.
    public DeliveryLine delivery() {
        return new DeliveryLine(channel);
    }

    /// Emergencies: on the same line, as long as it is open.
    public EmergencyLine emergencies() {
        return new EmergencyLine(channel);
    }

    /// Is told of the entries of the local ledger, in their order.
    public interface ActVisitor {
        /// @param root as the node keeps it beside the entry
        void entry(long index, Bytes entry, Digest root);
    }

    /// What officers and the node did, from an entry on.
    ///
    /// @return the signed checkpoint, a note
    public Bytes acts(long from, ActVisitor visitor) {
        var request = ListActsRequest.newBuilder().setFromIndex(from).build();
        return call(() -> {
            Bytes checkpoint = Bytes.ofUtf8("");
            var answers = AuditServiceGrpc.newBlockingStub(channel).listActs(request);
            while (answers.hasNext()) {
                var part = answers.next();
                part.getEntriesList()
                        .forEach(held -> visitor.entry(
                                held.getIndex(),
                                Bytes.wrap(held.getEntry().toByteArray()),
                                Digest.wrap(held.getRoot().toByteArray())));
                checkpoint = Bytes.wrap(part.getCheckpoint().toByteArray());
            }
            return checkpoint;
        });
    }

    /// What waits for a further officer: on the same line, as long as it is open.
    public ReleaseLine releases() {
        return new ReleaseLine(channel);
    }

    /// Why, and what went out: on the same line, as long as it is open.
    public InsightLine insight() {
        return new InsightLine(channel);
    }

    @Override
    public void close() {
        channel.shutdown();
        try {
            if (!channel.awaitTermination(CLOSE_TIME_MAX.toMillis(), TimeUnit.MILLISECONDS)) {
                channel.shutdownNow();
            }
        } catch (InterruptedException interrupted) {
            channel.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }

    private OperatorServiceGrpc.OperatorServiceBlockingStub blocking() {
        return OperatorServiceGrpc.newBlockingStub(channel)
                .withDeadlineAfter(CALL_TIME_MAX.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static <T> T call(Supplier<T> call) {
        try {
            return call.get();
        } catch (StatusRuntimeException failed) {
            throw OperatorFault.of(failed);
        }
    }
}
