package org.tocsin.node.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.cli.ExitCode;

/// What an operator is told of a node's duty plan.
class DutyCommandsTest {
    @TempDir
    Path top;

    private DirectoryRig rig;
    private Path file;

    @BeforeEach
    void aNewNode() throws Exception {
        rig = new DirectoryRig(top);
        file = rig.directory.resolve("duty.toml");
    }

    private String run(ExitCode expected, String... arguments) {
        rig.out.reset();
        rig.err.reset();
        assertEquals(expected, rig.run(arguments), () -> DirectoryRig.printed(rig.err));
        return DirectoryRig.printed(rig.out) + DirectoryRig.printed(rig.err);
    }

    @Test
    void aNewNodeHasItsFirstOfficerAlwaysOnCall() throws Exception {
        String officer = NodeSetup.pseudonym(rig.home().papers().officer());

        assertTrue(run(ExitCode.OK, "duty", "coverage", "--node", "jp").startsWith("Every rung reaches somebody"));
        String who = run(ExitCode.OK, "duty", "who", "--node", "jp");
        assertTrue(who.contains("on-call first  " + officer), who);
        assertEquals(Files.readString(file), run(ExitCode.OK, "duty", "template", "--node", "jp"));
    }

    @Test
    void aHoleIsNamedByTheMinute() throws Exception {
        Files.writeString(file, Files.readString(file).replace("[ladder]", """
                        [[rota.override]]
                        from = 2026-12-25T10:00:00
                        until = 2026-12-25T11:30:00
                        officers = []

                        [ladder]"""));

        String people = run(ExitCode.NEGATIVE, "duty", "coverage", "--node", "jp");
        assertTrue(people.contains("Fri 2026-12-25 10:00 +00:00  Fri 2026-12-25 11:30 +00:00"), people);
        assertTrue(people.contains("At every minute some other rung reaches somebody."), people);
        String json =
                run(ExitCode.NEGATIVE, "duty", "coverage", "--node", "jp", "--output", "json", "--from", "2026-12-25");
        assertTrue(json.contains("\"from\":\"2026-12-25T10:00:00Z\",\"until\":\"2026-12-25T11:30:00Z\""), json);
        assertTrue(json.contains("\"minutes\":90,\"why\":\"vacant\""), json);
        run(ExitCode.OK, "duty", "coverage", "--node", "jp", "--from", "2026-12-25T11:30", "--days", "30");
        String who = run(ExitCode.NEGATIVE, "duty", "who", "--node", "jp", "--at", "2026-12-25T12:29:00+01:00");
        assertTrue(who.contains("an override says nobody"), who);
        run(ExitCode.OK, "duty", "who", "--node", "jp", "--at", "2026-12-25 11:30");
    }

    @Test
    void aPlanThatCannotBeUsedIsNamedByLineHereAndByCheckConfig() throws Exception {
        Files.writeString(file, Files.readString(file).replace("zone = \"UTC\"", "zone = \"Europe/Toledo\""));

        for (String command : new String[] {"coverage", "who"}) {
            String told = run(ExitCode.UNUSABLE, "duty", command, "--node", "jp");
            assertTrue(told.contains("duty.toml line 6, zone"), told);
        }
        assertTrue(
                run(ExitCode.UNUSABLE, "node", "check-config", "--node", "jp").contains("duty.toml line 6, zone"));
    }

    @Test
    void withoutAPlanItSaysThatNobodyIsSummoned() throws Exception {
        Files.delete(file);

        assertTrue(run(ExitCode.UNUSABLE, "duty", "who", "--node", "jp").contains("nobody is summoned"));
        assertFalse(run(ExitCode.OK, "node", "check-config", "--node", "jp").contains("duty.toml line"));
    }

    @Test
    void timesThatAreNoneAreRefused() {
        for (String time : new String[] {"soon", "2026-13-01", "+999999999-01-01T00:00:00Z", "1960-01-01"}) {
            assertTrue(run(ExitCode.UNUSABLE, "duty", "who", "--node", "jp", "--at", time)
                    .contains("is no time"));
        }
        run(ExitCode.UNUSABLE, "duty", "coverage", "--node", "jp", "--days", "0");
        run(ExitCode.UNUSABLE, "duty", "coverage", "--node", "jp", "--days", "3661");
    }

    @Test
    void aChannelIsTriedByANoticeThatSaysSo() throws Exception {
        Path heard = top.resolve("heard");
        Files.writeString(file, Files.readString(file) + """

                [[channel]]
                name = "pager"
                kind = "command"
                command = ["/usr/bin/tee", "%s"]

                [[channel]]
                name = "broken"
                kind = "command"
                command = ["/usr/bin/false"]
                """.formatted(heard));

        String told = run(ExitCode.OK, "duty", "try-channel", "pager", "--node", "jp");
        assertTrue(told.contains("delivered"), told);
        String text = Files.readString(heard);
        assertTrue(text.startsWith("TRIAL: channel pager of cert-jp.example\n"), text);
        assertTrue(run(ExitCode.NEGATIVE, "duty", "try-channel", "broken", "--node", "jp")
                .contains("refused"));
        String none = run(ExitCode.UNUSABLE, "duty", "try-channel", "none", "--node", "jp");
        assertTrue(none.contains("write one of: watch, pager, broken"), none);
        String terminal = run(ExitCode.NEGATIVE, "duty", "try-channel", "watch", "--node", "jp");
        assertTrue(terminal.contains("untried") && terminal.contains("tocsin duty watch"), terminal);
        String audited = Files.readString(rig.directory.resolve("audit.jsonl"));
        assertEquals(
                2,
                audited.lines().filter(line -> line.contains("CHANNEL_TRIED")).count());
    }

    @Test
    void aSecretThatOthersCanReadIsFoundByCheckConfig() throws Exception {
        Path secret = Files.writeString(rig.directory.resolve("secret"), "whsec_c2hvcnQ=");
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-r--r--"));
        Files.writeString(file, Files.readString(file) + """

                [[channel]]
                name = "hook"
                kind = "webhook"
                address = "https://hooks.example/"
                secret_file = "secret"
                """);

        String told = run(ExitCode.UNUSABLE, "node", "check-config", "--node", "jp");
        assertTrue(told.contains("duty.toml, channel hook") && told.contains("chmod 600"), told);
        run(ExitCode.UNUSABLE, "duty", "try-channel", "hook", "--node", "jp");
    }
}
