package org.tocsin.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.model.Lane;
import org.tocsin.model.Suite;
import org.tocsin.model.Team;
import org.tocsin.model.Tlp;
import org.tocsin.model.agreement.SharingAgreement;
import org.tocsin.model.agreement.SharingAgreement.Direction;
import org.tocsin.node.config.NodeConfig;
import org.tocsin.peer.OperatorClient;
import org.tocsin.peer.Peers;
import org.tocsin.peer.Records.Outcome;
import org.tocsin.proof.ChannelHash;
import org.tocsin.proof.Sha256;
import org.tocsin.testing.JsonTree;
import org.tocsin.trust.PapersDirectory;
import org.tocsin.trust.TeamPapers;
import org.tocsin.wire.AgreementCodec;

/// Programs that nobody here wrote, in Go, JavaScript and Python, speak to a running node's peer port; one of them
/// takes
/// part, by proto/README.md alone. Spain's node takes hybrid key exchange only, which of the three Go has; Japan's is
/// set to allow classical key exchange. Rules R-TLS-1, R-LAN-3, R-LAN-6, R-RCP-1.
@Timeout(900)
class OtherLanguagesIT {
    private static final Team ES = Demo.SPAIN;
    private static final Team JP = Demo.JAPAN;
    private static final Team PLAYER = new Team("cert-za.example");
    private static final int RECORDS = 40;
    private static final String SERVICE = "tocsin.exchange.v1.ExchangeService/";

    private static Path home = Path.of("");
    private static Optional<Federation> federation = Optional.empty();

    @BeforeAll
    static void startNodes() throws IOException {
        home = Files.createTempDirectory("tocsin-it-");
        var made = Federation.create(
                home, List.of(ES, JP), Scene.surroundings(), List.of("-Xmx512m", "-XX:TieredStopAtLevel=1"));
        federation = Optional.of(made);
        Path config = made.directory(JP).resolve(NodeConfig.FILE);
        Files.writeString(config, Files.readString(config).replace("classical = \"refuse\"", "classical = \"allow\""));
        made.start();
        made.agree(ES, JP, Tlp.AMBER, Tlp.AMBER);
    }

    @AfterAll
    static void stopNodes() throws IOException {
        if (federation.isPresent()) {
            federation.get().close();
        }
        Scene.delete(home);
    }

    private static Federation nodes() {
        return federation.orElseThrow();
    }

    private static String endpoint(Team team) {
        return nodes().papers(team)
                .pinned()
                .current()
                .nodes()
                .getFirst()
                .endpoints()
                .getFirst();
    }

    private static String paper(Team team, String name) {
        return nodes().directory(team).resolve(name).toString();
    }

    private static OtherTools.Run bufCurl(OtherTools tools, String method, String question) throws IOException {
        return tools.buf(
                "curl",
                "--schema",
                "proto/src/main/proto",
                "--protocol",
                "grpc",
                "--cacert",
                paper(ES, "papers/node-authority.pem"),
                "--cert",
                paper(JP, "papers/node.pem"),
                "--key",
                paper(JP, "keys/node.key"),
                "--data",
                question,
                "https://" + endpoint(ES) + "/" + SERVICE + method);
    }

    @Test
    void aGoProgramAsksANodeThatTakesHybridKeyExchangeOnlyAndIsToldWhyItIsRefused() throws Exception {
        var tools = OtherTools.withBuf();
        OtherTools.Run manifests = bufCurl(tools, "GetManifest", "{}");
        assertEquals(0, manifests.exit(), manifests.err());
        JsonTree first = json(manifests.out()).at("manifests").at(0);
        var own = new PapersDirectory(nodes().directory(ES)).manifests().getFirst();
        assertEquals(
                own.manifest(),
                Bytes.wrap(Base64.getDecoder().decode(first.at("manifest").text())));
        OtherTools.Run seen = bufCurl(tools, "GetSeen", "{}");
        assertEquals(0, seen.exit(), seen.err());

        OtherTools.Run refused = bufCurl(tools, "GetConsistency", "{\"epoch\":99}");
        assertNotEquals(0, refused.exit());
        JsonTree status = json(refused.err());
        assertEquals("not_found", status.at("code").text());
        JsonTree info = status.at("details").at(0);
        assertEquals("google.rpc.ErrorInfo", info.at("type").text());
        String value = new String(Base64.getDecoder().decode(info.at("value").text()), StandardCharsets.UTF_8);
        assertTrue(value.contains("NOT_FOUND") && value.contains("tocsin"), value);
    }

    @Test
    void aPythonProgramAsksAndOpensALaneWhereClassicalKeyExchangeIsAllowed() throws Exception {
        var tools = OtherTools.withPython();
        Path image = home.resolve("exchange.binpb");
        OtherTools.Run built =
                tools.buf("build", "proto/src/main/proto", "--as-file-descriptor-set", "-o", image.toString());
        assertEquals(0, built.exit(), built.err());

        OtherTools.Run open = caller(tools, image, JP, ES);
        assertEquals(0, open.exit(), open.err());
        JsonTree told = json(open.out());
        assertEquals(JP.domain(), told.at("team").text());
        assertEquals("state", told.at("answer").text());
        assertEquals(0, told.at("through").number());
        Lane.Position start = ChannelHash.start(ES, JP, Lane.ROUTINE, 1);
        assertEquals(start.channelHash(), Digest.ofHex(told.at("channel_hash").text()));

        // Spain's node has no key exchange in common with it.
        assertNotEquals(0, caller(tools, image, ES, JP).exit());
    }

    private static OtherTools.Run caller(OtherTools tools, Path image, Team called, Team calling) throws IOException {
        return tools.python(
                "caller.py",
                image.toString(),
                endpoint(called),
                paper(called, "papers/node-authority.pem"),
                paper(calling, "papers/node.pem"),
                paper(calling, "keys/node.key"));
    }

    @Test
    void theVectorsHoldInJavaScript() throws Exception {
        var tools = OtherTools.withNode();
        OtherTools.Run run = tools.run(tools.node("vectors.js"));
        assertEquals(0, run.exit(), run.err());
        JsonTree told = json(run.out());
        assertEquals(List.of(), told.at("wrong").list());
        assertTrue(told.at("good").number() > 50 && told.at("bad").number() > 80, run.out());
    }

    @Test
    void aTeamInJavaScriptTakesPartAndItsReceiptsCount() throws Exception {
        var tools = OtherTools.withNode();
        Path directory = home.resolve(PLAYER.domain());
        String listen = "127.0.0.1:" + Ports.free(1).getFirst();
        Instant now = Scene.surroundings().clock().instant();
        var papers = TeamPapers.create(
                directory,
                new TeamPapers.Plan(PLAYER, "A player", "node-1", List.of(listen), Suite.ED25519),
                Scene.surroundings().random(),
                now);
        OperatorClient japan = nodes().line(JP);
        japan.addPeer(new PapersDirectory(directory).manifests(), papers.rootFingerprint());
        var plan = new JsPlayer.Plan(
                PLAYER,
                directory,
                listen,
                JP,
                nodes().directory(JP),
                directory.resolve("agreement"),
                directory.resolve("countersigned"));
        Files.write(
                plan.agreement(),
                AgreementCodec.encodeFile(japan.signTerms(terms(now))).array());
        try (var player = JsPlayer.start(tools, plan)) {
            japan.importAgreement(AgreementCodec.decodeFile(Bytes.wrap(Files.readAllBytes(plan.countersigned()))));
            Map<Digest, Digest> published = new HashMap<>();
            japan.publish(Scene.load(RECORDS).iterator(), (document, outcome) -> {
                if (outcome instanceof Outcome.Published stated
                        && stated.marking().compareTo(Tlp.AMBER) < 0) {
                    published.put(stated.leafHash(), Sha256.of(document.content()));
                }
            });
            Scene.await("the player's receipts", () -> {
                Peers.LaneOut lane = lane(japan);
                return lane.decided() == RECORDS && lane.lag() == 0;
            });
            assertEquals(published, player.records());
            Peers.LaneOut lane = lane(japan);
            assertEquals(published.size(), lane.through());
            assertEquals(Map.of(), lane.refused());
            assertEquals(List.of(), player.told("stopped"));
        }
        // The receipts that were stored hold for whoever asks later.
        var surroundings = Scene.surroundings();
        nodes().stop(JP);
        CommandRun walked =
                CommandRun.of(surroundings.clock(), surroundings.random(), "ledger", "verify", "--node", paper(JP, ""));
        assertEquals(0, walked.exit().number(), walked.out() + walked.err());
        nodes().start(JP);
        Scene.await("the start gate", () -> nodes().line(JP).node().signing());
    }

    private static Peers.LaneOut lane(OperatorClient japan) {
        return japan.peers().stream()
                .filter(peer -> peer.team().equals(PLAYER))
                .findFirst()
                .orElseThrow()
                .out();
    }

    private static Bytes terms(Instant now) {
        byte[] id = new byte[SharingAgreement.ID_BYTES];
        Scene.surroundings().random().nextBytes(id);
        return AgreementCodec.encode(new SharingAgreement(
                Bytes.wrap(id),
                1,
                "Japan and the player",
                "None: both are fictional",
                now.minusSeconds(60),
                now.plusSeconds(3_600),
                new Direction(JP, PLAYER, Optional.of(Tlp.GREEN)),
                new Direction(PLAYER, JP, Optional.empty())));
    }

    private static JsonTree json(String text) {
        return JsonTree.read(text.getBytes(StandardCharsets.UTF_8));
    }
}
