package org.tocsin.trust;

import io.netty.buffer.ByteBuf;

/// Finds the heads of HTTP/2 frames in bytes that pass by, however they are cut. Copies nothing and changes nothing.
///
/// Source: RFC 9113, section 4.1.
final class FrameHeads {
    static final int HEAD_BYTES = 9;
    /// What a client sends in front of its first frame. Source: RFC 9113, section 3.4.
    static final int PREFACE_BYTES = 24;

    static final int DATA = 0;
    static final int HEADERS = 1;
    static final int SETTINGS = 4;
    static final int PING = 6;
    static final int CONTINUATION = 9;
    /// END_STREAM of a DATA frame, ACK of a SETTINGS or PING frame.
    static final int FIRST_FLAG = 1;
    /// Of a HEADERS or CONTINUATION frame: the block is whole.
    static final int END_HEADERS = 4;

    private final byte[] head = new byte[HEAD_BYTES];
    private int inHead;
    private int skip;

    /// Is told of every head.
    interface Seen {
        void frame(int type, int flags, int length);
    }

    /// @param preface bytes in front of the first frame
    FrameHeads(int preface) {
        this.skip = preface;
    }

    /// Whether what was read ends with a whole frame.
    boolean isBetweenFrames() {
        return skip == 0 && inHead == 0;
    }

    void read(ByteBuf bytes, Seen seen) {
        int at = bytes.readerIndex();
        int end = bytes.writerIndex();
        while (at < end) {
            if (skip > 0) {
                int passed = Math.min(skip, end - at);
                skip -= passed;
                at += passed;
            } else {
                head[inHead++] = bytes.getByte(at++);
                if (inHead == HEAD_BYTES) {
                    inHead = 0;
                    skip = ((head[0] & 0xff) << 16) | ((head[1] & 0xff) << 8) | (head[2] & 0xff);
                    seen.frame(head[3] & 0xff, head[4] & 0xff, skip);
                }
            }
        }
    }
}
