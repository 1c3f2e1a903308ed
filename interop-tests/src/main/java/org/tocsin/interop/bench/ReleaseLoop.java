package org.tocsin.interop.bench;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tocsin.model.Bytes;
import org.tocsin.model.Fragment;
import org.tocsin.model.Tlp;
import org.tocsin.model.agreement.SharingAgreement;
import org.tocsin.node.policy.RecordSubject;
import org.tocsin.node.policy.Release;
import org.tocsin.node.policy.ReleaseDecision;
import org.tocsin.node.policy.Standing;
import org.tocsin.peer.Records.Document;
import org.tocsin.stix.RecordCutter;
import org.tocsin.stix.StixReader;
import org.tocsin.stix.StixVerdict;

/// The release decision alone, in this JVM: the one gate outwards, over real records and an agreement in force.
final class ReleaseLoop {
    private static final int PASSES = 200;
    private static final int WARM_UP = 5;

    private final List<RecordSubject> subjects = new ArrayList<>();
    private final List<Standing> agreements;
    private final Instant at;
    private final InstantSource clock;

    ReleaseLoop(List<Document> documents, SecureRandom random, InstantSource clock) {
        this.clock = clock;
        this.at = clock.instant();
        var reader = new StixReader();
        var cutter = new RecordCutter();
        for (Document document : documents) {
            if (reader.read(document.content()) instanceof StixVerdict.Valid valid) {
                List<Fragment> fragments =
                        cutter.cut(document.content(), valid.document(), random).fragments();
                subjects.add(RecordSubject.outline(fragments));
            }
        }
        if (subjects.isEmpty()) {
            throw new IllegalArgumentException("no record to decide on");
        }
        byte[] id = new byte[SharingAgreement.ID_BYTES];
        random.nextBytes(id);
        this.agreements = List.of(Standing.of(new SharingAgreement(
                Bytes.wrap(id),
                1,
                "measured",
                "",
                at.minus(Duration.ofDays(1)),
                at.plus(Duration.ofDays(1)),
                new SharingAgreement.Direction(Pair.AUTHOR, Pair.RECEIVER, Optional.of(Tlp.AMBER)),
                new SharingAgreement.Direction(Pair.RECEIVER, Pair.AUTHOR, Optional.of(Tlp.AMBER)))));
    }

    /// Microseconds a decision, in so many rounds.
    List<Double> measure(int rounds) {
        for (int i = 0; i < WARM_UP; i++) {
            round();
        }
        List<Double> micros = new ArrayList<>();
        for (int i = 0; i < rounds; i++) {
            micros.add(round());
        }
        return micros;
    }

    private double round() {
        long released = 0;
        Instant begin = clock.instant();
        for (int pass = 0; pass < PASSES; pass++) {
            for (RecordSubject subject : subjects) {
                ReleaseDecision decision = Release.decide(subject, agreements, Pair.AUTHOR, Pair.RECEIVER, at);
                if (!(decision instanceof ReleaseDecision.Withheld)) {
                    released++;
                }
            }
        }
        double micros = Duration.between(begin, clock.instant()).toNanos() / 1_000.0;
        if (released == 0) {
            throw new IllegalStateException("nothing was released: not what is to be measured");
        }
        return micros / ((double) PASSES * subjects.size());
    }
}
