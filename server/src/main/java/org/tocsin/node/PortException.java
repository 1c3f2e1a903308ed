package org.tocsin.node;

import java.io.IOException;

/// A port of the configuration that cannot be bound.
public final class PortException extends IOException {
    private static final long serialVersionUID = 1;

    private final String key;
    private final String address;

    PortException(String key, String address, IOException cause) {
        super(key + " " + address + " cannot be bound", cause);
        this.key = key;
        this.address = address;
    }

    /// The key in `node.toml`.
    public String key() {
        return key;
    }

    public String address() {
        return address;
    }
}
