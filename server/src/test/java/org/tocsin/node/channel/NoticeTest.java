package org.tocsin.node.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.tocsin.model.emergency.Precedence;
import org.tocsin.testing.HostileStrings;

class NoticeTest {
    @Test
    void noHostileTextIsInANotice() throws IOException {
        for (String text : HostileStrings.all()) {
            Notice notice = ChannelWorld.with("attempt-1", text);
            MailChannelTest.assertShown(notice.title());
            notice.lines().forEach(MailChannelTest::assertShown);
        }
    }

    @Test
    void whatIsLongGoesOnInTheNextLineAndWhatIsTooLongIsCutVisibly() {
        String line = "x".repeat(Notice.LINE_CHARACTERS_MAX - 1) + "\ud83d\ude00" + "y";
        Notice notice = notice(List.of(line));
        assertEquals(List.of("x".repeat(Notice.LINE_CHARACTERS_MAX - 1), "  … \ud83d\ude00y"), notice.lines());
        assertEquals(
                Notice.LINES_MAX,
                notice(Collections.nCopies(Notice.LINES_MAX, "z")).lines().size());
        Notice cut = notice(Collections.nCopies(Notice.LINES_MAX + 1, "z"));
        assertEquals(Notice.LINES_MAX, cut.lines().size());
        assertEquals("[…]", cut.lines().getLast());
        assertEquals(List.of(""), notice(List.of("")).lines());
    }

    @Test
    void noPartOfALongLinePassesForALineOfOurs() {
        String drill = "EXERCISE EXERCISE EXERCISE";
        for (String front : List.of("  > ", "What happened: ")) {
            for (int before = 350; before < 850; before++) {
                List<String> lines = notice(List.of(front + "y".repeat(before) + drill + " " + "z".repeat(500)))
                        .lines();
                assertTrue(lines.getFirst().startsWith(front));
                lines.stream().skip(1).forEach(line -> assertTrue(line.matches("  [>…] .*"), line));
                assertTrue(lines.stream().allMatch(line -> line.length() <= Notice.LINE_CHARACTERS_MAX), front);
            }
        }
        // At words, where there are any.
        List<String> words = notice(List.of("  > " + "words ".repeat(200))).lines();
        words.forEach(line -> assertTrue(line.matches("  > (words )+"), line));
    }

    @Test
    void anExerciseAndATrialSaySoInFrontOnce() {
        assertTrue(ChannelWorld.drill("a").title().startsWith("EXERCISE EXERCISE EXERCISE: FLASH"));
        assertTrue(ChannelWorld.drill("a").coveredTitle().startsWith("EXERCISE EXERCISE EXERCISE: FLASH"));
        Notice trial = new Notice(
                "a",
                Notice.Purpose.TRIAL,
                true,
                Precedence.ROUTINE,
                ChannelWorld.OWN,
                "does this arrive?",
                List.of(),
                "en",
                Optional.empty(),
                ChannelWorld.AT);
        assertEquals("EXERCISE EXERCISE EXERCISE: TRIAL: does this arrive?", trial.title());
    }

    @Test
    void namesThatCouldBecomeAHeaderAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> ChannelWorld.summons("a\r\nBcc: b"));
        assertThrows(IllegalArgumentException.class, () -> ChannelWorld.summons("a>b"));
        assertThrows(IllegalArgumentException.class, () -> ChannelWorld.summons(""));
    }

    private static Notice notice(List<String> lines) {
        return new Notice(
                "a",
                Notice.Purpose.SUMMONS,
                false,
                Precedence.FLASH,
                ChannelWorld.JP,
                "subject",
                lines,
                "en",
                Optional.of(ChannelWorld.EMERGENCY),
                ChannelWorld.AT);
    }
}
