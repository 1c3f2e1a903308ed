package org.tocsin.cli.emergency;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.tocsin.cli.Escaper;
import org.tocsin.model.Bytes;
import org.tocsin.model.RecordId;
import org.tocsin.model.RecordVersion;
import org.tocsin.model.emergency.Emergency;
import org.tocsin.model.emergency.EmergencyView;
import org.tocsin.model.emergency.EmergencyView.Reference;
import org.tocsin.model.emergency.EmergencyView.Reference.Standing;
import org.tocsin.model.emergency.Life;
import org.tocsin.model.emergency.Occurrence;
import org.tocsin.model.emergency.Step;
import org.tocsin.render.EmergencyWording;
import org.tocsin.render.Language;
import org.tocsin.testing.EmergencySamples;
import org.tocsin.testing.HostileStrings;

/// What officers read of emergencies, beside what wording says. Rules R-EMG-8, R-EMG-11; threat S-SCREEN.
class EmergencyAnswersTest {
    private static final EmergencyView VIEW = EmergencySamples.view(
            EmergencySamples.emergency(Emergency.Kind.REAL, "look"), Life.raised(EmergencySamples.AT));

    @Test
    void aStepThatIsOwedSaysThatItIsNotStatedYet() {
        assertTrue(signed(false).contains("not stated yet"), signed(false));
        assertFalse(signed(true).contains("not stated yet"), signed(true));
    }

    private static String signed(boolean stated) {
        var step = new Step(
                new TreeSet<>(VIEW.emergency().to()), VIEW.id(), VIEW.heldAt(), new Step.What.Unanswered(1, 1));
        return EmergencyAnswers.signed(
                new Occurrence.Detail.Stepped(VIEW.emergency().to().first(), step, Optional.empty(), stated));
    }

    @Test
    void everyLanguageSaysOfEachRecordHowItStandsAndNoTitleMakesALine() throws Exception {
        for (Language language : Language.values()) {
            var wording = new EmergencyWording(language);
            var texts = new TreeSet<String>();
            for (Standing standing : Standing.values()) {
                texts.add(wording.records(with(standing, Reference.TOO_LARGE, "t"))
                        .getFirst());
            }
            assertEquals(Standing.values().length, texts.size(), texts.toString());
            for (String why : List.of(
                    Reference.NOT_AGREED,
                    Reference.NOT_OURS,
                    Reference.GONE,
                    Reference.TOO_LARGE,
                    Reference.TOO_MANY,
                    "OUT_OF_SCOPE")) {
                texts.add(wording.records(with(Standing.LATER, why, "t")).getFirst());
            }
            assertEquals(Standing.values().length + 5, texts.size(), texts.toString());
        }
        var wording = new EmergencyWording(Language.EN);
        for (String hostile : HostileStrings.all()) {
            List<String> lines = wording.records(with(Standing.HELD, "", hostile));
            assertEquals(1, lines.size());
            assertTrue(lines.getFirst().codePoints().noneMatch(Escaper::isForbidden), hostile);
        }
    }

    private static EmergencyView with(Standing standing, String reason, String title) {
        var record = new RecordVersion(new RecordId(VIEW.originator(), 1, Bytes.wrap(new byte[16])), 1);
        return new EmergencyView(
                VIEW.id(),
                VIEW.originator(),
                VIEW.emergency(),
                VIEW.heldAt(),
                VIEW.officer(),
                VIEW.called(),
                List.of(new Reference(VIEW.called().getFirst().team(), record, standing, reason, title)));
    }
}
