package org.tocsin.cli.operator;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tocsin.ceremony.Heard;
import org.tocsin.cli.Answer;
import org.tocsin.cli.CommandFault;
import org.tocsin.cli.ExitCode;
import org.tocsin.cli.Surroundings;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.model.Team;
import org.tocsin.model.TeamManifest;
import org.tocsin.model.profile.TeamProfile;
import org.tocsin.peer.OperatorClient;
import org.tocsin.peer.Peers;
import org.tocsin.trust.Fingerprint;
import org.tocsin.wire.ManifestCodec;
import org.tocsin.wire.ProfileCodec;
import org.tocsin.wire.WireException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `tocsin peer accept CARD`: makes a team a peer, if what was heard on the telephone is what its card says. The card's
/// own words are never shown. Rules R-PEER-3 and R-PEER-5.
@Command(
        name = "accept",
        aliases = "add",
        description = {
            "Pins a team by its card (or its papers/team.manifests), if the words that its officer read to you on the",
            "telephone are those of the card. Call a number that you have from elsewhere: a false card has a false number.",
            "Without --words it is asked for what you heard. After anything wrong nothing is written.",
            "A team that a partner introduced needs no card: --introduced TEAM. It needs the telephone all the same, unless you",
            "take that partner's word and say so."
        })
final class PeerPinCommand extends NodeCommand {
    /// Bytes of what is typed, at most.
    private static final int LINE_MAX = 1_024;

    @Parameters(paramLabel = "CARD", arity = "0..1", description = "the team's card, a file")
    private @Nullable Path file;

    @Option(
            names = "--introduced",
            paramLabel = "TEAM",
            description = "a team that a partner introduced, without a card")
    private Optional<String> introduced = Optional.empty();

    @Option(
            names = "--on-the-word-of",
            paramLabel = "PARTNER",
            description = "with --introduced, instead of a telephone call: you take this partner's word for it")
    private Optional<String> voucher = Optional.empty();

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
        if ((file == null) == introduced.isEmpty()) {
            throw CommandFault.unusable("not one of both", "CARD, --introduced TEAM", "name a card, or a team");
        }
        introduced.ifPresent(TeamArgument::of);
        voucher.ifPresent(TeamArgument::of);
        if (voucher.isPresent() && (introduced.isEmpty() || typed.isPresent())) {
            throw CommandFault.unusable(
                    "needs --introduced, and no --words", "--on-the-word-of", "an introduction, or a telephone call");
        }
        if (file != null) {
            hear(Inputs.card(surroundings().workingDirectory().resolve(file)));
        }
    }

    /// Compares what was heard with a card.
    private void hear(ManifestCodec.Card card) {
        manifests = card.manifests();
        TeamManifest first = decoded(manifests.getFirst());
        if (typed.isEmpty()) {
            present(first, decoded(manifests.getLast()), card);
        }
        heard = typed.orElseGet(this::ask);
        compare(first, heard);
    }

    /// Whose card it is: by its own word, until the words are compared.
    private void present(TeamManifest first, TeamManifest last, ManifestCodec.Card card) {
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

    private static Optional<TeamProfile> profile(ManifestCodec.Card card) {
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

    private static TeamManifest decoded(TeamManifest.Signed signed) {
        try {
            return ManifestCodec.decode(signed.manifest());
        } catch (WireException unusable) {
            throw CommandFault.unusable("not a card", "its manifests", String.valueOf(unusable.getMessage()));
        }
    }

    @Override
    ExitCode ask(OperatorClient client) {
        if (introduced.isPresent()) {
            Peers.Introduced found = found(client, TeamArgument.of(introduced.get()));
            if (voucher.isPresent()) {
                return pinned(vouched(client, found), found.fingerprint());
            }
            hear(new ManifestCodec.Card(found.manifests(), Bytes.EMPTY));
        }
        return pinned(
                client.addPeer(manifests, heard),
                Fingerprint.of(decoded(manifests.getFirst()).root()));
    }

    /// What a partner introduced: the one that is named as voucher; else any, if all say the same.
    private Peers.Introduced found(OperatorClient client, Team team) {
        List<Peers.Introduced> all = client.introductions().stream()
                .filter(one -> one.team().equals(team))
                .filter(one -> voucher.isEmpty() || one.introducer().domain().equals(voucher.get()))
                .toList();
        if (all.isEmpty()) {
            throw CommandFault.refused("nobody introduced", team.domain(), "see: tocsin peer list --introduced");
        }
        if (all.stream().anyMatch(Peers.Introduced::disputed)) {
            throw CommandFault.refused(
                    "partners introduce it with different root keys",
                    team.domain(),
                    "ask the team for its card, and accept that");
        }
        return all.getFirst();
    }

    /// A human says yes, who was shown whose word it is and for which key.
    private Peers.Pinned vouched(OperatorClient client, Peers.Introduced found) {
        console()
                .answer(Answer.of()
                        .put("team", found.team().domain())
                        .put("introduced_by", found.introducer().domain())
                        .put("reason", found.reason())
                        .put("fingerprint", Fingerprint.spoken(found.fingerprint())));
        console()
                .say("Nobody has compared this fingerprint with the team itself. To take " + found.introducer()
                        + "'s word for it, type the team's name:");
        if (!ask().strip().equals(found.team().domain())) {
            throw CommandFault.unusable("not accepted", "another name was typed", "nothing was written");
        }
        return client.addPeer(found);
    }

    private ExitCode pinned(Peers.Pinned pinned, Digest fingerprint) {
        console()
                .answer(Answer.of()
                        .put("team", pinned.team().domain())
                        .put("manifest_version", pinned.manifestVersion())
                        .put("fingerprint", fingerprint));
        return ExitCode.OK;
    }
}
