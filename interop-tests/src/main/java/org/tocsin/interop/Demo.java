package org.tocsin.interop;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.tocsin.cli.ExitCode;
import org.tocsin.cli.Progress;
import org.tocsin.cli.Surroundings;
import org.tocsin.cli.document.DocumentSource;
import org.tocsin.cli.document.SourceDocument;
import org.tocsin.model.Bytes;
import org.tocsin.model.Team;
import org.tocsin.model.Tlp;
import org.tocsin.model.agreement.SharingAgreement;
import org.tocsin.peer.Records;
import org.tocsin.peer.Records.Document;
import org.tocsin.peer.Records.Outcome;
import org.tocsin.trust.Fingerprint;

/// One run of the demonstration: three fictional teams, three node processes, real mutual TLS, real disk.
final class Demo {
    static final Team SPAIN = new Team("cert-es.example");
    static final Team JAPAN = new Team("cert-jp.example");
    static final Team FUSION = new Team("fusion.example");

    private static final Duration STANDSTILL_MAX = Duration.ofSeconds(60);
    private static final Duration LOOK_EVERY = Duration.ofMillis(100);

    private final Surroundings surroundings;
    private final Federation federation;
    private final Bookkeeper books;
    private final AgreementRound round;
    private final List<SharingAgreement> agreements = new ArrayList<>();
    private long publishedInput;
    private long refusedInput;
    private Optional<Records.Summary> proven = Optional.empty();

    /// What came of it.
    ///
    /// @param flows as they were before the agreement was amended and the record taken back
    record Outcomes(
            long publishedInput,
            long refusedInput,
            Duration took,
            List<Flow> flows,
            List<SharingAgreement> agreements,
            DemoSequel.Amendment amendment,
            DemoSequel.Withdrawal withdrawal,
            DemoDrill.Drilled drill,
            List<LedgerVerdict> ledgers,
            boolean proofVerified) {
        boolean isGood() {
            return flows.stream().allMatch(Flow::isWhole)
                    && ledgers.stream().allMatch(LedgerVerdict::verified)
                    && proofVerified
                    && withdrawal.isConfirmed()
                    && drill.isAnswered();
        }
    }

    /// One team's ledger, walked from its first entry to its last.
    record LedgerVerdict(Team team, long size, boolean verified) {}

    Demo(Surroundings surroundings, Federation federation) {
        this.surroundings = surroundings;
        this.federation = federation;
        this.books = new Bookkeeper(federation);
        this.round = new AgreementRound(surroundings, federation);
    }

    /// @param input what cert-es.example publishes; empty: its built-in records
    /// @param limit of `input`'s documents, at most
    Outcomes run(Optional<Path> input, long limit) throws IOException, InterruptedException {
        Instant start = surroundings.clock().instant();
        for (Team team : federation.teams()) {
            DemoDrill.hurry(federation.directory(team));
        }
        surroundings.console().note("starting three nodes on loopback");
        federation.start();
        connect();
        publishBuiltIn(JAPAN);
        publishBuiltIn(FUSION);
        publishedInput = input.isPresent() ? publishFile(input.get(), limit) : publishBuiltIn(SPAIN);
        settle();
        Duration took = Duration.between(start, surroundings.clock().instant());
        List<Flow> flows = books.flows();
        surroundings.console().note("amending an agreement, and taking a record back");
        var sequel = new DemoSequel(federation, round);
        DemoSequel.Amendment amendment = sequel.amend(SPAIN, FUSION, agreements.get(1), Tlp.AMBER);
        DemoSequel.Withdrawal withdrawal = sequel.withdraw(SPAIN, amendment.record());
        surroundings.console().note("a drill: calling the duty officer of " + JAPAN);
        DemoDrill.Drilled drill = new DemoDrill(surroundings, federation).run(SPAIN, JAPAN);
        return new Outcomes(
                publishedInput,
                refusedInput,
                took,
                flows,
                agreements,
                amendment,
                withdrawal,
                drill,
                verifyLedgers(),
                verifyProof());
    }

    /// Three agreements: the ceilings differ, so that the same record goes to one partner and not to the other. Each is
    /// proposed by one team and countersigned by the other.
    private void connect() throws IOException, InterruptedException {
        agree(SPAIN, JAPAN, Tlp.AMBER, Tlp.AMBER);
        agree(SPAIN, FUSION, Tlp.GREEN, Tlp.AMBER);
        agree(JAPAN, FUSION, Tlp.GREEN, Tlp.GREEN);
    }

    private void agree(Team one, Team other, Tlp given, Tlp taken) throws IOException, InterruptedException {
        federation.pin(one, other);
        federation.pin(other, one);
        SharingAgreement agreement = round.terms(one, other, given, taken);
        round.sign(one, other, agreement);
        agreements.add(agreement);
    }

    private long publishBuiltIn(Team team) throws IOException, InterruptedException {
        List<Document> documents = new ArrayList<>();
        String resource = "samples/" + team.domain() + ".jsonl";
        try (var stream = Demo.class.getResourceAsStream(resource)) {
            if (stream == null) {
                throw new IOException("the built-in records are missing: " + resource);
            }
            var lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                documents.add(new Document(resource, Bytes.ofUtf8(line), Set.of(), ""));
            }
        }
        return publish(team, documents.iterator(), Progress.NONE);
    }

    private long publishFile(Path file, long limit) throws IOException, InterruptedException {
        try (var source = new DocumentSource(List.of(file.toString()), surroundings);
                var progress = surroundings.console().progress("publishing", limit == Long.MAX_VALUE ? -1 : limit)) {
            return publish(SPAIN, limited(source, limit), progress);
        }
    }

    private long publish(Team team, Iterator<Document> documents, Progress progress) throws InterruptedException {
        long before = books.publishedBy(team);
        federation.line(team).publish(documents, (document, outcome) -> {
            switch (outcome) {
                case Outcome.Published published -> books.published(team, published.leafHash(), document.content());
                case Outcome.Refused refused -> {
                    refusedInput++;
                    surroundings
                            .console()
                            .note("refused: " + document.label() + ": "
                                    + refused.reasons().getFirst().text());
                }
            }
            progress.step(1);
        });
        return books.publishedBy(team) - before;
    }

    private static Iterator<Document> limited(DocumentSource source, long limit) {
        return new Iterator<>() {
            private long given;

            @Override
            public boolean hasNext() {
                return given < limit && source.hasNext();
            }

            @Override
            public Document next() {
                given++;
                SourceDocument document = source.next();
                return new Document(document.label(), document.content(), Set.of(), "");
            }
        };
    }

    /// Waits until every record is decided on and every released one is covered by a receipt, or nothing moves any
    /// more.
    private void settle() throws InterruptedException {
        Instant moved = surroundings.clock().instant();
        long before = -1;
        try (var progress = surroundings.console().progress("delivering", -1)) {
            while (!books.isSettled()) {
                long now = books.progress();
                if (now != before) {
                    moved = surroundings.clock().instant();
                    progress.stepTo(now);
                } else if (moved.plus(STANDSTILL_MAX)
                        .isBefore(surroundings.clock().instant())) {
                    surroundings.console().note("nothing moved for " + STANDSTILL_MAX.toSeconds() + " s: giving up");
                    return;
                }
                before = now;
                pause();
            }
        }
    }

    private static void pause() throws InterruptedException {
        boolean never = new CountDownLatch(1).await(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS);
        if (never) {
            throw new IllegalStateException("nobody counts this down");
        }
    }

    private List<LedgerVerdict> verifyLedgers() {
        List<LedgerVerdict> verdicts = new ArrayList<>();
        for (Team team : federation.teams()) {
            CommandRun run = tocsin(
                    "ledger", "verify", "--node", federation.directory(team).toString());
            if (run.exit() != ExitCode.OK) {
                surroundings.console().note("ledger of " + team + ": " + run.out() + run.err());
            }
            verdicts.add(new LedgerVerdict(team, federation.line(team).node().size(), run.exit() == ExitCode.OK));
        }
        return verdicts;
    }

    /// Takes one record of cert-es.example out as a proof file and verifies it with nothing but that file and the
    /// root's fingerprint.
    private boolean verifyProof() {
        proven = federation.line(SPAIN).records(Optional.of(SPAIN), 1, Optional.empty()).records().stream()
                .findFirst();
        if (proven.isEmpty()) {
            return false;
        }
        Path file = federation.directory(SPAIN).resolve("demo.proof");
        try {
            Files.write(
                    file,
                    federation
                            .line(SPAIN)
                            .prove(proven.get().version().record().toString(), 0, false)
                            .array());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        String fingerprint = Fingerprint.spoken(federation.papers(SPAIN).rootFingerprint());
        CommandRun run = tocsin("proof", "verify", file.toString(), "--fingerprint", fingerprint);
        if (run.exit() != ExitCode.OK) {
            surroundings.console().note("proof: " + run.out() + run.err());
        }
        return run.exit() == ExitCode.OK;
    }

    private CommandRun tocsin(String... arguments) {
        return CommandRun.of(surroundings.clock(), surroundings.random(), arguments);
    }
}
