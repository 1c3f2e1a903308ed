package org.tocsin.node.ledger;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Works that wait for the committer, a line for each origin, bounded in number and in bytes.
///
/// A commit takes the first work of every origin, the urgent ones before the others, and then more of them in the same
/// order while there is room. What did not fit has its turn at the beginning of the next commit. So an origin waits for
/// one commit of others at most, as long as what stands first in all lines fits into one.
///
/// Where urgent works wait, a commit takes them alone: an emergency's sync does not carry half a megabyte of history.
/// The next one takes the others too, however many more emergencies came. And where urgent works wait that state
/// nothing, such as a receipt that is to be kept, a commit takes those alone: it needs no signature. The next one takes
/// everything.
final class WorkQueue {
    /// Works of one origin.
    static final int ORIGIN_WORKS_MAX = 8_192;
    /// Bytes of one origin's works.
    static final long ORIGIN_BYTES_MAX = 64L << 20;
    /// Works of all origins. Above it, an origin may only have one.
    static final int WORKS_MAX = 65_536;
    /// Bytes of all origins' works. Above it, an origin may only have one work.
    static final long BYTES_MAX = 128L << 20;

    /// Guards everything below.
    private final ReentrantLock lock = new ReentrantLock();

    private final Condition filled = lock.newCondition();
    /// The lines, in the order of their turns; none is empty.
    private final Map<WorkOrigin, Line> urgent = new LinkedHashMap<>();

    private final Map<WorkOrigin, Line> others = new LinkedHashMap<>();
    private int works;
    private long bytes;
    private long taken;
    private long passedOverMax;
    private boolean closed;
    /// Whether the commit before left others where they were.
    private boolean urgentAlone;

    /// What became of a work that was offered.
    enum Offer {
        TAKEN,
        FULL,
        CLOSED
    }

    /// What waits of one origin.
    private static final class Line {
        final Deque<Work> waiting = new ArrayDeque<>();
        long bytes;
        /// How many commits were taken when its first work became the first.
        long firstSince;

        boolean isFullFor(Work work) {
            return waiting.size() >= ORIGIN_WORKS_MAX || bytes + work.bytes() > ORIGIN_BYTES_MAX;
        }
    }

    /// One commit in the making.
    private static final class Load {
        final List<Work> works = new ArrayList<>();
        final int worksMax;
        final int bytesMax;
        long bytesLimit;
        long bytes;

        Load(int worksMax, int bytesMax) {
            this.worksMax = worksMax;
            this.bytesMax = bytesMax;
            this.bytesLimit = bytesMax;
        }

        boolean has(Work next) {
            return works.size() < worksMax && (works.isEmpty() || bytes + next.bytes() <= bytesLimit);
        }

        void add(Work work) {
            works.add(work);
            bytes += work.bytes();
        }
    }

    Offer offer(Work work) {
        lock.lock();
        try {
            if (closed) {
                return Offer.CLOSED;
            }
            WorkOrigin origin = work.origin();
            Map<WorkOrigin, Line> lines = origin.isUrgent() ? urgent : others;
            Line line = lines.get(origin);
            if (line == null) {
                // Whoever has nothing waiting is let in: others are not to fill its place, and a record may be large.
                line = new Line();
                line.firstSince = taken;
                lines.put(origin, line);
            } else if (line.isFullFor(work) || works >= WORKS_MAX || bytes + work.bytes() > BYTES_MAX) {
                return Offer.FULL;
            }
            line.waiting.add(work);
            line.bytes += work.bytes();
            works++;
            bytes += work.bytes();
            filled.signal();
            return Offer.TAKEN;
        } finally {
            lock.unlock();
        }
    }

    /// Waits for works and takes those of one commit, at least one; empty when the queue is closed and nothing is left.
    ///
    /// @param bytesMax bytes of the commit. Where the origin whose turn it is has a larger work, half as much is left
    /// for the others
    List<Work> take(int worksMax, int bytesMax) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (works == 0 && !closed) {
                filled.await();
            }
            Load load = new Load(worksMax, bytesMax);
            taken += works == 0 ? 0 : 1;
            boolean alone = !urgentAlone && !urgent.isEmpty();
            if (alone && silent(load)) {
                urgentAlone = true;
            } else {
                urgentAlone = alone && !others.isEmpty();
                fill(load);
            }
            works -= load.works.size();
            bytes -= load.bytes;
            return load.works;
        } finally {
            lock.unlock();
        }
    }

    /// The first works of urgent lines that state nothing, in turn, as far as something else follows.
    ///
    /// @return false if there are none
    private boolean silent(Load load) {
        boolean more = true;
        while (more) {
            more = false;
            for (Iterator<Line> all = urgent.values().iterator(); all.hasNext(); ) {
                Line line = all.next();
                Work next = line.waiting.peek();
                if (next == null) {
                    all.remove();
                } else if (!next.states() && load.has(next)) {
                    move(line, load);
                    line.firstSince = taken;
                    more = true;
                }
            }
        }
        return !load.works.isEmpty();
    }

    private void fill(Load load) {
        firstOfEach(urgent, load);
        if (!urgentAlone) {
            firstOfEach(others, load);
        }
        boolean more = true;
        while (more) {
            more = oneOfEach(urgent, load);
            more |= !urgentAlone && oneOfEach(others, load);
        }
    }

    /// The first round: those who had their turn stand behind those who had not. Whose turn it is gets it, whatever it
    /// takes, and leaves room for the others.
    private void firstOfEach(Map<WorkOrigin, Line> lines, Load load) {
        Map<WorkOrigin, Line> served = new LinkedHashMap<>();
        Iterator<Map.Entry<WorkOrigin, Line>> all = lines.entrySet().iterator();
        boolean turn = true;
        while (all.hasNext() && load.works.size() < load.worksMax) {
            Map.Entry<WorkOrigin, Line> next = all.next();
            Line line = next.getValue();
            Work first = line.waiting.element();
            if (turn) {
                load.bytesLimit = Math.max(load.bytesLimit, load.bytes + first.bytes() + load.bytesMax / 2);
            }
            if (load.has(first)) {
                move(line, load);
                passedOverMax = Math.max(passedOverMax, taken - 1 - line.firstSince);
                line.firstSince = taken;
                served.put(next.getKey(), line);
                all.remove();
            }
            turn = false;
        }
        lines.putAll(served);
    }

    /// A further round.
    ///
    /// @return whether anything was taken
    private static boolean oneOfEach(Map<WorkOrigin, Line> lines, Load load) {
        boolean any = false;
        for (Iterator<Line> all = lines.values().iterator(); all.hasNext(); ) {
            Line line = all.next();
            Work next = line.waiting.peek();
            if (next == null) {
                all.remove();
            } else if (load.bytes + next.bytes() <= load.bytesMax && load.has(next)) {
                move(line, load);
                any = true;
            }
        }
        return any;
    }

    /// How many origins have works waiting.
    int origins() {
        lock.lock();
        try {
            return urgent.size() + others.size();
        } finally {
            lock.unlock();
        }
    }

    /// How many commits, at most, took nothing of an origin while it had a work waiting. With none, nobody ever waited
    /// for
    /// more than the commit that ran when it came.
    long passedOverMax() {
        lock.lock();
        try {
            return passedOverMax;
        } finally {
            lock.unlock();
        }
    }

    private static void move(Line line, Load load) {
        Work work = line.waiting.remove();
        line.bytes -= work.bytes();
        load.add(work);
    }

    /// Takes no more works; those that wait can still be taken.
    void close() {
        lock.lock();
        try {
            closed = true;
            filled.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Closes, and gives back what waits.
    List<Work> abandon() {
        lock.lock();
        try {
            closed = true;
            List<Work> left = new ArrayList<>();
            urgent.values().forEach(line -> left.addAll(line.waiting));
            others.values().forEach(line -> left.addAll(line.waiting));
            urgent.clear();
            others.clear();
            works = 0;
            bytes = 0;
            filled.signalAll();
            return left;
        } finally {
            lock.unlock();
        }
    }
}
