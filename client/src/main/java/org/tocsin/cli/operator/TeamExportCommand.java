package org.tocsin.cli.operator;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tocsin.cli.CommandFault;
import org.tocsin.cli.ExitCode;
import org.tocsin.cli.Surroundings;
import org.tocsin.model.Bytes;
import org.tocsin.model.profile.TeamProfile;
import org.tocsin.peer.OperatorClient;
import org.tocsin.peer.TeamLine;
import org.tocsin.render.Rfc2350;
import org.tocsin.render.SecurityTxt;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `tocsin team export [TEAM]`: a profile in the forms that others read.
@Command(
        name = "export",
        description = {
            "Writes the profile of our own team, or of TEAM, as others read it: rfc2350 (the document of RFC 2350, all",
            "headings), security.txt (RFC 9116, for the own web site) or json. What is restricted is left out of rfc2350",
            "unless --restricted, and of security.txt always; json has all of it."
        })
final class TeamExportCommand extends NodeCommand {
    private static final List<String> FORMATS = List.of("rfc2350", "security.txt", "json");

    @Parameters(paramLabel = "TEAM", arity = "0..1", description = "a team's domain; default: our own")
    private Optional<String> team = Optional.empty();

    @Option(names = "--format", paramLabel = "FORMAT", description = "rfc2350 (default), security.txt or json")
    private String format = "rfc2350";

    @Option(names = "--restricted", description = "rfc2350 with what is for partners only")
    private boolean restricted;

    @Option(names = "--out", paramLabel = "FILE", description = "writes a new file; default: standard output")
    private @Nullable Path out;

    TeamExportCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    void check() {
        team.ifPresent(TeamArgument::of);
        if (!FORMATS.contains(format)) {
            throw CommandFault.unusable("no such format", format, String.join(", ", FORMATS));
        }
    }

    @Override
    ExitCode ask(OperatorClient client) {
        TeamLine.Held held = HeldProfiles.find(client, TeamArgument.optional(team));
        TeamProfile profile = held.profile()
                .orElseThrow(() ->
                        CommandFault.unusable("no profile is held", held.team().domain(), "see: tocsin team list"));
        Instant now = surroundings().clock().instant();
        if (!profile.isValid(now)) {
            console().note("this profile is not valid any more since " + profile.validUntil());
        }
        write(text(profile, now));
        return ExitCode.OK;
    }

    private String text(TeamProfile profile, Instant now) {
        return switch (format) {
            case "rfc2350" -> Rfc2350.text(profile, restricted);
            case "security.txt" -> {
                if (!SecurityTxt.isPossible(profile)) {
                    throw CommandFault.unusable(
                            "has no public contact",
                            profile.team().domain(),
                            "give a mail address, telephone or web site the visibility public");
                }
                yield SecurityTxt.text(profile);
            }
            default -> console().json(TeamAnswers.of(profile, now)) + "\n";
        };
    }

    private void write(String text) {
        Bytes content = Bytes.ofUtf8(text);
        if (out != null) {
            Outputs.write(surroundings().workingDirectory().resolve(out), content, false);
            return;
        }
        try (OutputStream output = console().content()) {
            output.write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException failed) {
            throw CommandFault.unusable("cannot be written", "standard output", "check who reads it", failed);
        }
    }
}
