package org.tocsin.node.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.cli.ExitCode;
import org.tocsin.model.Bytes;
import org.tocsin.model.Team;
import org.tocsin.model.agreement.SharingAgreement;
import org.tocsin.model.agreement.SharingAgreement.Direction;
import org.tocsin.node.edge.OperatorRig.Typed;
import org.tocsin.proof.Sha256;
import org.tocsin.testing.FreePorts;
import org.tocsin.testing.JsonTree;
import org.tocsin.wire.AgreementCodec;

/// What officers do with agreements on paper: draft, check, read in words, compare. Rules R-AGR-2, R-AGR-5, R-AGR-11 to
/// R-AGR-13.
class AgreementPapersTest {
    @TempDir
    Path directory;

    private OperatorRig es;
    private OperatorRig jp;

    @BeforeEach
    void startNodes() throws Exception {
        es = new OperatorRig(directory, "cert-es.example", FreePorts.next(), InstantSource.system());
        jp = new OperatorRig(directory, "cert-jp.example", FreePorts.next(), InstantSource.system());
        OperatorRig.pin(es, jp);
    }

    @AfterEach
    void stopNodes() {
        es.close();
        jp.close();
    }

    private JsonTree json(String line) {
        return OfficerCommandsTest.json(OperatorRig.must(es.type((line + " --output json").split(" "))), 0);
    }

    @Test
    void everyTemplateGivesADraftThatSaysItsTermsAtOnce() throws Exception {
        for (String template : List.of("bilateral", "provider-to-hub", "hub-to-members")) {
            JsonTree drafted =
                    json("agreement draft --template " + template + " --with cert-jp.example " + template + ".toml");
            JsonTree read = json("agreement draft " + template + ".toml --terms " + template + ".terms");
            assertEquals(drafted.at("hash").text(), read.at("hash").text());
            Bytes terms = Bytes.wrap(Files.readAllBytes(es.home.resolve(template + ".terms")));
            assertEquals(Sha256.of(terms).hex(), read.at("hash").text());
            assertEquals(
                    "cert-es.example",
                    AgreementCodec.decode(terms).first().from().domain());
            for (String file : List.of(template + ".toml", template + ".terms")) {
                assertEquals(
                        read.at("hash").text(),
                        json("agreement show " + file).at("hash").text());
            }
        }
        json("agreement draft --template hub-to-members all.toml");
        assertTrue(Files.readString(es.home.resolve("all.toml")).contains("partner = \"member.invalid\""));
    }

    /// Rule R-AGR-10: the general terms with the member's name in that place, and their hash.
    @Test
    void aMemberAccedesToAHubsGeneralTermsAsTheyAre() throws Exception {
        json("agreement draft --template hub-to-members all.toml");
        json("agreement draft all.toml --terms all.terms");
        Bytes general = Bytes.wrap(Files.readAllBytes(es.home.resolve("all.terms")));
        String file = es.home.resolve("all.terms").toString();
        OperatorRig.must(jp.type("agreement", "accede", file, "accession.toml"));
        OperatorRig.must(jp.type("agreement", "draft", "accession.toml", "--terms", "accession.terms"));
        SharingAgreement offered = AgreementCodec.decode(general);
        SharingAgreement acceding =
                AgreementCodec.decode(Bytes.wrap(Files.readAllBytes(jp.home.resolve("accession.terms"))));
        assertEquals(
                Sha256.of(general), acceding.conduct().accession().orElseThrow().generalTerms());
        assertEquals(es.team, acceding.conduct().accession().orElseThrow().hub());
        assertEquals(offered.conduct().emergency(), acceding.conduct().emergency());
        Team any = new Team("member.invalid");
        Direction given = acceding.direction(es.team, jp.team).orElseThrow();
        assertEquals(offered.direction(es.team, any).orElseThrow().onward(), given.onward());
        assertEquals(offered.direction(es.team, any).orElseThrow().handling(), given.handling());
        OperatorRig.must(jp.type(
                "peer",
                "accept",
                es.manifests().toString(),
                "--fingerprint",
                es.papers.rootFingerprint().hex()));
        OperatorRig.must(jp.type("agreement", "propose", "accession.toml"));

        for (String[] unusable : new String[][] {
            {"agreement", "accede", file, "own.toml"},
            {"agreement", "accede", "nowhere", "own.toml"},
            {"agreement", "accede", "all.toml", "all.toml"}
        }) {
            assertEquals(ExitCode.UNUSABLE, es.type(unusable).exit());
        }
    }

    @Test
    void ofManyProblemsTheFirstAreToldAndHowManyThereAreMore() throws Exception {
        Files.writeString(es.home.resolve("bad.toml"), "us = \"cert-es.example\"\n[agreement]\n");
        Typed typed = es.type("agreement", "propose", "bad.toml");
        assertEquals(ExitCode.UNUSABLE, typed.exit());
        assertTrue(typed.err().contains("more: tocsin agreement draft --check"), typed.err());
        assertEquals(1, typed.err().lines().count(), typed.err());
    }

    @Test
    void aDraftThatCannotBeUsedIsAnsweredWithAllItsProblems() throws Exception {
        json("agreement draft --template bilateral --with cert-jp.example a.toml");
        Path draft = es.home.resolve("a.toml");
        String text = Files.readString(draft);
        Files.writeString(
                draft,
                text.replaceFirst("ceiling = .*", "ceiling = \"WHITE\"")
                        .replaceFirst("notice_days = .*", "notice = 1"));
        OperatorRig.Typed checked = es.type("agreement", "draft", "--check", "a.toml");
        assertEquals(ExitCode.NEGATIVE, checked.exit());
        for (String term : List.of("gives.ceiling", "agreement.notice_days", "agreement.notice")) {
            assertTrue(checked.out().contains(term), checked.out());
        }
        assertEquals(ExitCode.UNUSABLE, es.type("agreement", "show", "a.toml").exit());
        assertEquals(
                ExitCode.UNUSABLE,
                es.type("agreement", "diff", "a.toml", "a.toml").exit());
        // What is there already is not written over.
        assertEquals(
                ExitCode.UNUSABLE,
                es.type("agreement", "draft", "--template", "bilateral", "--with", "cert-jp.example", "a.toml")
                        .exit());
    }

    @Test
    void whatIsTypedWrongIsSaidInOneLine() throws Exception {
        json("agreement draft --template bilateral --with cert-jp.example a.toml");
        Files.write(es.home.resolve("noise"), new byte[] {(byte) 0xff, 0, 1});
        for (String line : List.of(
                "agreement draft x.toml",
                "agreement draft --check --template bilateral --with cert-jp.example x.toml",
                "agreement draft --template treaty --with cert-jp.example x.toml",
                "agreement draft --template bilateral x.toml",
                "agreement draft --template bilateral --with cert-es.example x.toml",
                "agreement draft --of noise x.toml",
                "agreement draft --of zzz x.toml",
                "agreement draft --check noise",
                "agreement draft --check nowhere",
                "agreement show a.toml --language tlh",
                "agreement diff a.toml a.toml --language tlh",
                "agreement diff a.toml a")) {
            OperatorRig.Typed typed = es.type(line.split(" "));
            assertEquals(ExitCode.UNUSABLE, typed.exit(), line);
            assertEquals(1, typed.err().lines().count(), typed.err());
        }
        assertFalse(Files.exists(es.home.resolve("x.toml")));
    }

    @Test
    void termsAreShownInTheLanguagesAskedForAndOnAPage() throws Exception {
        json("agreement draft --template bilateral --with cert-jp.example a.toml");
        String japanese = OperatorRig.must(es.type("agreement", "show", "a.toml", "--language", "ja,es"))
                .out();
        assertTrue(japanese.contains("提供する最も厳しいマーキング"), japanese);
        assertTrue(japanese.contains("Marca más estricta que se transmite"), japanese);
        assertTrue(japanese.contains("TLP:AMBER+STRICT"), japanese);
        String hash = json("agreement show a.toml --html a.html").at("hash").text();
        assertTrue(japanese.contains(hash));
        String page = Files.readString(es.home.resolve("a.html"));
        assertTrue(page.contains(hash) && page.contains("lang=\"en\""));
    }

    @Test
    void aVersionThatIsHeldIsShownComparedAndDraftedOn() throws Exception {
        OperatorRig.must(es.type(
                "agreement sign --partner cert-jp.example --from 2026-01-01 --until 2036-01-01 --give GREEN --take AMBER --out x"
                        .split(" ")));
        String id = json("agreement show x").at("id").text();
        assertEquals(
                json("agreement show x").at("hash").text(),
                json("agreement show " + id.substring(0, 8)).at("hash").text());
        JsonTree next = json("agreement draft --of " + id + " next.toml");
        assertEquals(2, next.at("version").number());
        assertEquals(2, json("agreement draft --of x next2.toml").at("version").number());
        Path draft = es.home.resolve("next.toml");
        Files.writeString(
                draft,
                Files.readString(draft)
                        .replaceFirst("ceiling = \"GREEN\"", "ceiling = \"AMBER\"")
                        .replaceFirst("until = .*", "until = 2030-01-01"));
        OperatorRig.Typed differs =
                OperatorRig.must(es.type("agreement", "diff", id + ":1", "next.toml", "--output", "json"));
        assertEquals(2, differs.lines().size());
        assertEquals("until", OfficerCommandsTest.json(differs, 0).at("term").text());
        assertEquals(
                "narrower", OfficerCommandsTest.json(differs, 0).at("change").text());
        JsonTree ceiling = OfficerCommandsTest.json(differs, 1);
        assertEquals("ceiling", ceiling.at("term").text());
        assertEquals("cert-es.example", ceiling.at("from").text());
        assertEquals("TLP:GREEN", ceiling.at("before").text());
        assertEquals("TLP:AMBER", ceiling.at("after").text());
        assertEquals("wider", ceiling.at("change").text());
        assertEquals(
                "", OperatorRig.must(es.type("agreement", "diff", "x", "x")).out());
        assertEquals(ExitCode.REFUSED, es.type("agreement", "diff", id).exit());
        assertEquals(ExitCode.REFUSED, es.type("agreement", "show", "00000000").exit());
        assertEquals(
                ExitCode.REFUSED, es.type("agreement", "diff", id + ":9", "x").exit());
    }
}
