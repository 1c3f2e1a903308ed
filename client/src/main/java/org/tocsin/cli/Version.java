package org.tocsin.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/// The version of this build and the commit it was built from.
public final class Version {
    private Version() {}

    /// As in `tocsin 0.1.0 (commit 1a2b3c4)`. The commit is no part of the jars, so that equal sources give equal jars:
    /// the
    /// launcher hands it in.
    public static String ofThisBuild() {
        Properties build = new Properties();
        try (InputStream stream = Version.class.getResourceAsStream("build.properties")) {
            if (stream != null) {
                build.load(stream);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return "tocsin " + build.getProperty("version", "unknown") + " (commit "
                + System.getProperty("tocsin.commit", "unknown") + ")";
    }
}
