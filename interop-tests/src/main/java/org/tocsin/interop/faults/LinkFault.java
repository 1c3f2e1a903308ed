package org.tocsin.interop.faults;

import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;

/// What a link does to the bytes of one direction of a connection. Places are counted in bytes from its beginning.
public sealed interface LinkFault {
    /// Bytes pass as they come.
    record None() implements LinkFault {}

    /// Every segment waits, and a little more by chance.
    record Delay(Duration least, Duration jitter) implements LinkFault {}

    /// No more than this passes in a second.
    record Rate(int bytesPerSecond) implements LinkFault {}

    /// What ends a direction at a place.
    sealed interface Ending extends LinkFault {
        long place();
    }

    /// The connection is closed in good order behind this place, in both directions.
    record Cut(long place) implements Ending {}

    /// The connection is reset at this place.
    record Reset(long place) implements Ending {}

    /// This direction ends behind this place, the other one goes on.
    record HalfClose(long place) implements Ending {}

    /// Everything behind this place disappears in both directions, and the connection stays open; after a while it is
    /// reset, as by a router that forgot it.
    record BlackHole(long place, Duration until) implements Ending {}

    /// One bit of the byte at this place is another one.
    record Flip(long place, int bit) implements LinkFault {}

    /// Bytes go out in pieces of at most this size, each in a segment of its own.
    record Split(int bytesMax) implements LinkFault {}

    /// Bytes are gathered for this long and go out together.
    record Merge(Duration hold) implements LinkFault {}

    /// The kinds, each with what it can be within reason: places fall into handshakes, into the first messages, and
    /// into
    /// the middle of the load.
    enum Kind {
        DELAY {
            @Override
            public LinkFault of(RandomGenerator random) {
                return new Delay(Duration.ofMillis(random.nextInt(30)), Duration.ofMillis(1 + random.nextInt(40)));
            }
        },
        RATE {
            @Override
            public LinkFault of(RandomGenerator random) {
                return new Rate(100_000 + random.nextInt(900_000));
            }
        },
        CUT {
            @Override
            public LinkFault of(RandomGenerator random) {
                return new Cut(place(random));
            }
        },
        RESET {
            @Override
            public LinkFault of(RandomGenerator random) {
                return new Reset(place(random));
            }
        },
        HALF_CLOSE {
            @Override
            public LinkFault of(RandomGenerator random) {
                return new HalfClose(place(random));
            }
        },
        BLACK_HOLE {
            @Override
            public LinkFault of(RandomGenerator random) {
                return new BlackHole(place(random), Duration.ofMillis(200 + random.nextInt(1_800)));
            }
        },
        FLIP {
            @Override
            public LinkFault of(RandomGenerator random) {
                return new Flip(place(random), random.nextInt(8));
            }
        },
        SPLIT {
            @Override
            public LinkFault of(RandomGenerator random) {
                return new Split(1 + random.nextInt(700));
            }
        },
        MERGE {
            @Override
            public LinkFault of(RandomGenerator random) {
                return new Merge(Duration.ofMillis(1 + random.nextInt(60)));
            }
        };

        private static final List<Long> REACHES = List.of(600L, 6_000L, 60_000L, 300_000L);

        public abstract LinkFault of(RandomGenerator random);

        /// Whether a connection goes on with it.
        public boolean isLasting() {
            return this == DELAY || this == RATE || this == SPLIT || this == MERGE;
        }

        private static long place(RandomGenerator random) {
            return random.nextLong(REACHES.get(random.nextInt(REACHES.size())));
        }
    }
}
