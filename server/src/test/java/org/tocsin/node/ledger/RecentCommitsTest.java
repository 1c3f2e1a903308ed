package org.tocsin.node.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.List;
import org.junit.jupiter.api.Test;

class RecentCommitsTest {
    @Test
    void whatCameInFirstLeavesFirstHoweverOftenItWasRead() {
        RecentCommits<String> recent = new RecentCommits<>(100);
        recent.put(1, "first", 40);
        recent.put(2, "second", 40);
        for (int i = 0; i < 1_000; i++) {
            assertEquals("first", recent.get(1));
        }
        recent.put(3, "third", 20);
        assertEquals("first", recent.get(1));
        recent.put(4, "fourth", 1);
        assertNull(recent.get(1));
        assertEquals("second", recent.get(2));
        assertEquals("fourth", recent.get(4));
    }

    @Test
    void theLastOneIsKeptHoweverLargeItIs() {
        RecentCommits<String> recent = new RecentCommits<>(100);
        recent.put(1, "small", 1);
        recent.put(2, "large", 1_000);
        assertNull(recent.get(1));
        assertEquals("large", recent.get(2));
        recent.put(3, "small", 1);
        assertNull(recent.get(2));
        assertEquals("small", recent.get(3));
    }

    @Test
    void whatIsKeptAlreadyCountsOnceAndNothingIsLeftWhenCleared() {
        RecentCommits<String> recent = new RecentCommits<>(100);
        recent.put(1, "one", 60);
        recent.put(1, "other", 60);
        recent.put(2, "two", 40);
        assertEquals("one", recent.get(1));
        recent.clear();
        assertNull(recent.get(1));
        recent.put(3, "three", 100);
        assertEquals("three", recent.get(3));
    }

    @Test
    void contentsAndWhatIsInTheClearFillTheirLimitsAndNotOneByteMore() {
        for (long limit : List.of(ContentStore.CACHE_BYTES_MAX, ContentStore.PLAIN_BYTES_MAX)) {
            RecentCommits<String> recent = new RecentCommits<>(limit);
            recent.put(1, "one byte", 1);
            recent.put(2, "the rest", limit - 1);
            assertEquals("one byte", recent.get(1));
            recent.put(3, "one byte more", 1);
            assertNull(recent.get(1));
            assertEquals("the rest", recent.get(2));
        }
    }
}
