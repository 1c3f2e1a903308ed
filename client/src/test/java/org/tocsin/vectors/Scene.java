package org.tocsin.vectors;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.model.Fragment;
import org.tocsin.model.Fragment.FacetKind;
import org.tocsin.model.FragmentSet;
import org.tocsin.model.Lane;
import org.tocsin.model.Origin;
import org.tocsin.model.Receipt;
import org.tocsin.model.RecordId;
import org.tocsin.model.RecordVersion;
import org.tocsin.model.Seen;
import org.tocsin.model.Statement;
import org.tocsin.model.Suite;
import org.tocsin.model.Team;
import org.tocsin.model.Tlp;
import org.tocsin.model.TreeHead;
import org.tocsin.model.agreement.SharingAgreement;
import org.tocsin.proof.ChannelHash;
import org.tocsin.proof.FragmentTree;
import org.tocsin.proof.MerkleTree;
import org.tocsin.proof.Sha256;
import org.tocsin.proof.SuitePrivateKey;
import org.tocsin.proof.TestKeys;
import org.tocsin.proof.TreeDomain;
import org.tocsin.wire.AgreementCodec;
import org.tocsin.wire.FragmentCodec;
import org.tocsin.wire.ReceiptCodec;
import org.tocsin.wire.StatementCodec;

/// What the vectors are about: two teams, a ledger of seven statements, keys that everybody knows. Always the same.
final class Scene {
    static final Team AUTHOR = new Team("cert-es.example");
    static final Team RECEIVER = new Team("cert-jp.example");
    static final Origin ORIGIN = new Origin(AUTHOR, 1);
    static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
    static final RecordId RECORD = new RecordId(AUTHOR, 1, Bytes.ofHex("000102030405060708090a0b0c0d0e0f"));

    static final String PREFIX =
            "{\"type\":\"bundle\",\"id\":\"bundle--5d0092c5-5f74-4287-9642-33f4c354e56d\",\"objects\":[\n ";
    static final String IDENTITY = "{\"type\":\"identity\",\"spec_version\":\"2.1\","
            + "\"id\":\"identity--f431f809-377b-45e0-aa1c-6a4751cae5ff\","
            + "\"created\":\"2026-11-22T09:00:00.000Z\",\"modified\":\"2026-11-22T09:00:00.000Z\",\"name\":\"CERT ES\"}";
    static final String INCIDENT = "{\"type\":\"incident\",\"spec_version\":\"2.1\","
            + "\"id\":\"incident--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f\","
            + "\"created\":\"2026-11-22T09:00:00.000Z\",\"modified\":\"2026-11-22T09:00:00.000Z\",\"name\":\"Phishing\"}";
    static final String DESCRIPTION = ",\"description\":\"V\u00edctima: \u682a\u5f0f\u4f1a\u793e\"";

    /// The record's document as published: the description stands where it was cut from.
    static final Bytes PUBLISHED = Bytes.ofUtf8(PREFIX + IDENTITY + ",\n " + insert(INCIDENT) + "]}\n");

    final List<FragmentTree.Sealed> sealed = new ArrayList<>();
    final List<Bytes> statements = new ArrayList<>();
    final MerkleTree tree = new MerkleTree(TreeDomain.LEDGER);

    Scene() {
        state(0, record(1), List.of(), recordFragments());
        state(1, record(2), List.of(tree.leaf(0)), recordFragments());
        state(2, Statement.Kind.RECEIPT, receipt());
        state(3, Statement.Kind.AGREEMENT, AgreementCodec.encode(agreement()));
        for (int i = 4; i < 7; i++) {
            RecordId record = new RecordId(
                    AUTHOR, 1, Bytes.copyOf(Sha256.of(Bytes.ofUtf8("id " + i)).array(), 0, 16));
            state(i, Optional.of(new RecordVersion(record, 1)), List.of(), recordFragments());
        }
    }

    static SuitePrivateKey ledgerKey(Suite suite) {
        return TestKeys.key(suite, 1);
    }

    static SuitePrivateKey rootKey(Suite suite) {
        return TestKeys.key(suite, 2);
    }

    static Optional<RecordVersion> record(int version) {
        return Optional.of(new RecordVersion(RECORD, version));
    }

    static Bytes nonce(int index) {
        return Sha256.of(Bytes.ofUtf8("nonce " + index)).bytes();
    }

    /// A record of two objects, a property under RED, a header, and an audience of two teams.
    static List<Fragment> recordFragments() {
        return List.of(
                new Fragment.Frame(Tlp.CLEAR, Bytes.ofUtf8(PREFIX), Bytes.ofUtf8("]}\n")),
                new Fragment.StixObject(Tlp.GREEN, 1_000, Bytes.EMPTY, Bytes.ofUtf8(IDENTITY)),
                new Fragment.StixObject(Tlp.GREEN, 1_700, Bytes.ofUtf8(",\n "), Bytes.ofUtf8(INCIDENT)),
                new Fragment.Property(Tlp.RED, 2_100, 1_700, INCIDENT.length() - 1, Bytes.ofUtf8(DESCRIPTION)),
                new Fragment.Facet(Tlp.GREEN, FacetKind.MARKING, List.of("GREEN")),
                new Fragment.Facet(Tlp.GREEN, FacetKind.TYPES, List.of("identity", "incident")),
                new Fragment.Facet(Tlp.GREEN, FacetKind.AUDIENCE, List.of("limited")),
                new Fragment.Audience(Tlp.GREEN, RECEIVER),
                new Fragment.Audience(Tlp.GREEN, new Team("fusion.example")));
    }

    static SharingAgreement agreement() {
        return new SharingAgreement(
                Bytes.ofHex("101112131415161718191a1b1c1d1e1f"),
                1,
                "Incident exchange",
                "MoU 2026/7",
                Instant.parse("2026-01-01T00:00:00Z"),
                Instant.parse("2028-01-01T00:00:00Z"),
                new SharingAgreement.Direction(AUTHOR, RECEIVER, Optional.of(Tlp.AMBER)),
                new SharingAgreement.Direction(RECEIVER, AUTHOR, Optional.of(Tlp.RED)));
    }

    static Bytes receipt() {
        Lane.Position through = ChannelHash.next(
                ChannelHash.start(/* author= */ RECEIVER, /* receiver= */ AUTHOR, Lane.ROUTINE, 1),
                TreeDomain.LEDGER.leaf(Bytes.ofUtf8("first")));
        Seen seen = new Seen(new Origin(RECEIVER, 1), new TreeHead(3, Sha256.of(Bytes.ofUtf8("root"))), NOON);
        Receipt receipt = new Receipt(
                RECEIVER,
                Lane.ROUTINE,
                1,
                through,
                List.of(new Receipt.Refusal(1, Receipt.RefusalReason.INVALID_CONTENT)),
                Optional.of(seen));
        return ReceiptCodec.encode(receipt);
    }

    /// What the receiver is shown of statement 0: everything up to GREEN, and its own place in the audience.
    FragmentSet shownToReceiver() {
        FragmentSet all = sealed.getFirst().set();
        return FragmentTree.disclose(all, i -> {
            try {
                return switch (FragmentCodec.decode(all.fragments().get(i).fragment())) {
                    case Fragment.Property property -> property.marking() == Tlp.GREEN;
                    case Fragment.Audience audience -> audience.team().equals(RECEIVER);
                    default -> true;
                };
            } catch (org.tocsin.wire.WireException e) {
                throw new AssertionError(e);
            }
        });
    }

    private static String insert(String incident) {
        return incident.substring(0, incident.length() - 1) + DESCRIPTION + "}";
    }

    private void state(int index, Statement.Kind kind, Bytes document) {
        state(index, kind, Optional.empty(), List.of(), List.of(new Fragment.Document(Tlp.CLEAR, document)));
    }

    private void state(int index, Optional<RecordVersion> version, List<Digest> references, List<Fragment> fragments) {
        state(index, Statement.Kind.RECORD, version, references, fragments);
    }

    private void state(
            int index,
            Statement.Kind kind,
            Optional<RecordVersion> version,
            List<Digest> references,
            List<Fragment> fragments) {
        FragmentTree.Sealed tree = FragmentTree.seal(
                fragments.stream().map(FragmentCodec::encode).toList(), TestKeys.seeded(100L + index));
        Statement statement = new Statement(AUTHOR, 1, nonce(index), kind, version, references, tree.root());
        sealed.add(tree);
        statements.add(StatementCodec.encode(statement));
        this.tree.append(TreeDomain.LEDGER.leaf(statements.getLast()));
    }

    /// Members of a JSON object, in this order.
    static Map<String, Object> object(Object... namesAndValues) {
        Map<String, Object> members = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            members.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return members;
    }

    static List<String> hex(List<Digest> digests) {
        return digests.stream().map(Digest::hex).toList();
    }

    /// A case that must be refused, and the rule that it breaks.
    static Map<String, Object> bad(String name, String rule, Object... namesAndValues) {
        Map<String, Object> members = object("name", name, "rule", rule);
        members.putAll(object(namesAndValues));
        return members;
    }
}
