package org.tocsin.node.edge;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.tocsin.node.store.MappedStore;

/// Every byte of a small SQLite file changed, one at a time: where the table that its page belongs to reads as before
/// through a connection that keeps no page, that is the answer; else the parts of a checkup that look at this table
/// alone are asked first, and the whole checkup only where they say nothing.
final class ByteFlips implements AutoCloseable {
    /// Where SQLite writes how long a page is.
    private static final int PAGE_SIZE_AT = 16;

    /// Where SQLite counts changes of the file, and where it says for which count its version stands.
    private static final List<Integer> COUNTS_AT = List.of(24, 92);

    /// Of what a part named, each so manieth is shown to the whole checkup as well; of what read as before, to a
    /// connection of its own.
    private static final int COUNTERCHECK = 41;

    private final Path file;
    private final BooleanSupplier walks;
    private final BooleanSupplier isNamed;
    private final BooleanSupplier readsAsBefore;
    private final MappedStore store;
    private final RandomAccessFile bytes;
    private final Map<String, List<List<Object>>> before = new HashMap<>();
    private final Map<Integer, MappedStore.Owner> owners;
    /// Tables of which their own seals tell; of the others the whole checkup does.
    private final Set<String> sealed = new HashSet<>();
    private final int page;
    private final List<String> wrong = new ArrayList<>();
    private int same;
    private int namedByPart;
    private int namedByAll;

    /// @param walks whether the part of a checkup that walks the evidence finds nothing, by connections that may have
    ///     been opened before: they read the file again once its count of changes is another
    /// @param isNamed whether a checkup names anything
    /// @param readsAsBefore whether every row of every table does
    ByteFlips(Path file, BooleanSupplier walks, BooleanSupplier isNamed, BooleanSupplier readsAsBefore)
            throws SQLException, IOException {
        this.file = file;
        this.walks = walks;
        this.isNamed = isNamed;
        this.readsAsBefore = readsAsBefore;
        this.store = new MappedStore(file);
        this.bytes = new RandomAccessFile(file.toFile(), "rw");
        this.owners = store.owners();
        bytes.seek(PAGE_SIZE_AT);
        this.page = bytes.readUnsignedShort();
        for (MappedStore.Owner owner : owners.values()) {
            before.put(owner.table(), store.rows(owner.table()));
            if (store.isSealedAsItWas(owner.table())) {
                sealed.add(owner.table());
            }
        }
    }

    /// What was neither named nor reads as before, of every so manieth byte.
    ///
    /// @param from the first byte
    /// @param slice from 0
    List<String> run(long from, int slice, int slices) throws SQLException, IOException {
        Random random = new Random(slice);
        for (long at = from + slice; at < bytes.length(); at += slices) {
            byte sound = read(at);
            int bit = 1 << random.nextInt(Byte.SIZE);
            put(at, (byte) (sound ^ bit));
            MappedStore.@Nullable Owner owner = owners.get((int) (at / page) + 1);
            if (!isHarmlessOrNamed(at, owner)) {
                wrong.add("byte " + at + ", bit " + bit + ", " + owner);
                System.out.println(wrong.getLast());
            }
            put(at, sound);
            if ((at - from - slice) / slices % 100 == 0) {
                requireSound(owner);
            }
            if ((at - from - slice) / slices % 10_000 == 0) {
                System.out.println(this + " at " + at);
            }
        }
        return wrong;
    }

    /// What asks goes on telling sound bytes from damaged ones.
    private void requireSound(MappedStore.@Nullable Owner owner) throws SQLException, IOException {
        boolean isSound = owner == null
                ? MappedStore.isShapedAsItWas(file)
                : same(owner.table()) && store.isWhole(owner.table()) && !isBrokenSeal(owner.table()) && walks();
        if (!isSound) {
            throw new IllegalStateException("finds fault with a sound store: " + owner);
        }
    }

    private boolean isHarmlessOrNamed(long at, MappedStore.@Nullable Owner owner) throws SQLException, IOException {
        if (owner == null) {
            return at < page ? whole() : schemaPage();
        }
        if (!owner.index() && same(owner.table())) {
            return isAsBefore();
        }
        boolean isWhole = store.isWhole(owner.table());
        if (owner.index() && isWhole) {
            // Every row is found by this index, and nothing else is: its table's pages were not touched.
            return isAsBefore();
        }
        if (!isWhole || isBrokenSeal(owner.table())) {
            namedByPart++;
            if (owner.table().startsWith("ledger_")) {
                // Every part of a checkup walks these: it must come to its end, too.
                return isNamed.getAsBoolean();
            }
            return isCounterchecked();
        }
        if (!walks()) {
            namedByPart++;
            return isCounterchecked();
        }
        return whole();
    }

    private boolean walks() throws IOException {
        for (int at : COUNTS_AT) {
            bytes.seek(at);
            int count = bytes.readInt();
            bytes.seek(at);
            bytes.writeInt(count + 1);
        }
        return walks.getAsBoolean();
    }

    private boolean isBrokenSeal(String table) throws SQLException {
        return sealed.contains(table) && !store.isSealedAsItWas(table);
    }

    private boolean whole() {
        if (isNamed.getAsBoolean()) {
            namedByAll++;
            return true;
        }
        same++;
        return readsAsBefore.getAsBoolean();
    }

    /// Or an unused page: where the schema reads as before, no other page was touched.
    private boolean schemaPage() {
        if (MappedStore.isShapedAsItWas(file)) {
            same++;
            return readsAsBefore.getAsBoolean() || isNamed.getAsBoolean();
        }
        namedByPart++;
        return isCounterchecked();
    }

    private boolean isAsBefore() {
        same++;
        return same % COUNTERCHECK != 0 || readsAsBefore.getAsBoolean();
    }

    private boolean isCounterchecked() {
        return namedByPart % COUNTERCHECK != 0 || isNamed.getAsBoolean();
    }

    private boolean same(String table) {
        try {
            return Arrays.deepEquals(
                    store.rows(table).stream().map(List::toArray).toArray(),
                    requireNonNull(before.get(table)).stream()
                            .map(List::toArray)
                            .toArray());
        } catch (SQLException unreadable) {
            return false;
        }
    }

    private byte read(long at) throws IOException {
        bytes.seek(at);
        return bytes.readByte();
    }

    private void put(long at, byte octet) throws IOException {
        bytes.seek(at);
        bytes.write(octet);
    }

    int named() {
        return namedByPart + namedByAll;
    }

    @Override
    public String toString() {
        return "flips of " + file.getFileName() + ": " + same + " read as before, " + namedByPart
                + " named by one part, " + namedByAll + " by the whole checkup, " + wrong.size() + " wrong";
    }

    @Override
    public void close() throws SQLException, IOException {
        bytes.close();
        store.close();
    }
}
