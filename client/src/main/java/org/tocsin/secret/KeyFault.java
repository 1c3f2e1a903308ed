package org.tocsin.secret;

import java.io.IOException;

/// A private key that cannot be used: what is wrong, where, and what to do. Holds nothing secret.
public final class KeyFault extends IOException {
    private static final long serialVersionUID = 1;

    private final String what;
    private final String where;
    private final String remedy;

    public KeyFault(String what, String where, String remedy) {
        super(where + ": " + what + ": " + remedy);
        this.what = what;
        this.where = where;
        this.remedy = remedy;
    }

    public String what() {
        return what;
    }

    public String where() {
        return where;
    }

    public String remedy() {
        return remedy;
    }
}
