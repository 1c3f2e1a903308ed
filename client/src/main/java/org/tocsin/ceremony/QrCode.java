package org.tocsin.ceremony;

import com.google.zxing.WriterException;
import com.google.zxing.qrcode.decoder.ErrorCorrectionLevel;
import com.google.zxing.qrcode.encoder.ByteMatrix;
import com.google.zxing.qrcode.encoder.Encoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.tocsin.model.Digest;
import org.tocsin.model.Team;

/// A QR code for a terminal: two modules above each other are one character, so that a code for a fingerprint fits into
/// 24 lines. Rule R-PEER-2.
public final class QrCode {
    /// Lines that a code may take on a terminal.
    static final int LINES_MAX = 24;
    /// Light modules around the code. The standard asks for four; readers do with two, and two leave room for an
    /// endpoint.
    static final int MARGIN = 2;

    private final ByteMatrix modules;
    private final String text;

    private QrCode(ByteMatrix modules, String text) {
        this.modules = modules;
        this.text = text;
    }

    /// A code that holds a team, its fingerprint and, if there is room, where it is reached:
    /// `TOCSIN:TEAM:FINGERPRINT:ENDPOINT` in capitals.
    public static QrCode of(Team team, Digest fingerprint, Optional<String> endpoint) {
        String least = capitals("tocsin:" + team.domain() + ":" + fingerprint.hex());
        QrCode withoutEndpoint = encoded(least);
        return endpoint.map(where -> encoded(least + ":" + capitals(where)))
                .filter(code -> code.lines() <= LINES_MAX)
                .orElse(withoutEndpoint);
    }

    /// What a reader of the code is shown.
    public String text() {
        return text;
    }

    /// The code, line by line.
    ///
    /// @param inked whether dark modules are drawn, as fits what is black on white; else light ones are, as fits a
    /// terminal
    /// whose letters are lighter than what is behind them
    public List<String> lines(boolean inked) {
        List<String> lines = new ArrayList<>();
        int side = modules.getWidth() + MARGIN;
        for (int y = -MARGIN; y < side; y += 2) {
            StringBuilder line = new StringBuilder();
            for (int x = -MARGIN; x < side; x++) {
                boolean upper = isDark(x, y) == inked;
                boolean lower = isDark(x, y + 1) == inked && (inked || y + 1 < side);
                line.append(upper ? lower ? '█' : '▀' : lower ? '▄' : ' ');
            }
            lines.add(line.toString());
        }
        return lines;
    }

    private int lines() {
        return (modules.getWidth() + 2 * MARGIN + 1) / 2;
    }

    private boolean isDark(int x, int y) {
        return x >= 0 && y >= 0 && x < modules.getWidth() && y < modules.getHeight() && modules.get(x, y) == 1;
    }

    private static QrCode encoded(String text) {
        try {
            return new QrCode(Encoder.encode(text, ErrorCorrectionLevel.L).getMatrix(), text);
        } catch (WriterException never) {
            throw new IllegalStateException("a text that no code holds", never);
        }
    }

    private static String capitals(String text) {
        return text.toUpperCase(Locale.ROOT);
    }
}
