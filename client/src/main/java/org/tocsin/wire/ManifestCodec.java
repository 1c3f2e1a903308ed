package org.tocsin.wire;

import com.google.protobuf.ByteString;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tocsin.exchange.v1.NodeEntry;
import org.tocsin.exchange.v1.PublicKey;
import org.tocsin.exchange.v1.SignedManifest;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.model.SuiteKey;
import org.tocsin.model.Team;
import org.tocsin.model.TeamManifest;
import org.tocsin.model.TreeHead;

/// Manifests to and from the bytes that the root key signs. Rule R-MAN-1: shapes and bounds; who signed is for `trust`
/// to say.
public final class ManifestCodec {
    public static final int CARD_BYTES_MAX = 1024 * 1024;
    public static final int MANIFEST_BYTES_MAX = 256 * 1024;
    /// Bytes of a file of signed manifests, at most.
    public static final int FILE_BYTES_MAX = 4 * 1024 * 1024;

    private static final int AUTHORITIES_MAX = 8;
    private static final int CERTIFICATE_BYTES_MAX = 8 * 1024;
    private static final int NODES_MAX = 16;
    private static final int SPKI_HASHES_MAX = 4;
    private static final int ENDPOINTS_MAX = 8;
    private static final int ENDPOINT_BYTES_MAX = 300;
    private static final int NAME_BYTES_MAX = 63;
    private static final int DISPLAY_NAME_BYTES_MAX = 200;
    private static final int KEY_PERIODS_MAX = 64;
    private static final int SEALING_KEYS_MAX = 4;
    private static final int SEALING_KEY_BYTES_MAX = 4 * 1024;
    private static final int REVOKED_KEYS_MAX = 256;
    private static final int WITNESSES_MAX = 16;

    private ManifestCodec() {}

    public static Bytes encode(TeamManifest manifest) {
        var builder = org.tocsin.exchange.v1.TeamManifest.newBuilder()
                .setTeam(manifest.team().domain())
                .setDisplayName(manifest.displayName())
                .setVersion(manifest.version())
                .setRoot(message(manifest.root()))
                .setSignedAtMs(manifest.signedAt().toEpochMilli());
        manifest.previous().ifPresent(previous -> builder.setPrevious(Parsing.string(previous)));
        manifest.nodeAuthorities().forEach(authority -> builder.addNodeAuthorities(Parsing.string(authority)));
        manifest.officerAuthorities().forEach(authority -> builder.addOfficerAuthorities(Parsing.string(authority)));
        for (TeamManifest.NodeEntry node : manifest.nodes()) {
            var entry = NodeEntry.newBuilder().setName(node.name()).addAllEndpoints(node.endpoints());
            node.spkiHashes().forEach(hash -> entry.addSpkiHashes(Parsing.string(hash)));
            builder.addNodes(entry);
        }
        for (TeamManifest.KeyPeriod period : manifest.ledgerKeys()) {
            builder.addLedgerKeys(message(period));
        }
        TeamManifest.Provisions provisions = manifest.provisions();
        provisions.sealingKeys().forEach(key -> builder.addSealingKeys(Parsing.string(key)));
        provisions.revokedKeys().forEach(key -> builder.addRevokedKeys(Parsing.string(key)));
        provisions.witnesses().forEach(witness -> builder.addWitnesses(witness.domain()));
        return Bytes.wrap(builder.build().toByteArray());
    }

    /// @throws WireException if the bytes break R-MAN-1
    public static TeamManifest decode(Bytes bytes) throws WireException {
        var message =
                Parsing.strictly(org.tocsin.exchange.v1.TeamManifest.parser(), bytes, MANIFEST_BYTES_MAX, "manifest");
        List<TeamManifest.NodeEntry> nodes = new ArrayList<>();
        for (NodeEntry node : count(message.getNodesList(), 1, NODES_MAX, "manifest.nodes")) {
            nodes.add(node(node));
        }
        List<TeamManifest.KeyPeriod> periods = new ArrayList<>();
        for (var period : count(message.getLedgerKeysList(), 1, KEY_PERIODS_MAX, "manifest.ledger_keys")) {
            periods.add(period(period));
        }
        Optional<Digest> previous = message.getPrevious().isEmpty()
                ? Optional.empty()
                : Optional.of(Parsing.digest(message.getPrevious(), "manifest.previous"));
        var nodeAuthorities =
                certificates(count(message.getNodeAuthoritiesList(), 1, AUTHORITIES_MAX, "manifest.node_authorities"));
        var officerAuthorities = certificates(
                count(message.getOfficerAuthoritiesList(), 0, AUTHORITIES_MAX, "manifest.officer_authorities"));
        var team = Parsing.team(message.getTeam(), "manifest.team");
        var root = key(message.getRoot());
        String displayName = Parsing.text(message.getDisplayName(), DISPLAY_NAME_BYTES_MAX, "manifest.display_name");
        int version = Parsing.positive(message.getVersion(), "manifest.version");
        var provisions = provisions(message);
        return Parsing.checked(() -> new TeamManifest(
                team,
                displayName,
                version,
                previous,
                root,
                nodeAuthorities,
                officerAuthorities,
                nodes,
                periods,
                Instant.ofEpochMilli(message.getSignedAtMs()),
                provisions));
    }

    private static TeamManifest.Provisions provisions(org.tocsin.exchange.v1.TeamManifest message)
            throws WireException {
        List<Bytes> sealingKeys = new ArrayList<>();
        for (ByteString key : count(message.getSealingKeysList(), 0, SEALING_KEYS_MAX, "manifest.sealing_keys")) {
            if (key.isEmpty() || key.size() > SEALING_KEY_BYTES_MAX) {
                throw new WireException("manifest.sealing_keys: a key of " + key.size() + " bytes");
            }
            sealingKeys.add(Parsing.bytes(key));
        }
        List<Digest> revoked = new ArrayList<>();
        for (ByteString hash : count(message.getRevokedKeysList(), 0, REVOKED_KEYS_MAX, "manifest.revoked_keys")) {
            revoked.add(Parsing.digest(hash, "manifest.revoked_keys"));
        }
        List<Team> witnesses = new ArrayList<>();
        for (String witness : count(message.getWitnessesList(), 0, WITNESSES_MAX, "manifest.witnesses")) {
            witnesses.add(Parsing.team(witness, "manifest.witnesses"));
        }
        return new TeamManifest.Provisions(sealingKeys, revoked, witnesses);
    }

    /// Manifests of one team as a file: signed manifests, each behind its length (protobuf's delimited form).
    public static Bytes encodeFile(List<TeamManifest.Signed> manifests) {
        var file = org.tocsin.exchange.v1.GetManifestResponse.newBuilder()
                .addAllManifests(EvidenceCodec.messages(manifests))
                .build();
        return Bytes.wrap(file.toByteArray());
    }

    /// @throws WireException if the bytes are not a file of signed manifests
    public static List<TeamManifest.Signed> decodeFile(Bytes bytes) throws WireException {
        var file = Parsing.strictly(
                org.tocsin.exchange.v1.GetManifestResponse.parser(), bytes, FILE_BYTES_MAX, "manifest file");
        if (file.getManifestsCount() == 0) {
            throw new WireException("a manifest file without a manifest");
        }
        return EvidenceCodec.models(file.getManifestsList());
    }

    /// One signed manifest: what an EPOCH statement's document holds.
    public static Bytes encodeSigned(TeamManifest.Signed signed) {
        return Bytes.wrap(EvidenceCodec.messages(List.of(signed)).getFirst().toByteArray());
    }

    /// @throws WireException if the bytes are not a signed manifest
    public static TeamManifest.Signed decodeSigned(Bytes bytes) throws WireException {
        var message = Parsing.strictly(SignedManifest.parser(), bytes, MANIFEST_BYTES_MAX + 8_192, "signed manifest");
        return EvidenceCodec.models(List.of(message)).getFirst();
    }

    private static TeamManifest.NodeEntry node(NodeEntry node) throws WireException {
        List<Digest> hashes = new ArrayList<>();
        for (ByteString hash : count(node.getSpkiHashesList(), 1, SPKI_HASHES_MAX, "manifest.nodes.spki_hashes")) {
            hashes.add(Parsing.digest(hash, "manifest.nodes.spki_hashes"));
        }
        for (String endpoint : count(node.getEndpointsList(), 0, ENDPOINTS_MAX, "manifest.nodes.endpoints")) {
            Parsing.text(endpoint, ENDPOINT_BYTES_MAX, "manifest.nodes.endpoints");
        }
        return new TeamManifest.NodeEntry(
                Parsing.text(node.getName(), NAME_BYTES_MAX, "manifest.nodes.name"), hashes, node.getEndpointsList());
    }

    private static TeamManifest.KeyPeriod period(org.tocsin.exchange.v1.KeyPeriod period) throws WireException {
        Optional<TreeHead> closedAt = period.getClosed()
                ? Optional.of(new TreeHead(
                        Parsing.notNegative(period.getToSize(), "manifest.ledger_keys.to_size"),
                        Parsing.digest(period.getToRoot(), "manifest.ledger_keys.to_root")))
                : Optional.empty();
        Optional<TreeHead> retained = period.getRetainedRoot().isEmpty()
                ? Optional.empty()
                : Optional.of(new TreeHead(
                        Parsing.notNegative(period.getRetainedSize(), "manifest.ledger_keys.retained_size"),
                        Parsing.digest(period.getRetainedRoot(), "manifest.ledger_keys.retained_root")));
        int epoch = Parsing.positive(period.getEpoch(), "manifest.ledger_keys.epoch");
        SuiteKey key = key(period.getKey());
        long fromSize = Parsing.notNegative(period.getFromSize(), "manifest.ledger_keys.from_size");
        return Parsing.checked(() -> new TeamManifest.KeyPeriod(epoch, key, fromSize, closedAt, retained));
    }

    private static org.tocsin.exchange.v1.KeyPeriod message(TeamManifest.KeyPeriod period) {
        var builder = org.tocsin.exchange.v1.KeyPeriod.newBuilder()
                .setEpoch(period.epoch())
                .setKey(message(period.key()))
                .setFromSize(period.fromSize());
        period.closedAt()
                .ifPresent(
                        head -> builder.setClosed(true).setToSize(head.size()).setToRoot(Parsing.string(head.root())));
        period.retained()
                .ifPresent(head -> builder.setRetainedSize(head.size()).setRetainedRoot(Parsing.string(head.root())));
        return builder.build();
    }

    private static PublicKey message(SuiteKey key) {
        return PublicKey.newBuilder()
                .setSuite(Enums.suite(key.suite()))
                .setKey(Parsing.string(key.key()))
                .build();
    }

    private static SuiteKey key(PublicKey key) throws WireException {
        var suite = Enums.suite(key.getSuite());
        return Parsing.checked(() -> new SuiteKey(suite, Parsing.bytes(key.getKey())));
    }

    private static List<Bytes> certificates(List<ByteString> strings) throws WireException {
        List<Bytes> certificates = new ArrayList<>(strings.size());
        for (ByteString string : strings) {
            if (string.size() > CERTIFICATE_BYTES_MAX) {
                throw new WireException("a certificate is longer than 8192 bytes");
            }
            certificates.add(Parsing.bytes(string));
        }
        return certificates;
    }

    private static <T> List<T> count(List<T> list, int least, int most, String what) throws WireException {
        if (list.size() < least || list.size() > most) {
            throw new WireException(what + " has " + list.size() + " entries, not " + least + " to " + most);
        }
        return list;
    }

    /// A team's card.
    ///
    /// @param profile the exact bytes of its `TeamProfile`; empty: it stated none
    public record Card(List<TeamManifest.Signed> manifests, Bytes profile) {
        public Card {
            manifests = List.copyOf(manifests);
        }
    }

    public static Bytes encode(Card card) {
        return Bytes.wrap(org.tocsin.exchange.v1.PeerCard.newBuilder()
                .addAllManifests(EvidenceCodec.messages(card.manifests()))
                .setProfile(Parsing.string(card.profile()))
                .build()
                .toByteArray());
    }

    /// @throws WireException if the bytes are not a card
    public static Card decodeCard(Bytes bytes) throws WireException {
        var message = Parsing.strictly(org.tocsin.exchange.v1.PeerCard.parser(), bytes, CARD_BYTES_MAX, "card");
        if (message.getManifestsCount() == 0) {
            throw new WireException("a card without manifests");
        }
        if (message.getProfile().size() > ProfileCodec.BYTES_MAX) {
            throw new WireException("card.profile is longer than a profile may be");
        }
        return new Card(EvidenceCodec.models(message.getManifestsList()), Parsing.bytes(message.getProfile()));
    }
}
