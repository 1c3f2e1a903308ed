package org.tocsin.cli;

/// The oldest Java that this program runs on: older updates have known holes.
///
/// Source: security-floor.tsv, row `jdk`.
public final class JavaFloor {
    private static final Runtime.Version FLOOR = Runtime.Version.parse("25.0.3");

    private JavaFloor() {}

    /// @throws CommandFault if this Java is older
    public static void require(Runtime.Version running, String home) {
        if (running.compareToIgnoreOptional(FLOOR) < 0) {
            throw CommandFault.unusable(
                    "Java " + running.toString() + " has known holes",
                    home,
                    "install JDK " + FLOOR + " or newer, or set TOCSIN_JAVA_HOME");
        }
    }
}
