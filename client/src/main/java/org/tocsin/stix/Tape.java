package org.tocsin.stix;

import com.fasterxml.jackson.core.JsonToken;
import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import org.jspecify.annotations.Nullable;

/// One JSON value, flat: its nodes in the order of the text, each with the place behind its subtree; all characters in
/// one pool. Used again for the next object, and lent from a small stock for the next document: memory that was just
/// used is at hand, new memory is not. Numbers keep their spelling.
final class Tape implements AutoCloseable {
    /// Tapes kept for the next document: more are made where more threads read at once, and thrown away.
    private static final int KEPT_MAX = 8;
    /// Tapes that grew longer are not kept.
    private static final int KEPT_CHARACTERS_MAX = 64 * 1024;

    private static final Queue<Tape> STOCK = new ArrayBlockingQueue<>(KEPT_MAX);

    static final byte OBJECT = 0;
    static final byte ARRAY = 1;
    static final byte STRING = 2;
    static final byte INTEGER = 3;
    static final byte FLOAT = 4;
    static final byte TRUE = 5;
    static final byte FALSE = 6;
    static final byte NULL = 7;

    private byte[] kinds = new byte[128];
    private @Nullable String[] names = new @Nullable String[128];
    private int[] ends = new int[128];
    private int[] starts = new int[128];
    private int[] lengths = new int[128];
    private char[] pool = new char[2_048];
    private final int[] open = new int[StixLimits.DEPTH_MAX + 1];
    private int size;
    private int used;
    private int usedMax;
    private int sizeMax;

    static Tape lend() {
        Tape kept = STOCK.poll();
        return kept != null ? kept : new Tape();
    }

    /// Gives the tape back. What was on it is wiped: it would outlive an erased content otherwise.
    @Override
    public void close() {
        Arrays.fill(pool, 0, Math.max(used, usedMax), '\0');
        Arrays.fill(names, 0, Math.max(size, sizeMax), null);
        usedMax = 0;
        sizeMax = 0;
        used = 0;
        size = 0;
        if (pool.length <= KEPT_CHARACTERS_MAX) {
            STOCK.offer(this);
        }
    }

    /// Reads the value whose first token is `token`, up to its last one, in the place of what was here before.
    void read(StrictJson json, JsonToken token) throws JsonFault {
        usedMax = Math.max(usedMax, used);
        sizeMax = Math.max(sizeMax, size);
        size = 0;
        used = 0;
        int depth = 0;
        JsonToken current = token;
        String name = null;
        while (true) {
            if (current == JsonToken.FIELD_NAME) {
                name = json.memberName();
            } else if (current == JsonToken.END_OBJECT || current == JsonToken.END_ARRAY) {
                ends[open[--depth]] = size;
            } else {
                int node = add(current, name, json);
                if (depth > 0) {
                    lengths[open[depth - 1]]++;
                }
                if (kinds[node] <= ARRAY) {
                    open[depth++] = node;
                }
                name = null;
            }
            if (depth == 0) {
                return;
            }
            current = json.next();
            if (current == null) {
                throw new JsonFault("JSON-SYNTAX", "ends too early");
            }
        }
    }

    private int add(JsonToken token, @Nullable String name, StrictJson json) throws JsonFault {
        if (size == kinds.length) {
            grow();
        }
        int node = size++;
        names[node] = name;
        starts[node] = used;
        lengths[node] = 0;
        ends[node] = size;
        kinds[node] = switch (token) {
            case START_OBJECT -> OBJECT;
            case START_ARRAY -> ARRAY;
            case VALUE_STRING -> STRING;
            case VALUE_NUMBER_INT -> INTEGER;
            case VALUE_NUMBER_FLOAT -> FLOAT;
            case VALUE_TRUE -> TRUE;
            case VALUE_FALSE -> FALSE;
            default -> NULL;
        };
        if (kinds[node] >= STRING && kinds[node] <= FLOAT) {
            int length = json.textLength();
            if (used + length > pool.length) {
                pool = Arrays.copyOf(pool, Math.max(pool.length * 2, used + length));
            }
            System.arraycopy(json.textArray(), json.textFrom(), pool, used, length);
            used += length;
            lengths[node] = length;
        }
        return node;
    }

    private void grow() {
        int capacity = kinds.length * 2;
        kinds = Arrays.copyOf(kinds, capacity);
        names = Arrays.copyOf(names, capacity);
        ends = Arrays.copyOf(ends, capacity);
        starts = Arrays.copyOf(starts, capacity);
        lengths = Arrays.copyOf(lengths, capacity);
    }

    byte kind(int node) {
        return kinds[node];
    }

    /// The member name, or null for an item and the root.
    @Nullable
    String name(int node) {
        return names[node];
    }

    /// The node behind the subtree of this one: its next sibling, if it has one.
    int end(int node) {
        return ends[node];
    }

    /// Members or items of a container, characters of a string or number.
    int length(int node) {
        return lengths[node];
    }

    int start(int node) {
        return starts[node];
    }

    char[] pool() {
        return pool;
    }

    String text(int node) {
        return new String(pool, starts[node], lengths[node]);
    }

    /// Whether a node is this string; never if there is no node (-1).
    boolean textIs(int node, String text) {
        if (node < 0 || kinds[node] != STRING || lengths[node] != text.length()) {
            return false;
        }
        for (int i = 0, at = starts[node]; i < text.length(); i++, at++) {
            if (pool[at] != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /// The member of an object with this name, or -1.
    int member(int object, String name) {
        for (int child = object + 1; child < ends[object]; child = ends[child]) {
            if (name.equals(names[child])) {
                return child;
            }
        }
        return -1;
    }

    /// The text of a string member, or null.
    @Nullable
    String string(int object, String name) {
        int node = member(object, name);
        return node >= 0 && kinds[node] == STRING ? text(node) : null;
    }

    /// How to say where a node stands below another: `a.b.[0].c`, as a selector would.
    String path(int root, int node) {
        StringBuilder path = new StringBuilder();
        int at = root;
        while (at != node) {
            int index = 0;
            int child = at + 1;
            while (ends[child] <= node) {
                child = ends[child];
                index++;
            }
            if (!path.isEmpty()) {
                path.append('.');
            }
            String name = names[child];
            path.append(name != null ? name : "[" + index + "]");
            at = child;
        }
        return path.toString();
    }
}
