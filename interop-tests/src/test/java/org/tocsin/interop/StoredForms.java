package org.tocsin.interop;

import com.github.luben.zstd.Zstd;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.model.FragmentSet;
import org.tocsin.model.RecordVersion;
import org.tocsin.node.intake.RecordTable;
import org.tocsin.node.intake.StoredRecord;
import org.tocsin.node.store.Database;
import org.tocsin.node.store.Session;
import org.tocsin.wire.FragmentCodec;
import org.tocsin.wire.WireException;

/// A content as a node's database has it: read by this test's own means out of the tables, in every form that it takes
/// on its way there.
///
/// @param body encrypted, as stored
/// @param compressed what `body` opens to; empty if it was not compressed
/// @param fragments the encoded set of fragments
record StoredForms(Bytes secret, Bytes body, Bytes compressed, Bytes fragments) {
    private static final int SLOT_BYTES = 44;
    private static final int SECRET_AT = 12;
    private static final int TAG_BITS = 128;

    /// Reads a record's content, also beside a running node.
    static StoredForms of(Path database, RecordVersion version) throws GeneralSecurityException {
        try (Database reading = Database.openToRead(new Database.Address.SqliteFile(database))) {
            return reading.transactions().read(session -> {
                StoredRecord record = RecordTable.find(session, version).orElseThrow();
                return open(session, record.contentId(), Optional.of(record.leafHash()));
            });
        }
    }

    /// Reads the content of the statement in which a hub hands a record on; still encrypted.
    static Optional<StoredForms> ofRelay(Path database, RecordVersion version) {
        try (Database reading = Database.openToRead(new Database.Address.SqliteFile(database))) {
            return reading.transactions().read(session -> {
                StoredRecord record = RecordTable.find(session, version).orElseThrow();
                return session.first(
                                "select content_id from relay_stated where record_content_id = ?",
                                row -> row.number(1),
                                record.contentId())
                        .map(content -> open(session, content, Optional.empty()));
            });
        }
    }

    private static StoredForms open(Session session, long contentId, Optional<Digest> leaf) {
        return session.first(
                        "select c.id, c.slots, s.body from content c join content_segment s on s.id = c.id"
                                + " where c.id <= ? order by c.id desc limit 1",
                        row -> {
                            int slot = Math.toIntExact(contentId - row.number(1)) * SLOT_BYTES;
                            ByteBuffer slots = ByteBuffer.wrap(row.array(2));
                            int place = slots.getInt(slot);
                            byte[] body =
                                    Arrays.copyOfRange(row.array(3), place, place + slots.getInt(slot + Integer.BYTES));
                            byte[] secret = Arrays.copyOfRange(row.array(2), slot + SECRET_AT, slot + SLOT_BYTES);
                            int length = slots.getInt(slot + 2 * Integer.BYTES);
                            byte[] opened = leaf.map(bound -> decrypted(secret, bound, length, body))
                                    .orElse(new byte[0]);
                            return opened.length == length
                                    ? stored(secret, body, new byte[0], opened)
                                    : stored(secret, body, opened, inflated(opened));
                        },
                        contentId)
                .orElseThrow();
    }

    private static StoredForms stored(byte[] secret, byte[] body, byte[] compressed, byte[] fragments) {
        return new StoredForms(Bytes.wrap(secret), Bytes.wrap(body), Bytes.wrap(compressed), Bytes.wrap(fragments));
    }

    private static byte[] decrypted(byte[] secret, Digest leaf, int length, byte[] body) {
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(
                    Cipher.DECRYPT_MODE,
                    new SecretKeySpec(secret, "AES"),
                    new GCMParameterSpec(TAG_BITS, new byte[SECRET_AT]));
            cipher.updateAAD(leaf.array());
            cipher.updateAAD(ByteBuffer.allocate(Integer.BYTES).putInt(length).flip());
            return cipher.doFinal(body);
        } catch (GeneralSecurityException other) {
            throw new IllegalStateException("not how contents are stored", other);
        }
    }

    private static byte[] inflated(byte[] compressed) {
        return compressed.length == 0
                ? compressed
                : Zstd.decompress(compressed, Math.toIntExact(Zstd.getFrameContentSize(compressed)));
    }

    /// Adds all of it to what is looked for.
    void addTo(Traces traces, String where) {
        traces.whole("key of " + where, secret.array());
        traces.windows("encrypted by " + where, body.array());
        traces.windows("compressed by " + where, compressed.array());
        traces.windows("fragments at " + where, fragments.array());
        if (fragments.length() > 0) {
            for (FragmentSet.Disclosed disclosed : set().fragments()) {
                traces.whole("salt at " + where, disclosed.salt().array());
            }
        }
    }

    private FragmentSet set() {
        try {
            return FragmentCodec.decodeSet(fragments);
        } catch (WireException other) {
            throw new IllegalStateException("not how contents are stored", other);
        }
    }
}
