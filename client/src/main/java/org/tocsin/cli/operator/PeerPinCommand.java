package org.tocsin.cli.operator;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.tocsin.ceremony.Heard;
import org.tocsin.cli.Answer;
import org.tocsin.cli.CommandFault;
import org.tocsin.cli.ExitCode;
import org.tocsin.cli.Surroundings;
import org.tocsin.model.Digest;
import org.tocsin.model.TeamManifest;
import org.tocsin.model.profile.TeamProfile;
import org.tocsin.peer.OperatorClient;
import org.tocsin.peer.Peers;
import org.tocsin.trust.Fingerprint;
import org.tocsin.wire.ManifestCodec;
import org.tocsin.wire.PeeringCodec;
import org.tocsin.wire.ProfileCodec;
import org.tocsin.wire.WireException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `tocsin peer accept CARD`: makes a team a peer, if what was heard on the telephone is what its card says. The card's
/// own
/// words are never shown. Rule R-PEER-3.
@Command(
        name = "accept",
        aliases = "add",
        description = {
            "Pins a team by its card (or its papers/team.manifests), if the words that its officer read to you on the",
            "telephone are those of the card. Call a number that you have from elsewhere: a false card has a false number.",
            "Without --words it is asked for what you heard. After anything wrong nothing is written."
        })
final class PeerPinCommand extends NodeCommand {
    /// Bytes of what is typed, at most.
    private static final int LINE_MAX = 1_024;

    @Parameters(paramLabel = "CARD", description = "the team's card, a file")
    private Path file = Path.of("");

    @Option(
            names = {"--words", "--fingerprint"},
            paramLabel = "HEARD",
            description = "what you heard: 17 words, or 64 hex digits in any grouping")
    private Optional<String> typed = Optional.empty();

    private List<TeamManifest.Signed> manifests = List.of();
    private String heard = "";

    PeerPinCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    void check() {
        Path path = surroundings().workingDirectory().resolve(file);
        PeeringCodec.Card card = Inputs.card(path);
        manifests = card.manifests();
        TeamManifest first = decoded(path, manifests.getFirst());
        TeamManifest last = decoded(path, manifests.getLast());
        if (typed.isEmpty()) {
            present(first, last, card);
        }
        heard = typed.orElseGet(this::ask);
        compare(first, heard);
    }

    /// Whose card it is: by its own word, until the words are compared.
    private void present(TeamManifest first, TeamManifest last, PeeringCodec.Card card) {
        Answer answer = Answer.of()
                .put("card_of", first.team().domain())
                .put("display_name", last.displayName())
                .put("manifest_version", manifests.size())
                .put(
                        "endpoints",
                        last.nodes().stream()
                                .flatMap(node -> node.endpoints().stream())
                                .toList());
        profile(card)
                .ifPresent(
                        profile -> answer.put("official_name", profile.names().officialName())
                                .put("country", profile.names().country())
                                .put("profile_valid_until", profile.validUntil()));
        console().answer(answer);
        console()
                .say(
                        "All of this is the card's own word. Call the team at a number that you have from elsewhere, and let"
                                + " its officer read the words of the fingerprint to you.");
        console().say("What did you hear? 17 words, or 16 groups of 4 digits, in one line:");
    }

    private static Optional<TeamProfile> profile(PeeringCodec.Card card) {
        try {
            return card.profile().isEmpty() ? Optional.empty() : Optional.of(ProfileCodec.decode(card.profile()));
        } catch (WireException unfit) {
            return Optional.empty();
        }
    }

    private String ask() {
        StringBuilder line = new StringBuilder();
        try {
            InputStream input = surroundings().standardInput();
            for (int next = input.read(); next >= 0 && next != '\n'; next = input.read()) {
                if (line.length() == LINE_MAX) {
                    throw CommandFault.unusable("too long", "what was typed", "17 words, or 64 hex digits");
                }
                line.append((char) next);
            }
        } catch (IOException unreadable) {
            throw CommandFault.unusable("cannot be read", "standard input", "give --words", unreadable);
        }
        String typedNow = new String(line.toString().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
        if (typedNow.isBlank()) {
            throw CommandFault.unusable(
                    "not accepted", "nothing was typed", "call the team, and type the words that you hear");
        }
        return typedNow;
    }

    private static void compare(TeamManifest first, String heard) {
        Digest held = Fingerprint.of(first.root());
        switch (Heard.compare(held, heard)) {
            case Heard.Same same -> {}
            case Heard.Unreadable unreadable ->
                throw CommandFault.unusable("not a fingerprint", "what was heard", unreadable.why());
            case Heard.Differs differs ->
                throw CommandFault.refused(
                        "what was heard is not this card's: nothing was written",
                        places(differs),
                        differs.isWhole()
                                ? "nothing was misheard: the card is not of the team that you called; find out who made it"
                                : "have it read to you again; if it differs again, the card is not the team's");
        }
    }

    private static String places(Heard.Differs differs) {
        String what = differs.form() == Heard.Form.WORDS ? "word " : "group ";
        return what + differs.places().stream().map(String::valueOf).collect(Collectors.joining(", "));
    }

    private static TeamManifest decoded(Path path, TeamManifest.Signed signed) {
        try {
            return ManifestCodec.decode(signed.manifest());
        } catch (WireException unusable) {
            throw CommandFault.unusable("not a card", path.toString(), String.valueOf(unusable.getMessage()));
        }
    }

    @Override
    ExitCode ask(OperatorClient client) {
        Peers.Pinned pinned = client.addPeer(manifests, heard);
        console()
                .answer(Answer.of()
                        .put("team", pinned.team().domain())
                        .put("manifest_version", pinned.manifestVersion())
                        .put("fingerprint", fingerprint()));
        return ExitCode.OK;
    }

    private Digest fingerprint() {
        return Fingerprint.of(decoded(file, manifests.getFirst()).root());
    }
}
