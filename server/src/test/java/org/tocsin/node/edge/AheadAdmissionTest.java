package org.tocsin.node.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.model.Lane;
import org.tocsin.model.Receipt;
import org.tocsin.model.Receipt.RefusalReason;
import org.tocsin.model.RecordVersion;
import org.tocsin.model.Statement;
import org.tocsin.model.Tlp;
import org.tocsin.model.agreement.Conduct;
import org.tocsin.model.agreement.SharingAgreement;
import org.tocsin.model.agreement.SharingAgreement.Direction;
import org.tocsin.model.emergency.Emergency;
import org.tocsin.model.emergency.Emergency.Kind;
import org.tocsin.model.emergency.EmergencyView;
import org.tocsin.model.emergency.EmergencyView.Reference.Standing;
import org.tocsin.model.emergency.Precedence;
import org.tocsin.node.emergency.EmergencyProjection;
import org.tocsin.node.intake.ControlProjection;
import org.tocsin.node.intake.RecordProjection;
import org.tocsin.node.ledger.Rebuild;
import org.tocsin.wire.EmergencyCodec;

/// What a node makes of records that an author sends ahead, in whatever order the lanes bring them, and of an author
/// that keeps no rule. Rules R-EMG-11 to R-EMG-13, R-ADM-5.
class AheadAdmissionTest {
    private static final Instant FROM = Instant.parse("2026-01-01T00:00:00Z");

    @TempDir
    private Path directory;

    private final Map<Lane, AuthorStream> streams = new EnumMap<>(Lane.class);
    private final Instant now = Instant.ofEpochMilli(InstantSource.system().millis());
    private NodeRig es;
    private NodeRig jp;
    private AuthorKit author;

    @BeforeEach
    void startReceiver() throws Exception {
        es = new NodeRig(directory, "cert-es.example");
        jp = new NodeRig(directory, "cert-jp.example");
        NodeRig.agree(es, jp, Tlp.AMBER, Tlp.GREEN);
        agreed(agreement(0, now.plus(Duration.ofDays(10)), true));
        jp.start();
        author = new AuthorKit(es.team, es.papers.ledger());
    }

    @AfterEach
    void stopReceiver() {
        jp.close();
    }

    @Test
    void inWhateverOrderTheLanesBringARecordItsEffectIsOne() throws Exception {
        List<Lane> lanes = List.of(Lane.EMERGENCY, Lane.ROUTINE, Lane.BULK);
        List<List<Lane>> orders = new ArrayList<>();
        for (Lane first : lanes) {
            for (Lane second : lanes) {
                for (Lane third : lanes) {
                    if (new TreeSet<>(List.of(first, second, third)).size() == 3) {
                        orders.add(List.of(first, second, third));
                    }
                }
            }
        }
        int held = 0;
        for (List<Lane> order : orders) {
            RecordVersion version = author.newVersion();
            AuthorKit.Entry record =
                    author.record(SampleRecords.bundle(held, Tlp.GREEN), version, fragments -> fragments);
            Digest id = raised(Kind.REAL, version);
            for (Lane lane : order) {
                assertEquals(List.of(), refusals(lane, record), order.toString());
            }
            held++;
            assertEquals(held, jp.received(es.team).size(), order.toString());
            assertEquals(Standing.AWAITED, standing(id), "what is held, the edge says");
        }
        assertEquals(
                2L * held,
                jp.intake().inbound().stream()
                        .mapToLong(lane -> lane.duplicates())
                        .sum());
        rebuildsTheSame();
    }

    @Test
    void withoutTheTermAnEmergencyComesAndNoRecordWithIt() throws Exception {
        agreed(agreement(0, now.plus(Duration.ofDays(10)), false));
        RecordVersion version = author.newVersion();
        AuthorKit.Entry record = author.record(SampleRecords.bundle(1, Tlp.GREEN), version, fragments -> fragments);
        raised(Kind.REAL, version);
        assertEquals(List.of(RefusalReason.KIND_NOT_CARRIED), refusals(Lane.EMERGENCY, record));
        // It stops neither the lane nor its own lanes.
        raised(Kind.REAL);
        assertEquals(List.of(), refusals(Lane.ROUTINE, record));
        assertEquals(2, all().size());
        assertEquals(1, jp.received(es.team).size());
    }

    @Test
    void aRecordThatNoEmergencyHereRefersToIsRefused() throws Exception {
        RecordVersion version = author.newVersion();
        AuthorKit.Entry record = author.record(SampleRecords.bundle(1, Tlp.GREEN), version, fragments -> fragments);
        raised(Kind.REAL, author.newVersion());
        assertEquals(List.of(RefusalReason.NOT_ENTITLED), refusals(Lane.EMERGENCY, record));
        // What refers to it was refused: no drill was agreed on, and check-ins bring nothing.
        assertEquals(
                List.of(RefusalReason.DRILL_OUTSIDE_WINDOW),
                refusals(Lane.EMERGENCY, emergency(Kind.EXERCISE, List.of(version))));
        assertEquals(List.of(RefusalReason.NOT_ENTITLED), refusals(Lane.EMERGENCY, record));
        assertEquals(List.of(), refusals(Lane.EMERGENCY, emergency(Kind.CHECK_IN, List.of(version))));
        assertEquals(List.of(RefusalReason.NOT_ENTITLED), refusals(Lane.EMERGENCY, record));
        assertEquals(0, jp.received(es.team).size());
        // And when one does, it is taken.
        raised(Kind.REAL, version);
        assertEquals(List.of(), refusals(Lane.EMERGENCY, record));
        assertEquals(1, jp.received(es.team).size());
    }

    @Test
    void whatIsTooLargeOrTooManyIsRefusedAndTheEmergencyIsNot() throws Exception {
        List<RecordVersion> versions = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            versions.add(author.newVersion());
        }
        Digest id = raised(Kind.REAL, versions.toArray(RecordVersion[]::new));
        AuthorKit.Entry large = record(1, versions.getFirst(), 70_000);
        assertEquals(List.of(RefusalReason.TOO_LARGE), refusals(Lane.EMERGENCY, large));
        assertEquals(Standing.REFUSED, standing(id));
        AuthorKit.Entry beyond = record(2, versions.get(1), 400_000);
        assertEquals(List.of(RefusalReason.TOO_LARGE), refusals(Lane.EMERGENCY, beyond));
        for (int i = 2; i < 10; i++) {
            assertEquals(List.of(), refusals(Lane.EMERGENCY, record(i, versions.get(i), 10)));
        }
        AuthorKit.Entry ninth = record(11, versions.get(10), 10);
        assertEquals(List.of(RefusalReason.TOO_LARGE), refusals(Lane.EMERGENCY, ninth));
        // Only of that one is there enough: another has room of its own.
        raised(Kind.REAL, versions.get(11));
        assertEquals(List.of(), refusals(Lane.EMERGENCY, record(12, versions.get(11), 10)));
        assertEquals(List.of(), refusals(Lane.ROUTINE, large, ninth));
        assertEquals(11, jp.received(es.team).size());
    }

    @Test
    void whatTakesTooMuchTogetherIsRefused() throws Exception {
        List<RecordVersion> versions = List.of(author.newVersion(), author.newVersion(), author.newVersion());
        raised(Kind.REAL, versions.toArray(RecordVersion[]::new));
        assertEquals(List.of(), refusals(Lane.EMERGENCY, record(1, versions.get(0), 50_000)));
        assertEquals(List.of(), refusals(Lane.EMERGENCY, record(2, versions.get(1), 50_000)));
        assertEquals(List.of(RefusalReason.TOO_LARGE), refusals(Lane.EMERGENCY, record(3, versions.get(2), 50_000)));
    }

    @Test
    void whatWouldHoldItsOwnLaneIsRefusedAndTheEmergencyLaneGoesOn() throws Exception {
        // Lapsed, but for emergencies; the next one has yet to begin.
        SharingAgreement lapsed = agreement(0, now.minusSeconds(60), true);
        SharingAgreement next = new SharingAgreement(
                Bytes.ofHex("ff".repeat(16)),
                1,
                "later",
                "",
                now.plus(Duration.ofDays(1)),
                now.plus(Duration.ofDays(2)),
                lapsed.first(),
                lapsed.second());
        agreed(lapsed, next);
        RecordVersion version = author.newVersion();
        AuthorKit.Entry record = author.record(SampleRecords.bundle(1, Tlp.GREEN), version, fragments -> fragments);
        Digest id = raised(Kind.REAL, version);
        assertEquals(List.of(RefusalReason.NO_AGREEMENT), refusals(Lane.EMERGENCY, record));
        assertEquals("NO_AGREEMENT", view(id).records().getFirst().reason());
        raised(Kind.REAL);
        // And what the same rules refuse on its own lane.
        agreed(agreement(0, now.plus(Duration.ofDays(10)), true));
        RecordVersion strict = author.newVersion();
        AuthorKit.Entry above =
                author.record(SampleRecords.bundle(2, Tlp.AMBER_STRICT), strict, fragments -> fragments);
        raised(Kind.REAL, strict);
        assertEquals(List.of(RefusalReason.MARKING_ABOVE_CEILING), refusals(Lane.EMERGENCY, above));
        assertEquals(0, jp.received(es.team).size());
        assertEquals(3, all().size());
    }

    @Test
    void ofOneVersionTwoStatementsAreAConflictOnThisLaneToo() throws Exception {
        RecordVersion version = author.newVersion();
        AuthorKit.Entry first = author.record(SampleRecords.bundle(1, Tlp.GREEN), version, fragments -> fragments);
        AuthorKit.Entry second = author.record(SampleRecords.bundle(2, Tlp.GREEN), version, fragments -> fragments);
        Digest id = raised(Kind.REAL, version);
        assertEquals(List.of(), refusals(Lane.ROUTINE, first));
        assertEquals(List.of(RefusalReason.VERSION_CONFLICT), refusals(Lane.EMERGENCY, second));
        assertEquals(Standing.REFUSED, standing(id));
        assertEquals(1, jp.received(es.team).size());
    }

    private AuthorKit.Entry record(int number, RecordVersion version, int letters) {
        return author.record(
                SampleRecords.bundle(number, Tlp.GREEN, 1, "x".repeat(letters)), version, fragments -> fragments);
    }

    private void agreed(SharingAgreement... agreements) {
        jp.agreements.put(es.team, List.of(agreements));
    }

    private SharingAgreement agreement(int id, Instant until, boolean records) {
        var emergency = new Conduct.Emergency(new TreeSet<>(List.of("FLASH")), 100, 60, true, "", false, records);
        var conduct =
                new Conduct(Optional.empty(), 0, 0, List.of(), Optional.of(emergency), 7, List.of(), Optional.empty());
        return new SharingAgreement(
                Bytes.wrap(new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, (byte) id}),
                1,
                Optional.empty(),
                "a test",
                "",
                FROM,
                until,
                conduct,
                new Direction(es.team, jp.team, Optional.of(Tlp.AMBER)),
                new Direction(jp.team, es.team, Optional.of(Tlp.GREEN)));
    }

    /// Raises one, which is taken.
    private Digest raised(Kind kind, RecordVersion... records) throws Exception {
        AuthorKit.Entry raised = emergency(kind, List.of(records));
        assertEquals(List.of(), refusals(Lane.EMERGENCY, raised));
        return raised.leaf();
    }

    private AuthorKit.Entry emergency(Kind kind, List<RecordVersion> records) {
        Bytes document = EmergencyCodec.encode(new Emergency(
                new TreeSet<>(List.of(jp.team)),
                kind,
                kind == Kind.CHECK_IN ? Precedence.ROUTINE : Precedence.FLASH,
                "availability/ddos",
                new TreeSet<>(List.of("investigate")),
                Optional.empty(),
                records,
                now,
                now.plusSeconds(3_600),
                ZoneOffset.UTC));
        return author.document(Statement.Kind.EMERGENCY, List.of(), document);
    }

    private List<RefusalReason> refusals(Lane lane, AuthorKit.Entry... entries) throws Exception {
        AuthorStream stream = streams.get(lane);
        if (stream == null) {
            stream = new AuthorStream(author, jp, lane).open(1);
            streams.put(lane, stream);
        }
        return stream.deliver(entries).refusals().stream()
                .map(Receipt.Refusal::reason)
                .toList();
    }

    private List<EmergencyView> all() {
        return jp.emergencies().emergencies().list(false, Optional.empty(), 100);
    }

    private EmergencyView view(Digest id) {
        return jp.emergencies().emergencies().find(id.hex());
    }

    private Standing standing(Digest id) {
        return view(id).records().getFirst().standing();
    }

    private void rebuildsTheSame() {
        Rebuild.Report report = new Rebuild(
                        jp.ledger().view(),
                        List.of(
                                new RecordProjection(),
                                new EmergencyProjection(jp.team),
                                new ControlProjection(jp.team)))
                .run((done, total) -> {});
        assertEquals(true, report.same(), report.toString());
    }
}
