package org.tocsin.interop;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.tocsin.cli.ExitCode;
import org.tocsin.cli.Surroundings;
import org.tocsin.cli.draft.DraftWriter;
import org.tocsin.model.Bytes;
import org.tocsin.model.Team;
import org.tocsin.model.Tlp;
import org.tocsin.model.agreement.Attribution;
import org.tocsin.model.agreement.Conduct;
import org.tocsin.model.agreement.Handling;
import org.tocsin.model.agreement.Handling.ReceiptKind;
import org.tocsin.model.agreement.Handling.ReceiptOwed;
import org.tocsin.model.agreement.Iep;
import org.tocsin.model.agreement.Onward;
import org.tocsin.model.agreement.Scope;
import org.tocsin.model.agreement.SharingAgreement;
import org.tocsin.model.agreement.SharingAgreement.Direction;
import org.tocsin.model.agreement.Withholding;
import org.tocsin.proof.Sha256;
import org.tocsin.wire.AgreementCodec;

/// Makes and amends agreements as officers do: one writes a draft and proposes it, the node carries the proposal to the
/// other team, whose officer countersigns; each side's officer approves with a key of its own.
final class AgreementRound {
    private static final Duration ANSWER_MAX = Duration.ofSeconds(60);
    private static final Duration LOOK_EVERY = Duration.ofMillis(100);
    private static final int LIFE_DAYS = 1_461;
    private static final int QUOTA = 3;
    private static final int ANSWER_MINUTES = 15;
    /// Whenever the demonstration is run.
    private static final String DRILL_WINDOW = "DTSTART;TZID=Etc/UTC:20260101T000000 RRULE:FREQ=DAILY DURATION:P1D";
    private static final int NOTICE_DAYS = 90;
    private static final int RETENTION_DAYS = 730;
    private static final int RECEIPT_HOURS = 72;

    private final Surroundings surroundings;
    private final Federation federation;

    AgreementRound(Surroundings surroundings, Federation federation) {
        this.surroundings = surroundings;
        this.federation = federation;
    }

    /// A first version, in force from yesterday on.
    ///
    /// @param given the ceiling of what `one` gives to `other`; `taken` of what it takes
    SharingAgreement terms(Team one, Team other, Tlp given, Tlp taken) {
        byte[] id = new byte[SharingAgreement.ID_BYTES];
        surroundings.random().nextBytes(id);
        Instant from = surroundings.clock().instant().minus(1, ChronoUnit.DAYS).truncatedTo(ChronoUnit.DAYS);
        boolean inOrder = one.compareTo(other) < 0;
        var conduct = new Conduct(
                Optional.of(from.plus(LIFE_DAYS / 2, ChronoUnit.DAYS)),
                NOTICE_DAYS,
                1,
                List.of("en", "es", "ja"),
                Optional.of(new Conduct.Emergency(
                        Conduct.Emergency.PRECEDENCES, QUOTA, ANSWER_MINUTES, true, DRILL_WINDOW, true)),
                0,
                List.of(),
                Optional.empty());
        return new SharingAgreement(
                Bytes.wrap(id),
                1,
                Optional.empty(),
                "Exchange of incidents (fictional)",
                "Fictional memorandum between " + one + " and " + other,
                from,
                from.plus(LIFE_DAYS, ChronoUnit.DAYS),
                conduct,
                inOrder ? way(one, other, given) : way(other, one, taken),
                inOrder ? way(other, one, taken) : way(one, other, given));
    }

    private static Direction way(Team from, Team to, Tlp ceiling) {
        var handling = new Handling(
                new Iep(Iep.Actions.EXTERNALLY_VISIBLE_INDIRECT, true, false),
                Attribution.MAY,
                RETENTION_DAYS,
                true,
                List.of(new ReceiptOwed(ReceiptKind.DELETED, RECEIPT_HOURS)));
        return new Direction(
                from, to, Optional.of(ceiling), 0, Onward.NOTHING, Scope.ALL, Withholding.NOTHING, handling);
    }

    /// The next version, in which one way has another ceiling.
    static SharingAgreement amended(SharingAgreement agreement, Team from, Tlp ceiling) {
        return new SharingAgreement(
                agreement.id(),
                agreement.version() + 1,
                Optional.of(Sha256.of(AgreementCodec.encode(agreement))),
                agreement.title(),
                agreement.legalBasis(),
                agreement.from(),
                agreement.until(),
                agreement.conduct(),
                amended(agreement.first(), from, ceiling),
                amended(agreement.second(), from, ceiling));
    }

    private static Direction amended(Direction way, Team from, Tlp ceiling) {
        return way.from().equals(from)
                ? new Direction(
                        way.from(),
                        way.to(),
                        Optional.of(ceiling),
                        way.backfillDays(),
                        way.onward(),
                        way.scope(),
                        way.withholding(),
                        way.handling())
                : way;
    }

    /// Brings terms into force; the teams have pinned each other.
    ///
    /// @throws IllegalStateException if one of them did not sign, or did not get the other's signature in time
    void sign(Team one, Team other, SharingAgreement agreement) throws IOException, InterruptedException {
        String id = agreement.id().hex();
        Path draft = federation.directory(one).resolve("draft-" + id + "-" + agreement.version() + ".toml");
        Files.writeString(draft, DraftWriter.text(agreement, one));
        tocsin(one, "agreement", "propose", draft.toString());
        await("the proposal at " + other, () -> states(other, agreement).contains("proposed"));
        tocsin(other, "agreement", "countersign", id);
        await(
                "the agreement in force at " + other,
                () -> states(other, agreement).contains("in-force"));
        await("the countersignature at " + one, () -> states(one, agreement).contains("in-force"));
    }

    private List<String> states(Team team, SharingAgreement agreement) {
        Bytes terms = AgreementCodec.encode(agreement);
        List<String> states = new ArrayList<>();
        federation.line(team).agreements().stream()
                .filter(held -> held.terms().equals(terms))
                .forEach(held -> states.add(held.state()));
        return states;
    }

    private void tocsin(Team team, String... words) {
        List<String> line = new ArrayList<>(List.of(words));
        line.add("--node");
        line.add(federation.directory(team).toString());
        CommandRun run = CommandRun.of(surroundings.clock(), surroundings.random(), line.toArray(String[]::new));
        if (run.exit() != ExitCode.OK) {
            throw new IllegalStateException(String.join(" ", line) + ": " + run.err());
        }
    }

    void await(String what, BooleanSupplier there) throws InterruptedException {
        Instant end = surroundings.clock().instant().plus(ANSWER_MAX);
        while (!there.getAsBoolean()) {
            if (surroundings.clock().instant().isAfter(end)) {
                throw new IllegalStateException("not there after " + ANSWER_MAX.toSeconds() + " s: " + what);
            }
            boolean never = new CountDownLatch(1).await(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS);
            if (never) {
                throw new IllegalStateException("nobody counts this down");
            }
        }
    }
}
