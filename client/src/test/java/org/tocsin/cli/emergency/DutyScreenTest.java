package org.tocsin.cli.emergency;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.tocsin.cli.CellWidth;
import org.tocsin.cli.Escaper;
import org.tocsin.model.Digest;
import org.tocsin.model.emergency.Emergency;
import org.tocsin.model.emergency.EmergencyView;
import org.tocsin.model.emergency.Life;
import org.tocsin.model.emergency.Owner;
import org.tocsin.peer.EmergencyLine;
import org.tocsin.render.EmergencyWording;
import org.tocsin.render.Language;
import org.tocsin.testing.EmergencySamples;
import org.tocsin.testing.HostileStrings;

/// The duty screen says what waits, first what is urgent; a drill cannot be mistaken. Rule R-EMG-5; threat S-SCREEN.
class DutyScreenTest {
    private static final ZoneId TOKYO = ZoneId.of("Asia/Tokyo");
    private static final Instant NOW = EmergencySamples.AT.plusSeconds(65);
    private static final int COLUMNS = 140;
    private static final int ROWS = 30;

    @Test
    void itShowsWhatIsOpenWithItsAgeAndWhatIsLeftUntilTheDeadline() {
        List<String> shown = shown(Language.EN, view("00", Emergency.Kind.REAL, "x", "A"));
        String row = shown.get(2);
        for (String part : List.of("FLASH", "cert-es.example", "distributed denial", "a human has it", "1:05")) {
            assertTrue(row.contains(part), part + " in " + row);
        }
        assertFalse(row.contains("28:55"), "a human has answered");
        assertTrue(shown(Language.EN, view("00", Emergency.Kind.REAL, "x", ""))
                .get(2)
                .contains("28:55"));
        assertTrue(shown.getFirst().contains("cert-jp.example"), "whose desk it is");
        assertTrue(shown.contains("   > x"), "the chosen one in full: " + shown);
        assertEquals(ROWS, shown.size());
    }

    @Test
    void whatWaitsForAnOfficerHereIsFirstAndTheRealBeforeTheDrill() {
        var board = board(
                view("0a", Emergency.Kind.REAL, "taken", "A"),
                view("0b", Emergency.Kind.EXERCISE, "drill", ""),
                view("0c", Emergency.Kind.REAL, "waits", ""));
        assertEquals(
                List.of("0c", "0b", "0a"),
                board.open().stream()
                        .map(view -> view.id().hex().substring(0, 2))
                        .toList());
        assertEquals(2, board.waiting());
    }

    @Test
    void aDrillsRowAndItsDetailBeginWithTheExercisePhraseInEveryLanguage() {
        for (Language language : Language.values()) {
            String phrase = new EmergencyWording(language).exercisePhrase();
            List<DutyScreen.Line> lines = new DutyScreen(language, TOKYO)
                    .lines(board(view("0b", Emergency.Kind.EXERCISE, "x", "")), NOW, COLUMNS, ROWS);
            List<DutyScreen.Line> drill = lines.stream()
                    .filter(line -> line.style() == DutyScreen.Style.DRILL)
                    .toList();
            assertTrue(
                    drill.getFirst().text().startsWith(">" + phrase),
                    drill.getFirst().text());
            assertTrue(drill.stream().anyMatch(line -> line.text().equals(" " + phrase)), drill.toString());
            assertTrue(shown(language, view("0c", Emergency.Kind.REAL, "x", "")).stream()
                    .noneMatch(line -> line.contains(phrase)));
        }
    }

    @Test
    void hostileTextStaysOnItsLineAndWithinTheScreen() throws IOException {
        for (String hostile : HostileStrings.all()) {
            String text = EmergencySamples.bounded(hostile, Emergency.TEXT_BYTES_MAX);
            var board = board(view("0b", Emergency.Kind.REAL, text, EmergencySamples.bounded(hostile, 90)));
            board.tell(hostile);
            List<DutyScreen.Line> lines = new DutyScreen(Language.EN, TOKYO).lines(board, NOW, 80, 24);
            assertEquals(24, lines.size());
            for (DutyScreen.Line line : lines) {
                assertTrue(line.text().codePoints().noneMatch(Escaper::isForbidden), line.text());
                assertTrue(CellWidth.of(line.text()) <= 80, line.text());
            }
        }
    }

    @Test
    void theWholeTextIsThereOrIsSaidToGoOn() {
        String text = "word ".repeat(60) + "EXERCISE EXERCISE EXERCISE end";
        for (int columns : new int[] {60, 110}) {
            List<String> lines = new DutyScreen(Language.EN, TOKYO)
                    .lines(board(view("0b", Emergency.Kind.REAL, text, "")), NOW, columns, 40).stream()
                            .map(DutyScreen.Line::text)
                            .toList();
            String shown = lines.stream()
                    .filter(line -> line.startsWith("   > "))
                    .map(line -> line.substring(5))
                    .collect(Collectors.joining(" "));
            assertEquals(text, shown);
            assertTrue(lines.stream().noneMatch(line -> line.startsWith("EXERCISE") || line.startsWith(" EXERCISE")));
        }
        List<String> few = new DutyScreen(Language.EN, TOKYO)
                .lines(board(view("0b", Emergency.Kind.REAL, text, "")), NOW, 60, 14).stream()
                        .map(DutyScreen.Line::text)
                        .toList();
        assertTrue(
                few.stream().anyMatch(line -> line.matches(" … [0-9]+ more: tocsin emergency show 0b0000000000")),
                few.toString());
    }

    @Test
    void theScreenSpeaksTheOfficersLanguage() {
        List<String> shown = shown(Language.JA, view("0b", Emergency.Kind.REAL, "x", ""));
        assertTrue(shown.getFirst().contains("対応待ち：1"), shown.getFirst());
        assertTrue(shown.get(1).contains("優先度"), shown.get(1));
        assertEquals(" a 受領  ↑/↓ 選択  q 終了", shown.getLast());
        for (Language language : Language.values()) {
            assertTrue(new DutyScreen(language, TOKYO)
                    .lines(board(view("0b", Emergency.Kind.EXERCISE, "x", "")), NOW, 60, 14).stream()
                            .allMatch(line -> CellWidth.of(line.text()) <= 60));
        }
    }

    @Test
    void whereOnTheLadderItIsIsInFrontOfWhatIsCut() {
        var board = board(stands("0b", Life.State.SUMMONING));
        String row = new DutyScreen(Language.EN, TOKYO)
                .lines(board, NOW, 60, 14)
                .get(2)
                .text();
        assertTrue(row.contains(" 1.1 officers…") || row.contains(" 1.1 officer…"), row);
    }

    @Test
    void aNarrowScreenStillSaysUntilWhenAndWhich() {
        for (Emergency.Kind kind : Emergency.Kind.values()) {
            // A drill's row may have its phrase on a line in front.
            String row = new DutyScreen(Language.EN, TOKYO)
                    .lines(board(view("0b", kind, "x", "")), NOW, 110, 24).subList(2, 4).stream()
                            .map(DutyScreen.Line::text)
                            .collect(Collectors.joining());
            assertTrue(row.contains("28:55"), row);
            assertTrue(row.contains("0b0000"), row);
        }
    }

    @Test
    void onEveryScreenColumnsStandUnderEachOtherAndDrillsAreNamedInFront() {
        String phrase = new EmergencyWording(Language.EN).exercisePhrase();
        for (int columns = 40; columns <= 150; columns++) {
            for (int rows : new int[] {12, 24, 40}) {
                var board = board(
                        view("0a", Emergency.Kind.REAL, "taken", "A"),
                        view("0b", Emergency.Kind.EXERCISE, "drill", ""),
                        view("0c", Emergency.Kind.REAL, "waits", ""));
                board.trouble(DutyBoard.Need.LIST, "the node does not answer: nobody listens there");
                List<String> lines = new DutyScreen(Language.EN, TOKYO)
                        .lines(board, NOW, columns, rows).stream()
                                .map(DutyScreen.Line::text)
                                .toList();
                assertEquals(rows, lines.size());
                assertTrue(lines.stream().allMatch(line -> CellWidth.of(line) <= 150), lines.toString());
                assertTrue(lines.getFirst().contains("for you: 2"), lines.toString());
                assertTrue(lines.get(1).startsWith(" the node does not answer"), lines.toString());
                int partner = lines.get(2).indexOf("PARTNER");
                assertTrue(partner > 0, lines.get(2));
                List<String> rowsShown = lines.stream()
                        .skip(3)
                        .takeWhile(line -> !line.isEmpty())
                        .filter(line -> line.contains("cert-es"))
                        .toList();
                assertTrue(!rowsShown.isEmpty(), lines.toString());
                rowsShown.forEach(row -> assertEquals(partner, row.indexOf("cert-es"), String.join("\n", lines)));
                List<String> phrases = lines.stream()
                        .skip(3)
                        .takeWhile(line -> !line.isEmpty())
                        .filter(line -> line.contains(phrase))
                        .toList();
                phrases.forEach(row -> assertEquals(1, row.indexOf(phrase), row));
                assertTrue(lines.getLast().endsWith("q leave"), lines.toString());
            }
        }
    }

    /// One drill does not halve the list, no row stays empty that a waiting one could take, and what is small says
    /// first
    /// what its row does not.
    @Test
    void whereManyWaitAsManyStandThereAsThereIsRoomFor() {
        List<EmergencyView> waiting = new ArrayList<>();
        for (int i = 10; i < 41; i++) {
            waiting.add(view(i + "", i == 17 ? Emergency.Kind.EXERCISE : Emergency.Kind.REAL, "burns", ""));
        }
        for (Language language : Language.values()) {
            var board = board(waiting.toArray(EmergencyView[]::new));
            for (int[] size : new int[][] {{110, 30, 9}, {80, 24, 7}, {60, 14, 4}, {40, 12, 3}}) {
                board.move(-waiting.size(), NOW);
                for (int moved = 0; moved < waiting.size(); moved++) {
                    List<String> lines = new DutyScreen(language, TOKYO)
                            .lines(board, NOW, size[0], size[1]).stream()
                                    .map(DutyScreen.Line::text)
                                    .toList();
                    String all = language + " " + size[0] + "\n" + String.join("\n", lines);
                    assertEquals(size[1], lines.size(), all);
                    assertTrue(lines.stream().allMatch(line -> CellWidth.of(line) <= size[0]), all);
                    assertTrue(size[0] < 60 || lines.getFirst().matches(".*:[0-9]{2}( .*|$)"), all);
                    List<String> rows = lines.stream()
                            .skip(2)
                            .takeWhile(line -> !line.isEmpty())
                            .toList();
                    assertTrue(rows.size() >= size[2], all);
                    assertEquals(
                            1, rows.stream().filter(row -> row.startsWith(">")).count(), all);
                    String situation = new EmergencyWording(language).situation("availability/ddos");
                    boolean isSaid = lines.subList(rows.size() + 3, size[1]).stream()
                            .anyMatch(line -> line.contains(situation.substring(0, 6)));
                    assertTrue(size[0] < 60 || isSaid, all);
                    board.move(1, NOW);
                }
            }
        }
    }

    @Test
    void whatIsWrongIsSaidUntilItIsWellAgain() {
        var board = board();
        board.trouble(DutyBoard.Need.NOTICES, "the node does not tell");
        board.trouble(DutyBoard.Need.LIST, "the node does not answer");
        board.trouble(DutyBoard.Need.CHANNELS, "broken channels to officers: ana-phone");
        assertEquals(
                List.of("the node does not answer", "the node does not tell", "broken channels to officers: ana-phone"),
                board.troubles());
        for (int rows : new int[] {12, 24}) {
            List<String> lines = new DutyScreen(Language.EN, TOKYO)
                    .lines(board, NOW, 80, rows).stream()
                            .map(DutyScreen.Line::text)
                            .toList();
            assertEquals(" the node does not answer", lines.get(1), "what matters most is there on every screen");
            assertEquals(rows == 24, lines.get(3).equals(" broken channels to officers: ana-phone"), lines.toString());
        }
        board.show(listed(), NOW);
        board.well(DutyBoard.Need.CHANNELS);
        assertEquals(List.of("the node does not tell"), board.troubles());
        board.well(DutyBoard.Need.NOTICES);
        assertEquals(List.of(), board.troubles());
    }

    @Test
    void whatBelongsToAnotherOneIsFoldedAwayUntilAKeyShowsIt() {
        EmergencyView carries = view("0a", Emergency.Kind.REAL, "carries", "");
        EmergencyView carried = stands("0b", Life.State.COALESCED);
        var board = board(carried, carries, stands("0c", Life.State.COALESCED));
        assertEquals(List.of(carries), board.open());
        assertEquals(3, board.count());
        List<String> lines = new DutyScreen(Language.EN, TOKYO)
                .lines(board, NOW, 110, 24).stream().map(DutyScreen.Line::text).toList();
        assertTrue(lines.get(0).contains("open: 3"), lines.get(0));
        assertEquals(" … 2 more that belong to another one: f shows or hides them", lines.get(3));
        board.fold();
        assertEquals(3, board.open().size());
        board.move(1, NOW);
        board.fold();
        assertEquals(carries, board.chosen().orElseThrow(), "what is folded away is not chosen");

        // Where nothing is left that carries it, it stands by itself.
        board.show(listed(carried), NOW);
        assertEquals(List.of(carried), board.open());
    }

    @Test
    void whatRingsIsOnTopAndChosenAndNamed() {
        List<EmergencyView> over = new ArrayList<>();
        for (int i = 10; i < 40; i++) {
            over.add(stands(i + "", i % 2 == 0 ? Life.State.UNANSWERED : Life.State.COALESCED));
        }
        var board = board(over.toArray(EmergencyView[]::new));
        assertEquals(0, board.waiting());
        assertEquals(Optional.empty(), board.rang());

        EmergencyView rings = view("0f", Emergency.Kind.REAL, "rings", "");
        over.addFirst(rings);
        assertTrue(board.show(listed(over.toArray(EmergencyView[]::new)), NOW.plusSeconds(60)));
        assertEquals(rings, board.chosen().orElseThrow());
        assertEquals(0, board.place());
        assertEquals(1, board.waiting());
        assertTrue(board.hasJumped(NOW.plusSeconds(60)), "a key that was meant for another one takes nothing");
        assertFalse(board.hasJumped(NOW.plusSeconds(62)));
        for (int columns : new int[] {60, 110}) {
            List<String> lines = new DutyScreen(Language.EN, TOKYO)
                    .lines(board, NOW, columns, 14).stream()
                            .map(DutyScreen.Line::text)
                            .toList();
            assertTrue(lines.get(2).startsWith(">FLASH"), lines.toString());
            assertEquals(" rang last: FLASH cert-es.example 0f0000000000", lines.get(12));
        }
    }

    @Test
    void whatRingsTakesNoChoiceOutOfAnOfficersHands() {
        EmergencyView first = view("0a", Emergency.Kind.REAL, "a", "");
        EmergencyView second = view("0b", Emergency.Kind.REAL, "b", "");
        EmergencyView third = view("0c", Emergency.Kind.REAL, "c", "");
        var board = board(first, second);
        board.move(1, NOW);
        Instant soon = NOW.plus(DutyBoard.HANDS_ON).minusMillis(1);
        assertTrue(board.show(listed(first, second, third), soon));
        assertEquals(second, board.chosen().orElseThrow());
        assertEquals(Optional.of(third), board.rang(), "it is named");
        board.rang(first.id(), soon.plusMillis(1));
        assertEquals(first, board.chosen().orElseThrow(), "a further rung rings too");

        // What is taken does not wait: nobody is kept from what does.
        EmergencyView taken = view("0b", Emergency.Kind.REAL, "b", "A");
        board.show(listed(taken, first), soon);
        board.move(1, soon);
        assertEquals(taken, board.chosen().orElseThrow());
        board.rang(taken.id(), soon);
        board.rang(first.id(), soon);
        assertEquals(first, board.chosen().orElseThrow());
    }

    @Test
    void theChoiceStaysOnWhatWasChosenWhileOthersComeAndGo() {
        EmergencyView first = view("0a", Emergency.Kind.REAL, "a", "");
        EmergencyView second = view("0b", Emergency.Kind.REAL, "b", "");
        var board = board(first, second);
        board.move(1, NOW);
        EmergencyView chosen = board.chosen().orElseThrow();
        board.show(listed(view("0c", Emergency.Kind.REAL, "c", ""), second, first), NOW);
        assertEquals(chosen, board.chosen().orElseThrow());
        board.show(listed(), NOW);
        assertEquals(Optional.empty(), board.chosen());
    }

    private static List<String> shown(Language language, EmergencyView... open) {
        return new DutyScreen(language, TOKYO)
                .lines(board(open), NOW, COLUMNS, ROWS).stream()
                        .map(DutyScreen.Line::text)
                        .toList();
    }

    private static DutyBoard board(EmergencyView... open) {
        var board = new DutyBoard();
        board.show(listed(open), NOW);
        return board;
    }

    private static EmergencyLine.Listed listed(EmergencyView... open) {
        return new EmergencyLine.Listed(
                List.of(open), NOW, EmergencySamples.JP, Optional.empty(), EmergencyLine.Trouble.NONE);
    }

    private static EmergencyView stands(String id, Life.State state) {
        return view(
                id,
                Emergency.Kind.REAL,
                "x",
                new Life(state, Optional.empty(), Optional.empty(), 1, 1, false, false, NOW));
    }

    /// @param holder who has it; empty: nobody
    private static EmergencyView view(String id, Emergency.Kind kind, String text, String holder) {
        Life life = holder.isEmpty()
                ? Life.raised(EmergencySamples.AT)
                : new Life(
                        Life.State.ACKNOWLEDGED,
                        Optional.of(new Owner(holder, "", Optional.empty())),
                        Optional.empty(),
                        1,
                        1,
                        false,
                        false,
                        NOW);
        return view(id, kind, text, life);
    }

    private static EmergencyView view(String id, Emergency.Kind kind, String text, Life life) {
        EmergencyView view = EmergencySamples.view(EmergencySamples.emergency(kind, text), life);
        return new EmergencyView(
                Digest.ofHex(id + "0".repeat(62)),
                view.originator(),
                view.emergency(),
                view.heldAt(),
                view.officer(),
                view.called(),
                view.records());
    }
}
