package org.tocsin.trust.token;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The few functions of a PKCS#11 library that finding a key and signing with it takes. Linux on 64 bits: a CK_ULONG
/// has 8
/// bytes, structures are aligned as C does. One thread at a time.
///
/// JDK 25's own provider finds a private key only beside a certificate, a token only by its number, and does not come
/// back
/// after a token was gone.
///
/// Source: PKCS #11 v2.40, section 5, and its header pkcs11f.h for the order of the functions.
@SuppressWarnings("restricted")
final class Pkcs11 {
    static final long PIN_INCORRECT = 0xA0;
    static final long PIN_INVALID = 0xA1;
    static final long PIN_LEN_RANGE = 0xA2;
    static final long PIN_EXPIRED = 0xA3;
    static final long PIN_LOCKED = 0xA4;

    static final long FINAL_TRY = 0x20000;
    static final long LOCKED = 0x40000;

    private static final long INITIALIZED = 0x400;
    private static final long OK = 0;
    private static final long USER_ALREADY_LOGGED_IN = 0x100;
    private static final long ALREADY_INITIALIZED = 0x191;

    private static final long OS_LOCKING_OK = 2;
    private static final long SERIAL_SESSION = 4;
    private static final long USER = 1;
    private static final long ATTRIBUTE_CLASS = 0;
    private static final long ATTRIBUTE_LABEL = 3;
    private static final long ATTRIBUTE_KEY_TYPE = 0x100;
    private static final long PRIVATE_KEY = 3;
    private static final long EC = 3;
    private static final long ECDSA = 0x1041;

    private static final int SLOTS_MAX = 64;
    private static final int LABEL_BYTES = 32;
    private static final int FLAGS_AT = 96;
    private static final int TOKEN_INFO_BYTES = 256;
    private static final int STRUCTURE_BYTES = 24;
    private static final int SIGNATURE_BYTES_MAX = 256;

    private static final ValueLayout.OfLong NUMBER = ValueLayout.JAVA_LONG;
    private static final MemoryLayout POINTER = ValueLayout.ADDRESS;
    private static final Linker LINKER = Linker.nativeLinker();

    private final MemorySegment functions;

    private Pkcs11(MemorySegment functions) {
        this.functions = functions;
    }

    /// A call that did not do what it is for: its name, and the library's code (CKR_…).
    static final class FailedException extends Exception {
        private static final long serialVersionUID = 1;

        private final long code;

        private FailedException(String function, long code) {
            super(function + " answered 0x" + Long.toHexString(code));
            this.code = code;
        }

        long code() {
            return code;
        }
    }

    /// A token that is there.
    record Token(long slot, String label, long flags) {}

    /// Loads a library into this process, where it stays; not yet initialised.
    ///
    /// @throws IllegalArgumentException if it cannot be loaded, or is no PKCS#11 library
    static Pkcs11 load(Path library) throws FailedException {
        SymbolLookup symbols = SymbolLookup.libraryLookup(library, Arena.global());
        MemorySegment entry = symbols.find("C_GetFunctionList")
                .orElseThrow(() -> new IllegalArgumentException("it has no C_GetFunctionList"));
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment list = arena.allocate(ValueLayout.ADDRESS);
            call("C_GetFunctionList", entry, List.of(POINTER), list);
            // The version, then some 70 addresses.
            return new Pkcs11(list.get(ValueLayout.ADDRESS, 0).reinterpret(72 * ValueLayout.ADDRESS.byteSize()));
        }
    }

    /// Begins anew: what a library knows of its tokens is what it saw when it was initialised.
    void restart() throws FailedException {
        try (Arena arena = Arena.ofConfined()) {
            try {
                call("C_Finalize", 1, List.of(POINTER), MemorySegment.NULL);
            } catch (FailedException notInitialised) {
                // The next call says whether anything is wrong.
            }
            MemorySegment arguments = arena.allocate(48, 8);
            arguments.set(NUMBER, 32, OS_LOCKING_OK);
            try {
                call("C_Initialize", 0, List.of(POINTER), arguments);
            } catch (FailedException failed) {
                if (failed.code() != ALREADY_INITIALIZED) {
                    throw failed;
                }
            }
        }
    }

    List<Token> tokens() throws FailedException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment slots = arena.allocate(NUMBER, SLOTS_MAX);
            MemorySegment count = arena.allocateFrom(NUMBER, SLOTS_MAX);
            call("C_GetSlotList", 4, List.of(ValueLayout.JAVA_BYTE, POINTER, POINTER), (byte) 1, slots, count);
            List<Token> tokens = new ArrayList<>();
            for (int i = 0; i < count.get(NUMBER, 0); i++) {
                token(arena, slots.getAtIndex(NUMBER, i)).ifPresent(tokens::add);
            }
            return tokens;
        }
    }

    /// Nothing if it went away meanwhile, cannot be asked, or was never initialised.
    private Optional<Token> token(Arena arena, long slot) {
        MemorySegment info = arena.allocate(TOKEN_INFO_BYTES, 8);
        try {
            call("C_GetTokenInfo", 6, List.of(NUMBER, POINTER), slot, info);
        } catch (FailedException gone) {
            return Optional.empty();
        }
        long flags = info.get(NUMBER, FLAGS_AT);
        if ((flags & INITIALIZED) == 0) {
            return Optional.empty();
        }
        byte[] label = info.asSlice(0, LABEL_BYTES).toArray(ValueLayout.JAVA_BYTE);
        return Optional.of(new Token(slot, new String(label, StandardCharsets.UTF_8).stripTrailing(), flags));
    }

    long openSession(Token token) throws FailedException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment session = arena.allocate(NUMBER);
            call(
                    "C_OpenSession",
                    12,
                    List.of(NUMBER, NUMBER, POINTER, POINTER, POINTER),
                    token.slot(),
                    SERIAL_SESSION,
                    MemorySegment.NULL,
                    MemorySegment.NULL,
                    session);
            return session.get(NUMBER, 0);
        }
    }

    /// Holds for all sessions of this process with the token.
    void login(long session, byte[] pin) throws FailedException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment copy = arena.allocateFrom(ValueLayout.JAVA_BYTE, pin);
            try {
                call("C_Login", 18, List.of(NUMBER, NUMBER, POINTER, NUMBER), session, USER, copy, (long) pin.length);
            } catch (FailedException failed) {
                if (failed.code() != USER_ALREADY_LOGGED_IN) {
                    throw failed;
                }
            } finally {
                copy.fill((byte) 0);
            }
        }
    }

    /// The private EC keys with a label, two at most.
    List<Long> keys(long session, String label) throws FailedException {
        try (Arena arena = Arena.ofConfined()) {
            byte[] name = label.getBytes(StandardCharsets.UTF_8);
            MemorySegment template = arena.allocate(3 * STRUCTURE_BYTES, 8);
            attribute(template, 0, ATTRIBUTE_CLASS, arena.allocateFrom(NUMBER, PRIVATE_KEY));
            attribute(template, 1, ATTRIBUTE_KEY_TYPE, arena.allocateFrom(NUMBER, EC));
            attribute(template, 2, ATTRIBUTE_LABEL, arena.allocateFrom(ValueLayout.JAVA_BYTE, name));
            call("C_FindObjectsInit", 26, List.of(NUMBER, POINTER, NUMBER), session, template, 3L);
            try {
                MemorySegment found = arena.allocate(NUMBER, 2);
                MemorySegment count = arena.allocate(NUMBER);
                call("C_FindObjects", 27, List.of(NUMBER, POINTER, NUMBER, POINTER), session, found, 2L, count);
                List<Long> keys = new ArrayList<>();
                for (int i = 0; i < count.get(NUMBER, 0); i++) {
                    keys.add(found.getAtIndex(NUMBER, i));
                }
                return keys;
            } finally {
                call("C_FindObjectsFinal", 28, List.of(NUMBER), session);
            }
        }
    }

    private static void attribute(MemorySegment template, int place, long type, MemorySegment value) {
        long at = (long) place * STRUCTURE_BYTES;
        template.set(NUMBER, at, type);
        template.set(ValueLayout.ADDRESS, at + 8, value);
        template.set(NUMBER, at + 16, value.byteSize());
    }

    /// ECDSA over a digest: the two numbers, one after the other, equally long.
    byte[] sign(long session, long key, byte[] digest) throws FailedException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment mechanism = arena.allocate(STRUCTURE_BYTES, 8);
            mechanism.set(NUMBER, 0, ECDSA);
            call("C_SignInit", 42, List.of(NUMBER, POINTER, NUMBER), session, mechanism, key);
            MemorySegment signature = arena.allocate(SIGNATURE_BYTES_MAX);
            MemorySegment length = arena.allocateFrom(NUMBER, SIGNATURE_BYTES_MAX);
            call(
                    "C_Sign",
                    43,
                    List.of(NUMBER, POINTER, NUMBER, POINTER, POINTER),
                    session,
                    arena.allocateFrom(ValueLayout.JAVA_BYTE, digest),
                    (long) digest.length,
                    signature,
                    length);
            return signature.asSlice(0, length.get(NUMBER, 0)).toArray(ValueLayout.JAVA_BYTE);
        }
    }

    /// @param index the function's place in the library's list
    private void call(String name, int index, List<MemoryLayout> takes, Object... arguments) throws FailedException {
        call(name, functions.getAtIndex(ValueLayout.ADDRESS, index + 1L), takes, arguments);
    }

    private static void call(String name, MemorySegment function, List<MemoryLayout> takes, Object... arguments)
            throws FailedException {
        MethodHandle handle =
                LINKER.downcallHandle(function, FunctionDescriptor.of(NUMBER, takes.toArray(MemoryLayout[]::new)));
        long code;
        try {
            code = (long) handle.invokeWithArguments(arguments);
        } catch (Throwable impossible) {
            throw new IllegalStateException(name + " cannot be called", impossible);
        }
        if (code != OK) {
            throw new FailedException(name, code);
        }
    }
}
