package org.tocsin.node.store;

import java.sql.SQLException;

/// The database did not do what it was asked. Unchecked, because hardly anyone can do anything about it but stop.
public final class StoreException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Cause kind;

    /// What went wrong, as far as a caller may care.
    public enum Cause {
        /// A row breaks a rule of the schema (unique, check). The statement is to blame, not the store.
        CONSTRAINT,
        /// The disk, the file or the connection failed: nothing further may be acknowledged by this process.
        MEDIUM,
        /// The directory is in use, the schema is newer, the address is wrong: a human must act, before anything was
        /// opened.
        REFUSED,
        /// Anything else: a bug.
        OTHER
    }

    public StoreException(Cause kind, String message) {
        super(message);
        this.kind = kind;
    }

    public StoreException(Cause kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    /// Classifies what a driver says, for both engines.
    static StoreException of(SQLException exception) {
        return new StoreException(classify(exception), String.valueOf(exception.getMessage()), exception);
    }

    public Cause kind() {
        return kind;
    }

    private static Cause classify(SQLException exception) {
        String state = exception.getSQLState();
        if (state != null && state.length() == 5) {
            return switch (state.substring(0, 2)) {
                case "23" -> Cause.CONSTRAINT;
                // Connection, resources, operator intervention, system error, internal error.
                case "08", "53", "57", "58", "XX" -> Cause.MEDIUM;
                default -> Cause.OTHER;
            };
        }
        // SQLite's primary result codes: the low byte of the extended ones.
        return switch (exception.getErrorCode() & 0xff) {
            case 19 -> Cause.CONSTRAINT;
            // NOMEM, READONLY, IOERR, CORRUPT, FULL, CANTOPEN, PROTOCOL, NOTADB.
            case 7, 8, 10, 11, 13, 14, 15, 26 -> Cause.MEDIUM;
            default -> Cause.OTHER;
        };
    }
}
