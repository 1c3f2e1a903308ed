package org.tocsin.interop.bench;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/// Numbers as they are reported.
final class Figures {
    private static final MathContext DIGITS = new MathContext(4, RoundingMode.HALF_EVEN);

    private Figures() {}

    /// Four significant digits: no measurement here is better than that.
    static double rounded(double value) {
        if (!Double.isFinite(value) || Math.abs(value) >= 10_000) {
            return Double.isFinite(value) ? Math.rint(value) : -1;
        }
        return new BigDecimal(value).round(DIGITS).doubleValue();
    }
}
