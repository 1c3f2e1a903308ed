package org.tocsin.ceremony;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.zxing.common.BitMatrix;
import com.google.zxing.qrcode.decoder.Decoder;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.model.Team;
import org.tocsin.proof.Sha256;

/// What a QR code on a terminal says to whoever reads it. Rule R-PEER-2.
class QrCodeTest {
    private static final Digest FINGERPRINT = Sha256.of(Bytes.ofUtf8("a root key"));

    @Test
    void whatIsDrawnIsReadBackInBothPolarities() throws Exception {
        for (String team : List.of("a.be", "cert-es.example", "a-team-with-a-long-name.somewhere.example")) {
            QrCode code = QrCode.of(new Team(team), FINGERPRINT, Optional.of("peer." + team + ":7443"));
            for (boolean inked : List.of(true, false)) {
                assertEquals(code.text(), read(code.lines(inked), inked));
            }
            assertEquals(
                    ("tocsin:" + team + ":" + FINGERPRINT.hex() + ":peer." + team + ":7443").toUpperCase(Locale.ROOT),
                    code.text());
        }
    }

    @Test
    void itFitsIntoATerminalAndLeavesTheEndpointOutIfItMust() throws Exception {
        String label = "a".repeat(60);
        Team longest = new Team(String.join(".", label, label, label, label));
        for (Team team : List.of(new Team("cert-es.example"), longest)) {
            QrCode code = QrCode.of(team, FINGERPRINT, Optional.of("peer." + team + ":7443"));
            boolean isLong = team.equals(longest);
            assertEquals(!isLong, code.text().endsWith(":7443"));
            for (String line : code.lines(false)) {
                assertTrue(line.length() <= 80, line);
                assertTrue(line.matches("[ ▀▄█]*"), line);
            }
            assertTrue(isLong || code.lines(true).size() <= QrCode.LINES_MAX);
            assertEquals(code.text(), read(code.lines(true), true));
        }
    }

    private static String read(List<String> lines, boolean inked) throws Exception {
        int side = lines.getFirst().length() - 2 * QrCode.MARGIN;
        BitMatrix modules = new BitMatrix(side);
        for (int y = 0; y < side; y++) {
            for (int x = 0; x < side; x++) {
                int row = y + QrCode.MARGIN;
                char drawn = lines.get(row / 2).charAt(x + QrCode.MARGIN);
                boolean ink = drawn == '█' || drawn == (row % 2 == 0 ? '▀' : '▄');
                if (ink == inked) {
                    modules.set(x, y);
                }
            }
        }
        return new Decoder().decode(modules).getText();
    }
}
