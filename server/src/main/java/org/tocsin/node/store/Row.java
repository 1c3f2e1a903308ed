package org.tocsin.node.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;

/// The row under a query's cursor. Columns count from 1. Good only while the query's reader runs.
public final class Row {
    private final ResultSet results;

    Row(ResultSet results) {
        this.results = results;
    }

    /// @throws StoreException if the column is null
    public Bytes bytes(int column) {
        return Bytes.wrap(array(column));
    }

    /// @throws StoreException if the column is not 32 bytes
    public Digest digest(int column) {
        byte[] array = array(column);
        if (array.length != Digest.LENGTH) {
            throw new StoreException(
                    StoreException.Cause.OTHER, "column " + column + " has " + array.length + " bytes, not 32");
        }
        return Digest.wrap(array);
    }

    public byte[] array(int column) {
        try {
            byte[] array = results.getBytes(column);
            if (array == null) {
                throw new StoreException(StoreException.Cause.OTHER, "column " + column + " is null");
            }
            return array;
        } catch (SQLException e) {
            throw StoreException.of(e);
        }
    }

    public String text(int column) {
        try {
            String text = results.getString(column);
            if (text == null) {
                throw new StoreException(StoreException.Cause.OTHER, "column " + column + " is null");
            }
            return text;
        } catch (SQLException e) {
            throw StoreException.of(e);
        }
    }

    /// A whole number; 0 if the column is null.
    public long number(int column) {
        try {
            return results.getLong(column);
        } catch (SQLException e) {
            throw StoreException.of(e);
        }
    }

    /// A whole number below 2^31; 0 if the column is null.
    public int count(int column) {
        long number = number(column);
        if (number != (int) number) {
            throw new StoreException(StoreException.Cause.OTHER, "column " + column + " is " + number);
        }
        return (int) number;
    }

    /// An instant, stored in milliseconds.
    public Instant instant(int column) {
        return Instant.ofEpochMilli(number(column));
    }

    /// A truth, stored as 0 or 1.
    ///
    /// @throws StoreException if the column is another number: nobody here wrote it
    public boolean truth(int column) {
        long number = number(column);
        if (number != 0 && number != 1) {
            throw new StoreException(
                    StoreException.Cause.OTHER, "column " + column + " is " + number + ", neither 0 nor 1");
        }
        return number == 1;
    }

    int columns() {
        try {
            return results.getMetaData().getColumnCount();
        } catch (SQLException e) {
            throw StoreException.of(e);
        }
    }

    /// The value as the driver gives it: `byte[]`, `String`, a number, or null.
    public @Nullable Object value(int column) {
        try {
            return results.getObject(column);
        } catch (SQLException e) {
            throw StoreException.of(e);
        }
    }

    public boolean isNull(int column) {
        return value(column) == null;
    }
}
