package org.tocsin.node.edge;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.model.Bytes;
import org.tocsin.model.Fragment;
import org.tocsin.model.Team;
import org.tocsin.model.TeamManifest;
import org.tocsin.node.config.OfficerRole;
import org.tocsin.node.delivery.RecordFate;
import org.tocsin.node.directory.Agreements;
import org.tocsin.node.directory.Directory.Pinning;
import org.tocsin.node.directory.LedgerFaults;
import org.tocsin.node.fault.Fault;
import org.tocsin.node.fault.Fault.Reason;
import org.tocsin.node.fault.FaultException;
import org.tocsin.node.intake.StoredRecord;
import org.tocsin.node.ledger.Head;
import org.tocsin.node.ledger.LedgerException;
import org.tocsin.node.ledger.StartGate;
import org.tocsin.operator.v1.AddPeerRequest;
import org.tocsin.operator.v1.AddPeerResponse;
import org.tocsin.operator.v1.ExportRecordsRequest;
import org.tocsin.operator.v1.ExportRecordsResponse;
import org.tocsin.operator.v1.GetNodeStatusRequest;
import org.tocsin.operator.v1.GetNodeStatusResponse;
import org.tocsin.operator.v1.GetRecordRequest;
import org.tocsin.operator.v1.GetRecordResponse;
import org.tocsin.operator.v1.ImportAgreementRequest;
import org.tocsin.operator.v1.ImportAgreementResponse;
import org.tocsin.operator.v1.ListAgreementsRequest;
import org.tocsin.operator.v1.ListAgreementsResponse;
import org.tocsin.operator.v1.ListPeersRequest;
import org.tocsin.operator.v1.ListPeersResponse;
import org.tocsin.operator.v1.ListRecordsRequest;
import org.tocsin.operator.v1.ListRecordsResponse;
import org.tocsin.operator.v1.OperatorServiceGrpc;
import org.tocsin.operator.v1.PeerSummary;
import org.tocsin.operator.v1.ProveRecordRequest;
import org.tocsin.operator.v1.ProveRecordResponse;
import org.tocsin.operator.v1.PublishRequest;
import org.tocsin.operator.v1.PublishResponse;
import org.tocsin.operator.v1.RecordSummary;
import org.tocsin.operator.v1.SignAgreementRequest;
import org.tocsin.operator.v1.SignAgreementResponse;
import org.tocsin.trust.PinnedTeam;
import org.tocsin.wire.AgreementCodec;
import org.tocsin.wire.EvidenceCodec;

/// The service that the team's own officers call: reads what came, hands it to the room that knows, and writes what it
/// answers. Runs on threads that may block.
final class OperatorEndpoint extends OperatorServiceGrpc.OperatorServiceImplBase {
    static final int PAGE_SIZE_DEFAULT = 100;
    static final int PAGE_SIZE_MAX = 1_000;
    private static final int FOUR_EYES = 2;

    /// Whose reading tells the author of a record that it was read.
    private static final Set<OfficerRole> READERS = Set.of(OfficerRole.ANALYST, OfficerRole.DUTY_OFFICER);

    private static final Logger log = LoggerFactory.getLogger(OperatorEndpoint.class);

    private final OperatorParts parts;
    private final Executor threads =
            task -> Thread.ofVirtual().name("operator-stream").start(task);
    private final Semaphore publishing = new Semaphore(PublishCall.KIBIBYTES_MAX);
    private final Set<ExportCall> exports = ConcurrentHashMap.newKeySet();

    OperatorEndpoint(OperatorParts parts) {
        this.parts = parts;
        parts.ledger().onHead(head -> exports.forEach(ExportCall::wake));
    }

    /// Ends the calls that would go on for ever.
    void drain() {
        exports.forEach(ExportCall::end);
    }

    @Override
    public StreamObserver<PublishRequest> publish(StreamObserver<PublishResponse> answers) {
        return new PublishCall(parts, publishing, Answering.officer().uri(), (ServerCallStreamObserver<PublishResponse>)
                        answers)
                .begin(threads);
    }

    @Override
    public void listRecords(ListRecordsRequest request, StreamObserver<ListRecordsResponse> answer) {
        Answering.answering(answer, () -> {
            int size = request.getPageSize() == 0 ? PAGE_SIZE_DEFAULT : request.getPageSize();
            if (size < 0 || size > PAGE_SIZE_MAX) {
                throw Answering.malformed("page_size is at most " + PAGE_SIZE_MAX);
            }
            List<StoredRecord> page =
                    parts.records().page(team(request.getFromTeam()), place(request.getPageToken()), size);
            var response = ListRecordsResponse.newBuilder();
            page.forEach(record -> response.addRecords(summary(record)));
            if (page.size() == size) {
                response.setNextPageToken(Long.toString(page.getLast().contentId()));
            }
            return response.build();
        });
    }

    @Override
    public void getRecord(GetRecordRequest request, StreamObserver<GetRecordResponse> answer) {
        Answering.answering(answer, () -> {
            StoredRecord record = parts.records().newest(request.getRecord());
            if (request.getReading() && Answering.isAnyOf(parts, READERS)) {
                tellRead(record);
            }
            var response = GetRecordResponse.newBuilder().setSummary(summary(record));
            parts.records().via(record).ifPresent(hub -> response.setVia(hub.domain()));
            List<String> audience = new ArrayList<>();
            List<Fragment.Facet> facets = new ArrayList<>();
            for (Fragment fragment : parts.records().fragments(record)) {
                switch (fragment) {
                    case Fragment.Facet facet -> facets.add(facet);
                    case Fragment.Audience named -> audience.add(named.team().domain());
                    // Content: given out by export.
                    case Fragment.Frame frame -> {}
                    case Fragment.StixObject object -> {}
                    case Fragment.Property property -> {}
                    case Fragment.Document document -> {}
                    case Fragment.Approval approval -> {}
                }
            }
            facets.sort((a, b) -> a.facet().compareTo(b.facet()));
            facets.forEach(facet -> response.addFacets(OperatorMessages.facet(facet)));
            if (!audience.isEmpty()) {
                response.addFacets(
                        OperatorMessages.audience(audience.stream().sorted().toList()));
            }
            if (record.own()) {
                for (RecordFate fate : parts.lanes().fates(record.ledgerEpoch(), record.index())) {
                    response.addDecisions(OperatorMessages.decision(fate));
                }
            }
            return response.build();
        });
    }

    private RecordSummary summary(StoredRecord record) {
        return OperatorMessages.summary(
                record, parts.records().withdrawal(record), parts.records().narrowing(record));
    }

    /// The author is told that its record was read. Who wants to read it reads it, also while nobody can be told.
    private void tellRead(StoredRecord record) {
        try {
            parts.acts().receipts().read(record);
        } catch (FaultException unsaid) {
            log.info("a reading was not stated why={}", unsaid.getMessage());
        }
    }

    @Override
    public void exportRecords(ExportRecordsRequest request, StreamObserver<ExportRecordsResponse> answer) {
        ExportCall call = new ExportCall(
                parts.records(),
                team(request.getFromTeam()),
                place(request.getSinceCursor()),
                request.getFollow(),
                OfficerInterceptor.STILL.get(),
                (ServerCallStreamObserver<ExportRecordsResponse>) answer);
        exports.add(call);
        threads.execute(() -> {
            try {
                call.run();
            } finally {
                exports.remove(call);
            }
        });
    }

    @Override
    public void proveRecord(ProveRecordRequest request, StreamObserver<ProveRecordResponse> answer) {
        Answering.answering(answer, () -> {
            StoredRecord record = parts.records().version(request.getRecord(), request.getVersion());
            return ProveRecordResponse.newBuilder()
                    .setProof(EvidenceCodec.message(parts.records().prove(record, request.getWithContent())))
                    .build();
        });
    }

    @Override
    public void addPeer(AddPeerRequest request, StreamObserver<AddPeerResponse> answer) {
        String officer = Answering.officer().uri();
        Answering.answering(answer, () -> {
            List<TeamManifest.Signed> manifests =
                    Answering.wired(() -> EvidenceCodec.models(request.getManifestsList()));
            Ceremony.Compared compared = request.getOnTheWordOf().isEmpty()
                    ? Ceremony.compared(manifests, request.getFingerprint())
                    : Ceremony.introduced(parts, manifests, request);
            return switch (parts.directory().pin(manifests, compared.fingerprint(), officer, compared.how())) {
                case Pinning.Pinned pinned ->
                    AddPeerResponse.newBuilder()
                            .setTeam(pinned.team().team().domain())
                            .setVersion(pinned.team().current().version())
                            .build();
                case Pinning.OtherRoot other ->
                    throw Fault.of(Reason.OTHER_ROOT_PINNED, "another root key is pinned for " + other.team())
                            .exception();
                case Pinning.OwnTeam own -> throw Answering.malformed("this is your own team");
                case Pinning.Refused refused ->
                    throw Fault.of(
                                    Reason.NOT_VERIFIED,
                                    "manifest " + refused.why().place() + ": "
                                            + refused.why().reason() + ": "
                                            + refused.why().detail())
                            .exception();
            };
        });
    }

    @Override
    public void listPeers(ListPeersRequest request, StreamObserver<ListPeersResponse> answer) {
        Answering.answering(answer, () -> {
            var response = ListPeersResponse.newBuilder();
            parts.directory().view().partners().forEach(partner -> response.addPeers(peer(partner)));
            return response.build();
        });
    }

    @Override
    public void signAgreement(SignAgreementRequest request, StreamObserver<SignAgreementResponse> answer) {
        String officer = Answering.officer().uri();
        Answering.answering(answer, () -> {
            AgreementCodec.Signed signed = switch (request.getKindCase()) {
                case TERMS ->
                    parts.agreements().sign(Bytes.wrap(request.getTerms().toByteArray()), officer);
                case FILE ->
                    parts.agreements()
                            .countersign(Answering.wired(() -> AgreementCodec.model(request.getFile())), officer);
                case KIND_NOT_SET -> throw Answering.malformed("neither terms nor a file");
            };
            openLanes();
            return SignAgreementResponse.newBuilder()
                    .setFile(AgreementCodec.message(signed))
                    .build();
        });
    }

    @Override
    public void importAgreement(ImportAgreementRequest request, StreamObserver<ImportAgreementResponse> answer) {
        String officer = Answering.officer().uri();
        Answering.answering(answer, () -> {
            Agreements.Listed standing =
                    parts.agreements().take(Answering.wired(() -> AgreementCodec.model(request.getFile())), officer);
            openLanes();
            return ImportAgreementResponse.newBuilder()
                    .setAgreement(OperatorMessages.agreement(standing))
                    .build();
        });
    }

    @Override
    public void listAgreements(ListAgreementsRequest request, StreamObserver<ListAgreementsResponse> answer) {
        Answering.answering(answer, () -> {
            var response = ListAgreementsResponse.newBuilder();
            parts.agreements().all().forEach(standing -> response.addAgreements(OperatorMessages.agreement(standing)));
            return response.build();
        });
    }

    @Override
    public void getNodeStatus(GetNodeStatusRequest request, StreamObserver<GetNodeStatusResponse> answer) {
        Answering.answering(answer, () -> {
            Head head = parts.ledger().head();
            var status = GetNodeStatusResponse.newBuilder()
                    .setTeam(head.origin().team().domain())
                    .setOrigin(head.origin().toString())
                    .setSize(head.tree().size())
                    .setRoot(OperatorMessages.bytes(head.tree().root()))
                    .setCheckpoint(OperatorMessages.bytes(head.checkpoint()))
                    .setProgramVersion(parts.programVersion());
            parts.duty().emergencies().dutyProblem().ifPresent(status::addReminders);
            if (parts.agreements().approvals() < FOUR_EYES) {
                status.addReminders("no four eyes: " + parts.agreements().approvals()
                        + " officers approve what is stated about agreements (agreements.approvals in node.toml)");
            }
            parts.directory().renewals().forEach(status::addReminders);
            parts.agreements().reminders().due().forEach(reminder -> status.addReminders(reminder.sentence()));
            parts.profiles().reminders().due().forEach(reminder -> status.addReminders(reminder.sentence()));
            parts.intake().witnesses().doubts().halted().forEach(team -> status.addHalted(team.domain()));
            String why = whyNotSigning();
            return status.setSigning(why.isEmpty()).setDetail(why).build();
        });
    }

    private String whyNotSigning() {
        return parts.ledger().failure().map(why -> "the ledger stopped: " + why).orElseGet(() -> switch (parts.ledger()
                .gate()
                .state()) {
            case StartGate.State.Signing signing -> "";
            case StartGate.State.AwaitingPartners waiting ->
                "partners are being asked for the heads they hold: " + waiting.unheard();
            case StartGate.State.Refused refused -> refused.why() + ": " + refused.remedy();
        });
    }

    private PeerSummary peer(PinnedTeam partner) {
        Team team = partner.team();
        var summary = PeerSummary.newBuilder()
                .setTeam(team.domain())
                .setDisplayName(partner.current().displayName())
                .setManifestVersion(partner.current().version())
                .setFingerprint(partner.rootFingerprint().hex())
                .setAgreementInForce(parts.agreements().isInForce(team));
        partner.current().nodes().forEach(node -> summary.addAllEndpoints(node.endpoints()));
        parts.lanes().status(team).ifPresent(lane -> summary.setLaneOut(OperatorMessages.lane(lane)));
        parts.intake().status(team).ifPresent(lane -> summary.setLaneIn(OperatorMessages.lane(lane)));
        parts.directory()
                .view()
                .cut(team)
                .ifPresent(cut -> summary.setCutAtMs(cut.at().toEpochMilli()).setCutReason(cut.reason()));
        parts.trust().earliestEnd(team).ifPresent(end -> summary.setCertificateExpiresAtMs(end.toEpochMilli()));
        return summary.build();
    }

    /// A partner has a lane from the first agreement on that both signed. Opening one that is open changes nothing.
    private void openLanes() {
        for (PinnedTeam partner : parts.directory().view().partners()) {
            if (!parts.directory().view().agreementsWith(partner.team()).isEmpty()) {
                try {
                    parts.lanes().ensure(partner.team());
                } catch (LedgerException refused) {
                    throw LedgerFaults.of(refused).exception();
                }
            }
        }
    }

    private static Optional<Team> team(String domain) {
        if (domain.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(Answering.team("from_team", domain));
    }

    /// Page tokens and cursors are places in the order of storing; they are opaque to callers.
    private static long place(String token) {
        if (!token.matches("[0-9]{0,18}")) {
            throw Answering.malformed("not a token or cursor of this node");
        }
        return token.isEmpty() ? 0 : Long.parseLong(token);
    }
}
