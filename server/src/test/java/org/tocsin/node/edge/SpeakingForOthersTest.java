package org.tocsin.node.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Message;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.model.Bytes;
import org.tocsin.model.Delivery.StopReason;
import org.tocsin.model.Digest;
import org.tocsin.model.Fragment;
import org.tocsin.model.Lane;
import org.tocsin.model.Receipt;
import org.tocsin.model.Receipt.RefusalReason;
import org.tocsin.model.RecordId;
import org.tocsin.model.RecordVersion;
import org.tocsin.model.Statement;
import org.tocsin.model.Team;
import org.tocsin.model.Tlp;
import org.tocsin.model.agreement.AgreementAct;
import org.tocsin.model.agreement.SharingAgreement;
import org.tocsin.model.control.CheckIn;
import org.tocsin.model.control.RecordReceipt;
import org.tocsin.model.emergency.Emergency;
import org.tocsin.model.emergency.Precedence;
import org.tocsin.model.emergency.Step;
import org.tocsin.model.profile.TeamProfile;
import org.tocsin.testing.ProfileSamples;
import org.tocsin.wire.AgreementActCodec;
import org.tocsin.wire.AgreementCodec;
import org.tocsin.wire.ControlCodec;
import org.tocsin.wire.EmergencyCodec;
import org.tocsin.wire.ManifestCodec;
import org.tocsin.wire.ProfileCodec;
import org.tocsin.wire.StepCodec;

/// Five teams, each of which speaks for each other one, and of what is each other one's, in every field that says whose
/// word something is or for whom: all of it is refused. Which fields these are is a list that every field must stand
/// in;
/// each is found in the messages by their descriptors. Threat T4; rules R-STM-2, R-CTL-1, R-CTL-2, R-AGR-2, R-PRO-3,
/// R-EMG-1, R-LAN-6.
class SpeakingForOthersTest {
    private static final List<String> DOMAINS =
            List.of("cert-de.example", "cert-es.example", "cert-fr.example", "cert-jp.example", "fusion.example");
    private static final Set<RefusalReason> IDENTITY =
            Set.of(RefusalReason.NOT_ENTITLED, RefusalReason.MALFORMED, RefusalReason.NOT_IN_AUDIENCE);

    @TempDir
    Path directory = Path.of("");

    private final Map<String, NodeRig> teams = new TreeMap<>();
    private final Set<String> swapped = new TreeSet<>();

    @AfterEach
    void stop() {
        teams.values().forEach(NodeRig::close);
    }

    @Test
    void everyFieldOfTextOrBytesIsClassified() throws Exception {
        Set<String> found = new TreeSet<>();
        files().flatMap(file -> file.getMessageTypes().stream()).forEach(message -> fields(message, found));
        assertEquals(found, classes().keySet());
    }

    @Test
    void nobodySpeaksForAnotherTeamWhicheverOfFiveTheyAre() throws Exception {
        int pairs = 0;
        // One receiver hears four of the authors; another one hears the fifth.
        for (String receiver : List.of("cert-jp.example", "cert-es.example")) {
            teams.clear();
            for (String domain : DOMAINS) {
                teams.put(domain, new NodeRig(Files.createTempDirectory(directory, "team"), domain));
            }
            NodeRig to = rig(receiver);
            List<String> authors = receiver.equals("cert-jp.example")
                    ? DOMAINS.stream()
                            .filter(domain -> !domain.equals(receiver))
                            .toList()
                    : List.of("cert-jp.example");
            for (String author : authors) {
                NodeRig.agree(rig(author), to, Tlp.AMBER, Tlp.AMBER);
            }
            to.start();
            for (String author : authors) {
                for (String other : DOMAINS) {
                    if (!other.equals(author)) {
                        pairs++;
                    }
                }
                speaks(rig(author), to);
            }
            to.close();
        }
        assertEquals(5 * 4, pairs);
        Set<String> must = classes().entrySet().stream()
                .filter(entry -> Set.of("speaks", "addressed").contains(entry.getValue()))
                .map(Map.Entry::getKey)
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(must, swapped, "every field that says so was swapped");
    }

    /// One author, in the names of all others.
    private void speaks(NodeRig author, NodeRig receiver) throws Exception {
        AuthorKit kit = new AuthorKit(author.team, author.papers.ledger());
        Map<String, Integer> before = held(receiver);
        List<Team> others = DOMAINS.stream()
                .map(Team::new)
                .filter(team -> !team.equals(author.team))
                .toList();
        List<AuthorKit.Entry> routine = new ArrayList<>();
        List<AuthorKit.Entry> control = new ArrayList<>();
        List<AuthorKit.Entry> emergency = new ArrayList<>();
        for (Team other : others) {
            routine.addAll(records(kit, other, receiver.team));
            swaps(checkIn(receiver.team), other)
                    .forEach(body -> emergency.add(kit.document(Statement.Kind.CHECK_IN, List.of(), body)));
            swaps(emergency(receiver.team), other)
                    .forEach(body -> emergency.add(kit.document(Statement.Kind.EMERGENCY, List.of(), body)));
            swaps(step(receiver.team), other)
                    .forEach(body ->
                            emergency.add(kit.document(Statement.Kind.EMERGENCY_STEP, List.of(Digest.ZERO), body)));
            swaps(receipt(receiver.team), other)
                    .forEach(body ->
                            control.add(kit.document(Statement.Kind.RECORD_RECEIPT, List.of(Digest.ZERO), body)));
            swaps(terms(author.team, receiver.team), other)
                    .forEach(body -> control.add(kit.document(Statement.Kind.AGREEMENT, List.of(), body)));
            swaps(act(receiver.team), other)
                    .forEach(body -> control.add(kit.document(Statement.Kind.AGREEMENT_ACT, List.of(), body)));
            swaps(profile(author.team), other)
                    .forEach(body -> control.add(kit.document(Statement.Kind.TEAM_PROFILE, List.of(), body)));
            // A manifest is signed, so it is the other team's own, truly.
            swapped.add("TeamManifest.team");
            control.add(kit.document(
                    Statement.Kind.MANIFEST,
                    List.of(),
                    ManifestCodec.encodeSigned(rig(other.domain()).papers.manifest())));
        }
        refused(kit, receiver, Lane.ROUTINE, routine, kit.record(SampleRecords.bundle(1, Tlp.GREEN)));
        refused(
                kit,
                receiver,
                Lane.CONTROL,
                control,
                kit.document(Statement.Kind.TEAM_PROFILE, List.of(), bytes(profile(author.team))));
        refused(
                kit,
                receiver,
                Lane.EMERGENCY,
                emergency,
                kit.document(Statement.Kind.CHECK_IN, List.of(), bytes(checkIn(receiver.team))));
        for (Team other : others) {
            ledgers(author, rig(other.domain()), receiver);
        }
        before.merge(author.team.domain(), 1, Integer::sum);
        assertEquals(before, held(receiver), "only what the author says for itself is in anybody's namespace");
    }

    /// How many records are held of each team.
    private static Map<String, Integer> held(NodeRig receiver) {
        Map<String, Integer> held = new TreeMap<>();
        DOMAINS.forEach(
                domain -> held.put(domain, receiver.received(new Team(domain)).size()));
        return held;
    }

    /// Every one of these is refused for whose it is; what the author says for itself behind them is taken.
    private static void refused(
            AuthorKit kit, NodeRig receiver, Lane lane, List<AuthorKit.Entry> forged, AuthorKit.Entry honest)
            throws Exception {
        List<AuthorKit.Entry> all = new ArrayList<>(forged);
        all.add(honest);
        Receipt receipt = new AuthorStream(kit, receiver, lane).open(1).deliver(all.toArray(AuthorKit.Entry[]::new));
        Map<Long, RefusalReason> refusals = receipt.refusals().stream()
                .collect(Collectors.toMap(Receipt.Refusal::sequence, Receipt.Refusal::reason));
        for (long sequence = 1; sequence <= forged.size(); sequence++) {
            RefusalReason reason = refusals.get(sequence);
            assertTrue(
                    reason != null && IDENTITY.contains(reason),
                    kit.team + " to " + receiver.team + " on " + lane + ", " + sequence + ": " + reason);
        }
        assertFalse(refusals.containsKey((long) all.size()), lane + ", what is honest: " + refusals);
    }

    /// A record in another team's name, and one that is for another team.
    private List<AuthorKit.Entry> records(AuthorKit kit, Team other, Team receiver) {
        swapped.add("Statement.team");
        List<AuthorKit.Entry> entries = new ArrayList<>();
        byte[] id = new byte[RecordId.LOCAL_ID_BYTES];
        entries.add(kit.state(
                other,
                new RecordVersion(new RecordId(other, 1, Bytes.wrap(id)), 1),
                List.of(
                        new Fragment.Frame(Tlp.GREEN, Bytes.ofUtf8("{}"), Bytes.EMPTY),
                        new Fragment.Facet(Tlp.GREEN, Fragment.FacetKind.MARKING, List.of("GREEN")))));
        if (!other.equals(receiver)) {
            swapped.add("Fragment.values");
            entries.add(kit.record(SampleRecords.bundle(2, Tlp.GREEN), kit.newVersion(), fragments -> {
                List<Fragment> limited = new ArrayList<>(fragments);
                limited.add(new Fragment.Facet(Tlp.GREEN, Fragment.FacetKind.AUDIENCE, List.of("limited")));
                limited.add(new Fragment.Audience(Tlp.GREEN, other));
                return limited;
            }));
        }
        return entries;
    }

    /// Another team's ledger: under the author's key, and, truly signed, as the other team gave it to the author.
    private void ledgers(NodeRig author, NodeRig other, NodeRig receiver) throws Exception {
        swapped.add("Frame.checkpoint");
        for (AuthorKit kit : List.of(
                new AuthorKit(other.team, author.papers.ledger()), new AuthorKit(other.team, other.papers.ledger()))) {
            AuthorKit own = new AuthorKit(author.team, author.papers.ledger());
            AuthorStream stream = new AuthorStream(own, receiver, Lane.BULK).open(1);
            stream.send(kit.frame(1, 0, List.of(kit.record(SampleRecords.bundle(3, Tlp.GREEN)))));
            stream.stopped(StopReason.PROOF_FAILED);
        }
    }

    /// The message once for each field in it that says whose or for whom it is, with another team there.
    private List<Bytes> swaps(Message message, Team other) throws IOException {
        List<Bytes> all = new ArrayList<>();
        Map<String, String> classes = classes();
        for (Message changed : swaps(message, other, classes)) {
            if (!changed.equals(message)) {
                all.add(bytes(changed));
            }
        }
        return all;
    }

    private List<Message> swaps(Message message, Team other, Map<String, String> classes) {
        List<Message> all = new ArrayList<>();
        for (FieldDescriptor field : message.getDescriptorForType().getFields()) {
            String name = message.getDescriptorForType().getName() + "." + field.getName();
            if (field.getType() == FieldDescriptor.Type.MESSAGE) {
                all.addAll(inside(message, field, other, classes));
            } else if (field.getType() == FieldDescriptor.Type.STRING
                    && Set.of("speaks", "addressed").contains(classes.getOrDefault(name, ""))) {
                swapped.add(name);
                Message.Builder changed = message.toBuilder();
                if (field.isRepeated()) {
                    changed.clearField(field).addRepeatedField(field, other.domain());
                } else {
                    changed.setField(field, other.domain());
                }
                all.add(changed.build());
            }
        }
        return all;
    }

    private List<Message> inside(Message message, FieldDescriptor field, Team other, Map<String, String> classes) {
        List<Message> all = new ArrayList<>();
        if (field.isRepeated()) {
            for (int i = 0; i < message.getRepeatedFieldCount(field); i++) {
                int place = i;
                swaps((Message) message.getRepeatedField(field, i), other, classes)
                        .forEach(changed -> all.add(message.toBuilder()
                                .setRepeatedField(field, place, changed)
                                .build()));
            }
        } else if (message.hasField(field)) {
            swaps((Message) message.getField(field), other, classes)
                    .forEach(changed ->
                            all.add(message.toBuilder().setField(field, changed).build()));
        }
        return all;
    }

    private static Bytes bytes(Message message) {
        return Bytes.wrap(message.toByteArray());
    }

    private static Message checkIn(Team to) throws IOException {
        return org.tocsin.exchange.v1.CheckIn.parseFrom(
                ControlCodec.encode(new CheckIn(to, Instant.now())).array());
    }

    private static Message receipt(Team author) throws IOException {
        RecordVersion version =
                new RecordVersion(new RecordId(author, 1, Bytes.wrap(new byte[RecordId.LOCAL_ID_BYTES])), 1);
        return org.tocsin.exchange.v1.RecordReceipt.parseFrom(
                ControlCodec.encode(new RecordReceipt(version, new RecordReceipt.Outcome.Accepted(), Instant.now()))
                        .array());
    }

    private static Message emergency(Team to) throws IOException {
        Instant now = Instant.ofEpochMilli(Instant.now().toEpochMilli());
        return org.tocsin.exchange.v1.Emergency.parseFrom(EmergencyCodec.encode(new Emergency(
                        new TreeSet<>(List.of(to)),
                        Emergency.Kind.REAL,
                        Precedence.FLASH,
                        "availability/ddos",
                        new TreeSet<>(List.of("investigate")),
                        Optional.empty(),
                        List.of(),
                        now,
                        now.plusSeconds(3_600),
                        ZoneOffset.UTC))
                .array());
    }

    private static Message step(Team to) throws IOException {
        Instant now = Instant.ofEpochMilli(Instant.now().toEpochMilli());
        return org.tocsin.exchange.v1.EmergencyStep.parseFrom(StepCodec.encode(new Step(
                        new TreeSet<>(List.of(to)), Digest.ZERO, now, new Step.What.StoodDown(Optional.empty())))
                .array());
    }

    private static Message terms(Team author, Team receiver) throws IOException {
        boolean inOrder = author.compareTo(receiver) < 0;
        Team first = inOrder ? author : receiver;
        Team second = inOrder ? receiver : author;
        return org.tocsin.exchange.v1.AgreementTerms.parseFrom(AgreementCodec.encode(new SharingAgreement(
                        Bytes.wrap(new byte[SharingAgreement.ID_BYTES]),
                        1,
                        "a test",
                        "",
                        Instant.parse("2026-01-01T00:00:00Z"),
                        Instant.parse("2036-01-01T00:00:00Z"),
                        new SharingAgreement.Direction(first, second, Optional.of(Tlp.AMBER)),
                        new SharingAgreement.Direction(second, first, Optional.of(Tlp.AMBER))))
                .array());
    }

    private static Message act(Team to) throws IOException {
        return org.tocsin.exchange.v1.AgreementAct.parseFrom(AgreementActCodec.encode(new AgreementAct(
                        Bytes.wrap(new byte[SharingAgreement.ID_BYTES]),
                        1,
                        to,
                        1,
                        "",
                        Instant.ofEpochMilli(Instant.now().toEpochMilli()),
                        new AgreementAct.Act.Suspend()))
                .array());
    }

    private static Message profile(Team team) throws IOException {
        TeamProfile sample = ProfileSamples.filled();
        Instant now = Instant.ofEpochMilli(Instant.now().toEpochMilli());
        return org.tocsin.exchange.v1.TeamProfile.parseFrom(ProfileCodec.encode(new TeamProfile(
                        team,
                        1,
                        now,
                        now.plusSeconds(86_400),
                        now.plusSeconds(86_400),
                        sample.names(),
                        sample.reach(),
                        sample.openPgpKeys(),
                        sample.sealingKey(),
                        sample.constituency(),
                        sample.memberships(),
                        sample.passages()))
                .array());
    }

    private NodeRig rig(String domain) {
        NodeRig rig = teams.get(domain);
        if (rig == null) {
            throw new AssertionError(domain);
        }
        return rig;
    }

    private static Map<String, String> classes() throws IOException {
        try (InputStream file = SpeakingForOthersTest.class.getResourceAsStream("/identity-fields.txt")) {
            if (file == null) {
                throw new AssertionError("identity-fields.txt is missing");
            }
            return new String(file.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split(" "))
                    .collect(Collectors.toMap(words -> words[0], words -> words[1], (a, b) -> a, TreeMap::new));
        }
    }

    /// Every message that code was generated for, by its file.
    private static Stream<FileDescriptor> files() throws Exception {
        Path where = Path.of(org.tocsin.exchange.v1.CheckIn.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        if (Files.isDirectory(where)) {
            return files(where);
        }
        try (FileSystem jar = FileSystems.newFileSystem(where)) {
            return files(jar.getPath("/"));
        }
    }

    private static Stream<FileDescriptor> files(Path root) throws Exception {
        Map<String, FileDescriptor> found = new TreeMap<>();
        List<String> names;
        try (Stream<Path> classes = Files.list(root.resolve("org/tocsin/exchange/v1"))) {
            names = classes.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".class") && !name.contains("$"))
                    .map(name -> "org.tocsin.exchange.v1." + name.substring(0, name.length() - ".class".length()))
                    .toList();
        }
        for (String name : names) {
            Class<?> generated = Class.forName(name);
            if (Message.class.isAssignableFrom(generated)) {
                Descriptor message =
                        (Descriptor) generated.getMethod("getDescriptor").invoke(null);
                found.put(message.getFile().getName(), message.getFile());
            }
        }
        assertTrue(found.size() >= 12, "files: " + found.keySet());
        return found.values().stream();
    }

    private static void fields(Descriptor message, Set<String> found) {
        for (FieldDescriptor field : message.getFields()) {
            if (field.getType() == FieldDescriptor.Type.STRING || field.getType() == FieldDescriptor.Type.BYTES) {
                found.add(message.getName() + "." + field.getName());
            }
        }
        message.getNestedTypes().forEach(nested -> fields(nested, found));
    }
}
