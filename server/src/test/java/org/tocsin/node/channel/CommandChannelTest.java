package org.tocsin.node.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.node.duty.ChannelSettings;
import org.tocsin.testing.HostileStrings;

class CommandChannelTest {
    @TempDir
    private Path directory;

    private ChannelWorld world;

    @BeforeEach
    void open() {
        world = new ChannelWorld(directory);
    }

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void aProgramGetsTheTextOnItsInputAndThePartsInItsEnvironment() throws Exception {
        Path heard = directory.resolve("heard");
        Path environment = directory.resolve("environment");
        Channel channel = command("cat > " + heard + "\nenv > " + environment, ChannelWorld.DEADLINE);
        assertEquals(new Outcome.Delivered("exit 0"), channel.deliver(ChannelWorld.drill("attempt-1")));
        assertEquals(ChannelWorld.drill("attempt-1").text(), Files.readString(heard));
        List<String> lines = Files.readAllLines(environment);
        assertTrue(lines.contains("TOCSIN_ATTEMPT=attempt-1"));
        assertTrue(lines.contains("TOCSIN_EXERCISE=true"));
        assertTrue(lines.contains("TOCSIN_PRECEDENCE=FLASH"));
        assertTrue(lines.contains("TOCSIN_TEAM=cert-jp.example"));
        assertTrue(lines.contains("TOCSIN_EMERGENCY=" + ChannelWorld.EMERGENCY));
        assertTrue(
                lines.stream()
                        .allMatch(
                                line -> line.matches("(TOCSIN_[A-Z]+|PATH|HOME|TMPDIR|TZ|LANG|PWD|SHLVL|_|OLDPWD)=.*")),
                lines::toString);
    }

    @Test
    void wordsReachTheProgramAsTheyStandAndNothingOfANoticeIsAmongThem() throws Exception {
        Path said = directory.resolve("said");
        Path program = program("printf '%s\\n' \"$@\" > " + said);
        var settings = new ChannelSettings.Command(
                "pager", List.of(program.toString(), "a b", "$(id)", ";", "*"), ChannelWorld.DEADLINE);
        world.open(settings).deliver(ChannelWorld.with("attempt-1", "$(touch " + directory + "/owned)"));
        assertEquals(List.of("a b", "$(id)", ";", "*"), Files.readAllLines(said));
        assertFalse(Files.exists(directory.resolve("owned")));
    }

    @Test
    void aProgramThatFailsSaysWhyInShort() throws Exception {
        Channel channel = command("printf '\\033[2Jno modem\\n'\nyes | head -c 100000\nexit 3", ChannelWorld.DEADLINE);
        Outcome.Failed failed =
                assertInstanceOf(Outcome.Failed.class, channel.deliver(ChannelWorld.summons("attempt-1")));
        assertEquals(Outcome.Reason.REFUSED, failed.reason());
        assertTrue(failed.detail().startsWith("exit 3: \\u{1b}[2Jno modem"), failed.detail());
        assertTrue(failed.detail().length() < 2 * CommandChannel.OUTPUT_BYTES_MAX);
    }

    @Test
    void aProgramThatHangsIsKilledWithItsChildren() throws Exception {
        Path child = directory.resolve("child");
        Channel channel = command("sleep 600 &\necho $! > " + child + "\nwait", Duration.ofSeconds(3));
        Outcome outcome = channel.deliver(ChannelWorld.summons("attempt-1"));
        assertEquals(
                Outcome.Reason.DEADLINE,
                assertInstanceOf(Outcome.Failed.class, outcome).reason());
        long pid = Long.parseLong(Files.readString(child).strip());
        ProcessHandle.of(pid)
                .ifPresent(handle ->
                        handle.onExit().orTimeout(90, TimeUnit.SECONDS).join());
    }

    @Test
    void aProgramThatNeverReadsOrNeverStopsTalkingEndsInTime() throws Exception {
        assertEquals(
                new Outcome.Delivered("exit 0"),
                command("exit 0", ChannelWorld.DEADLINE).deliver(ChannelWorld.summons("attempt-1")));
        Outcome outcome = command("exec yes", Duration.ofMillis(300)).deliver(ChannelWorld.summons("attempt-1"));
        assertEquals(
                Outcome.Reason.DEADLINE,
                assertInstanceOf(Outcome.Failed.class, outcome).reason());
    }

    @Test
    void aProgramThatIsNotThereIsUnusable() {
        var settings = new ChannelSettings.Command(
                "pager", List.of(directory.resolve("none").toString()), ChannelWorld.DEADLINE);
        Outcome outcome = world.open(settings).deliver(ChannelWorld.summons("attempt-1"));
        assertEquals(
                Outcome.Reason.UNUSABLE,
                assertInstanceOf(Outcome.Failed.class, outcome).reason());
    }

    @Test
    void noHostileTextReachesAProgramUnescaped() throws Exception {
        Path heard = directory.resolve("heard");
        Channel channel =
                command("cat >> " + heard + "\nprintf '%s\\n' \"$TOCSIN_TITLE\" >> " + heard, ChannelWorld.DEADLINE);
        List<String> hostile = HostileStrings.all();
        for (int from = 0; from < hostile.size(); from += 40) {
            String texts = String.join("\n", hostile.subList(from, Math.min(from + 40, hostile.size())));
            assertInstanceOf(Outcome.Delivered.class, channel.deliver(ChannelWorld.with("attempt-" + from, texts)));
        }
        Files.readAllLines(heard).forEach(MailChannelTest::assertShown);
    }

    private Channel command(String script, Duration deadline) throws IOException {
        return world.open(
                new ChannelSettings.Command("pager", List.of(program(script).toString()), deadline));
    }

    private Path program(String script) throws IOException {
        Path program = directory.resolve("program");
        Files.writeString(program, "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
        return program;
    }
}
