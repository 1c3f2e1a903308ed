package org.tocsin.node.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.model.Team;

class ConfigReaderTest {
    @TempDir
    Path directory;

    @Test
    void theTemplateIsReadAndStatesTheDefaults() throws IOException {
        var template = read(ConfigTemplate.of("cert-es.example", "madrid-1", "0.0.0.0:7443", "127.0.0.1:7444", 2));
        var bare = read("team = \"cert-es.example\"\nnode = \"madrid-1\"\n");
        assertEquals(bare, template);
        assertEquals(2, bare.agreements().approvals(), "four eyes, unless the file says otherwise");
        assertEquals(Duration.ofSeconds(1), template.delivery().backoffMin());
        assertEquals(NodeConfig.StartRule.PARTNERS, template.ledger().start());
        assertEquals(new NodeConfig.StoreSettings.Sqlite(directory.resolve("data/tocsin.db")), template.store());
    }

    @Test
    void allProblemsAreReportedTogetherByThePathOfTheKey() throws IOException {
        var problems = problems("""
                team = "Cert-ES.example"
                node = 7
                colour = "red"
                [listen]
                peer = "somewhere"
                [tls]
                classical = "maybe"
                [delivery]
                backoff_min = "2h"
                window_frames = 257
                """);
        assertEquals(
                List.of(
                        "colour",
                        "delivery.backoff_max",
                        "delivery.window_frames",
                        "listen.peer",
                        "node",
                        "node",
                        "team",
                        "tls.classical"),
                problems.stream().map(ConfigProblem::where).sorted().toList());
    }

    @Test
    void aPartnerMaySendOneMessageASecondAtLeast() throws IOException {
        var standard = read(identityAnd("")).limits();
        assertEquals(256L << 20, standard.partnerBytesPerSecond());
        assertEquals(20_000, standard.partnerMessagesPerSecond());
        assertEquals(
                1L << 20,
                read(identityAnd("[limits]\npartner_bytes_per_second = 1048576"))
                        .limits()
                        .partnerBytesPerSecond());
        for (String bad : new String[] {"partner_bytes_per_second = 1048575", "partner_messages_per_second = 0"}) {
            assertEquals(
                    "limits." + bad.substring(0, bad.indexOf(' ')),
                    problems(identityAnd("[limits]\n" + bad)).getFirst().where());
        }
    }

    @Test
    void theWindowIsBoundedOnBothSides() throws IOException {
        for (int good : new int[] {1, 256}) {
            assertEquals(
                    good,
                    read(identityAnd("[delivery]\nwindow_frames = " + good))
                            .delivery()
                            .windowFrames());
        }
        for (int bad : new int[] {0, 257}) {
            assertEquals(
                    "delivery.window_frames",
                    problems(identityAnd("[delivery]\nwindow_frames = " + bad))
                            .getFirst()
                            .where());
        }
    }

    @Test
    void twoDatabasesAreAProblemAndAPasswordInTheAddressToo() throws IOException {
        var problems = problems(identityAnd(
                "[store]\nsqlite = \"a.db\"\n[store.postgres]\nurl = \"jdbc:postgresql://h/d?password=x\"\n"));
        assertEquals(
                List.of("store", "store.postgres.url"),
                problems.stream().map(ConfigProblem::where).sorted().toList());
    }

    @Test
    void aFileThatIsNotTomlIsReportedByLine() throws IOException {
        var problems = problems("team = \n");
        assertTrue(problems.getFirst().where().startsWith("node.toml line 1"), problems.toString());
    }

    @Test
    void aDirectoryWithoutConfigurationSaysWhatToDo() {
        var result = assertInstanceOf(ConfigResult.Unusable.class, ConfigReader.read(directory.resolve("none")));
        assertTrue(result.problems().getFirst().remedy().contains("tocsin node init"));
    }

    @Test
    void privateAddressesAreForTheTeamsThatAreNamed() throws IOException {
        Team es = new Team("cert-es.example");
        Team jp = new Team("cert-jp.example");
        var none = read(identityAnd("")).delivery().privateAddresses();
        var one = read(identityAnd("[delivery]\nprivate_addresses = [\"cert-es.example\"]"))
                .delivery()
                .privateAddresses();
        var all = read(identityAnd("[delivery]\nprivate_addresses = [\"*\"]"))
                .delivery()
                .privateAddresses();
        assertEquals(
                List.of(false, false, true, false, true, true),
                Stream.of(none, one, all)
                        .flatMap(allowed -> Stream.of(allowed.test(es), allowed.test(jp)))
                        .toList());
        for (String bad : List.of("true", "\"cert-es.example\"", "[\"CERT\"]", "[7]", "[\"10.0.0.0/8\"]")) {
            assertEquals(
                    "delivery.private_addresses",
                    problems(identityAnd("[delivery]\nprivate_addresses = " + bad))
                            .getFirst()
                            .where(),
                    bad);
        }
    }

    private static String identityAnd(String more) {
        return "team = \"cert-es.example\"\nnode = \"madrid-1\"\n" + more + "\n";
    }

    private NodeConfig read(String toml) throws IOException {
        Files.writeString(directory.resolve(NodeConfig.FILE), toml);
        return assertInstanceOf(ConfigResult.Read.class, ConfigReader.read(directory))
                .config();
    }

    private List<ConfigProblem> problems(String toml) throws IOException {
        Files.writeString(directory.resolve(NodeConfig.FILE), toml);
        return assertInstanceOf(ConfigResult.Unusable.class, ConfigReader.read(directory))
                .problems();
    }
}
