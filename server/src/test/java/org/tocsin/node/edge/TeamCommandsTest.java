package org.tocsin.node.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.cli.Escaper;
import org.tocsin.cli.ExitCode;
import org.tocsin.model.profile.Constituency;
import org.tocsin.model.profile.Membership;
import org.tocsin.model.profile.OpenHours;
import org.tocsin.model.profile.OpenPgpKey;
import org.tocsin.model.profile.Passage;
import org.tocsin.model.profile.PhoneNumber;
import org.tocsin.model.profile.Publicity;
import org.tocsin.model.profile.Reach;
import org.tocsin.model.profile.TeamProfile;
import org.tocsin.node.edge.OperatorRig.Typed;
import org.tocsin.testing.FreePorts;
import org.tocsin.testing.HostileStrings;
import org.tocsin.testing.ProfileSamples;
import org.tocsin.wire.ProfileCodec;

/// An officer edits, publishes, shows and exports profiles; whatever a partner writes into its own. Rules R-PRO-1,
/// R-PRO-2, R-PRO-5; threat S-SCREEN.
class TeamCommandsTest {
    /// Of the hostile texts one in so many is typed at the node; all of them with `-Dlong`.
    private static final int STRIDE = Boolean.getBoolean("long") ? 1 : 61;

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);

    @TempDir
    private Path directory;

    private OperatorRig jp;

    @BeforeEach
    void startNode() throws Exception {
        now.set(Instant.ofEpochMilli(InstantSource.system().millis()));
        jp = new OperatorRig(directory, "cert-jp.example", FreePorts.next(), this::now);
    }

    @AfterEach
    void stopNode() {
        jp.close();
    }

    @Test
    void aProfileIsWrittenEditedAndPublished() throws Exception {
        assertEquals(ExitCode.NEGATIVE, jp.type("team", "show").exit());
        Path file = jp.home.resolve("profile.toml");
        OperatorRig.must(jp.type("team", "edit", "profile.toml"));
        assertEquals(ExitCode.UNUSABLE, jp.type("team", "edit", "profile.toml").exit(), "nothing is overwritten");
        Typed checked = jp.type("team", "edit", "--check", "profile.toml");
        assertEquals(ExitCode.OK, checked.exit());
        assertTrue(checked.err().contains("no telephone of kind emergency"), checked.err());

        Files.writeString(file, Files.readString(file).replace("time_zone = \"UTC\"", "time_zone = \"Nowhere\""));
        Typed wrong = jp.type("team", "edit", "--check", "profile.toml");
        assertEquals(ExitCode.NEGATIVE, wrong.exit());
        assertTrue(wrong.out().contains("time_zone"), wrong.out());
        assertEquals(
                ExitCode.UNUSABLE, jp.type("team", "publish", "profile.toml").exit());

        Files.writeString(
                file,
                Files.readString(file).replace("time_zone = \"Nowhere\"", "time_zone = \"Asia/Tokyo\"")
                        + "\n[[phone]]\nnumber = \"+81-3-5555-0199\"\nkind = \"emergency\"\nhours = \"24x7\"\n");
        Typed published = OperatorRig.must(jp.type("team", "publish", "profile.toml"));
        assertTrue(published.out().contains("version"), published.out());
        String shown = OperatorRig.must(jp.type("team", "show")).out();
        assertTrue(shown.contains("+81355550199"), shown);
        String listed = OperatorRig.must(jp.type("team", "list")).out();
        assertTrue(listed.contains("+81355550199 now"), listed);
        assertTrue(OperatorRig.must(jp.type("team", "publish", "profile.toml", "--output", "json"))
                .out()
                .contains("\"new\":false"));

        // What is held is written out again, with its public key, and reads as the same.
        OperatorRig.must(jp.type("team", "edit", "again.toml"));
        assertTrue(Files.readString(jp.home.resolve("again.toml")).contains("+81355550199"));
        assertTrue(OperatorRig.must(jp.type("team", "publish", "again.toml", "--output", "json"))
                .out()
                .contains("\"new\":false"));
        assertTrue(
                jp.profiles.find(jp.team).orElseThrow().profile().sealingKey().isPresent());
        assertEquals(
                ExitCode.UNUSABLE,
                jp.type("team", "export", "--format", "vcard").exit());
        assertEquals(
                ExitCode.UNUSABLE,
                jp.type("team", "export", "--format", "security.txt").exit(),
                "nothing is public");
    }

    @Test
    void aStaleProfileIsInTheStatusBeforeItMatters() throws Exception {
        jp.profiles.publish(ProfileCodec.encode(hostile("x")), "officer");
        assertFalse(OperatorRig.must(jp.type("node", "status")).out().contains("profile"));
        now.set(jp.profiles.find(jp.team).orElseThrow().profile().validUntil().minus(Duration.ofDays(7)));
        String status = jp.type("node", "status").out();
        assertTrue(status.contains("our own profile ends"), status);
    }

    @Test
    void nothingThatATeamWritesReachesAScreenAsItIs() throws Exception {
        int published = 0;
        List<String> texts = HostileStrings.all();
        for (int i = 0; i < texts.size(); i += STRIDE) {
            Optional<TeamProfile> profile = ifPossible(texts.get(i));
            if (profile.isPresent()) {
                published++;
                jp.profiles.publish(ProfileCodec.encode(profile.get()), "officer");
                for (String[] command : new String[][] {
                    {"team", "show"},
                    {"team", "show", "--output", "json"},
                    {"team", "list"},
                    {"team", "export", "--restricted"},
                    {"team", "export", "--format", "security.txt"},
                    {"team", "export", "--format", "json"}
                }) {
                    String out = OperatorRig.must(jp.type(command)).out();
                    assertTrue(
                            out.codePoints().noneMatch(point -> point != '\n' && Escaper.isForbidden(point)),
                            String.join(" ", command) + ": " + texts.get(i));
                }
            }
        }
        assertTrue(published > 3, "published: " + published);
    }

    private Optional<TeamProfile> ifPossible(String text) {
        try {
            return Optional.of(hostile(text));
        } catch (IllegalArgumentException refused) {
            return Optional.empty();
        }
    }

    /// A profile with a text in every field that takes one.
    private TeamProfile hostile(String text) {
        String some = text.isEmpty() ? "x" : text;
        TeamProfile filled = ProfileSamples.filled();
        Reach reach = filled.reach();
        Map<Passage, String> passages = new EnumMap<>(Passage.class);
        for (Passage passage : Passage.values()) {
            passages.put(passage, some);
        }
        PhoneNumber number = new PhoneNumber("+81355550199");
        return new TeamProfile(
                jp.team,
                1,
                now(),
                now().plus(Duration.ofDays(365)),
                now().plus(Duration.ofDays(365)),
                new TeamProfile.Names(some, some, text, Optional.of("JP"), Optional.empty()),
                new Reach(
                        text,
                        reach.timeZone(),
                        reach.businessHours(),
                        reach.languages(),
                        List.of(new Reach.Phone(
                                number, Reach.PhoneKind.EMERGENCY, OpenHours.ALWAYS, text, Publicity.PUBLIC)),
                        List.of(new Reach.Email("a@cert-jp.example", text, Publicity.PUBLIC)),
                        reach.websites(),
                        List.of(new Reach.OutOfBand(
                                some, Optional.of(number), OpenHours.NOT_SAID, Publicity.RESTRICTED)),
                        List.of(new Reach.Person(
                                some,
                                text,
                                Reach.Role.MEMBER,
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Publicity.RESTRICTED))),
                List.of(new OpenPgpKey(filled.openPgpKeys().getFirst().fingerprint(), text, "")),
                Optional.empty(),
                Constituency.NOT_SAID,
                List.of(new Membership(Membership.Kind.OTHER, some, text, text, Optional.empty())),
                passages);
    }

    private Instant now() {
        return Objects.requireNonNull(now.get());
    }
}
