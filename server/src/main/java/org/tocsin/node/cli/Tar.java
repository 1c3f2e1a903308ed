package org.tocsin.node.cli;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/// Tar archives as far as a backup needs them: regular files with short names, one after the other. Any `tar` reads
/// what
/// is written here, should this program ever be missing.
///
/// Source: POSIX.1-2001 `ustar` interchange format; sizes from 8 GiB on in base 256, as GNU tar and libarchive have
/// them.
final class Tar {
    static final int BLOCK = 512;
    static final int NAME_BYTES_MAX = 100;

    private static final int MODE = 100;
    private static final int SIZE = 124;
    private static final int MODIFIED = 136;
    private static final int CHECKSUM = 148;
    private static final int TYPE = 156;
    private static final int MAGIC = 257;
    private static final byte REGULAR_FILE = '0';
    private static final long OCTAL_SIZE_MAX = 077777777777L;
    private static final int BASE_256 = 0x80;

    private Tar() {}

    /// A file in an archive.
    ///
    /// @param mode permissions, as in 0600
    record Header(String name, long size, int mode) {
        Header {
            if (name.isEmpty() || name.getBytes(StandardCharsets.UTF_8).length > NAME_BYTES_MAX || size < 0) {
                throw new IllegalArgumentException("not a file for an archive: " + name);
            }
        }
    }

    /// Writes the head of a file; `size` bytes of it and the padding follow.
    static void begin(OutputStream out, Header header, long modifiedSeconds) throws IOException {
        byte[] block = new byte[BLOCK];
        text(block, 0, header.name());
        octal(block, MODE, 8, header.mode());
        octal(block, MODE + 8, 8, 0);
        octal(block, MODE + 16, 8, 0);
        if (header.size() <= OCTAL_SIZE_MAX) {
            octal(block, SIZE, 12, header.size());
        } else {
            block[SIZE] = (byte) BASE_256;
            for (int i = 0; i < Long.BYTES; i++) {
                block[SIZE + 11 - i] = (byte) (header.size() >>> (8 * i));
            }
        }
        octal(block, MODIFIED, 12, modifiedSeconds);
        block[TYPE] = REGULAR_FILE;
        text(block, MAGIC, "ustar\00000");
        octal(block, CHECKSUM, 7, checksum(block));
        block[CHECKSUM + 7] = ' ';
        out.write(block);
    }

    /// Fills the last block of a file.
    static void pad(OutputStream out, long size) throws IOException {
        out.write(new byte[padding(size)]);
    }

    /// Ends the archive.
    static void end(OutputStream out) throws IOException {
        out.write(new byte[2 * BLOCK]);
    }

    /// The head of the next file; empty at the archive's end. Its bytes come next, to be read by the caller, then
    /// `skip`.
    ///
    /// @throws IOException if it is not what this class writes, or the archive breaks off
    static Optional<Header> next(InputStream in) throws IOException {
        byte[] block = whole(in, BLOCK);
        if (isZero(block)) {
            if (!isZero(whole(in, BLOCK)) || in.read() >= 0) {
                throw new IOException("something stands behind the end");
            }
            return Optional.empty();
        }
        if (number(block, CHECKSUM, 8) != checksum(block) || block[TYPE] != REGULAR_FILE) {
            throw new IOException("is damaged, or not a backup");
        }
        try {
            return Optional.of(
                    new Header(text(block, 0, NAME_BYTES_MAX), number(block, SIZE, 12), (int) number(block, MODE, 8)));
        } catch (IllegalArgumentException unfit) {
            throw new IOException("is damaged, or not a backup", unfit);
        }
    }

    /// Reads over what fills a file's last block.
    static void skip(InputStream in, long size) throws IOException {
        whole(in, padding(size));
    }

    private static int padding(long size) {
        return (int) ((BLOCK - size % BLOCK) % BLOCK);
    }

    private static byte[] whole(InputStream in, int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("breaks off");
        }
        return bytes;
    }

    private static boolean isZero(byte[] block) {
        return Arrays.equals(block, new byte[block.length]);
    }

    private static void text(byte[] block, int at, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        System.arraycopy(bytes, 0, block, at, bytes.length);
    }

    private static String text(byte[] block, int at, int length) {
        int end = at;
        while (end < at + length && block[end] != 0) {
            end++;
        }
        return new String(block, at, end - at, StandardCharsets.UTF_8);
    }

    private static void octal(byte[] block, int at, int length, long value) {
        String digits = Long.toOctalString(value);
        text(block, at, "0".repeat(length - 1 - digits.length()) + digits);
    }

    private static long number(byte[] block, int at, int length) throws IOException {
        if ((block[at] & BASE_256) != 0) {
            long value = 0;
            for (int i = at + length - Long.BYTES; i < at + length; i++) {
                value = (value << 8) | (block[i] & 0xff);
            }
            return value;
        }
        String digits = text(block, at, length).strip();
        if (!digits.matches("[0-7]{1,11}")) {
            throw new IOException("is damaged, or not a backup");
        }
        return Long.parseLong(digits, 8);
    }

    /// The sum of all bytes of a head, its own field counted as spaces.
    private static long checksum(byte[] block) {
        long sum = 0;
        for (int i = 0; i < BLOCK; i++) {
            sum += i >= CHECKSUM && i < CHECKSUM + 8 ? ' ' : block[i] & 0xff;
        }
        return sum;
    }
}
