package org.tocsin.certsdev;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;

/// The ServerHello at the start of what a server sent, read field by field.
///
/// Source: RFC 8446, sections 4.1.3 and 5.1.
record ServerHello(int version, int group) {
    private static final int HANDSHAKE = 22;
    private static final int SERVER_HELLO = 2;
    private static final int SUPPORTED_VERSIONS = 43;
    private static final int KEY_SHARE = 51;

    static ServerHello parse(byte[] stream) {
        ByteBuffer bytes = ByteBuffer.wrap(stream);
        require(bytes.get() == HANDSHAKE, "a handshake record");
        bytes.position(bytes.position() + 4);
        require(bytes.get() == SERVER_HELLO, "a ServerHello");
        bytes.position(bytes.position() + 3 + 2 + 32);
        bytes.position(bytes.position() + 1 + Byte.toUnsignedInt(bytes.get(bytes.position())));
        bytes.position(bytes.position() + 3);
        int end = Short.toUnsignedInt(bytes.getShort()) + bytes.position();
        Map<Integer, Integer> extensions = new HashMap<>();
        while (bytes.position() < end) {
            int type = Short.toUnsignedInt(bytes.getShort());
            int length = Short.toUnsignedInt(bytes.getShort());
            extensions.put(type, Short.toUnsignedInt(bytes.getShort(bytes.position())));
            bytes.position(bytes.position() + length);
        }
        return new ServerHello(extensions.getOrDefault(SUPPORTED_VERSIONS, 0), extensions.getOrDefault(KEY_SHARE, 0));
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError("not " + what);
        }
    }
}
