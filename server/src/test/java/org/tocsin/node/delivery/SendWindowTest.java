package org.tocsin.node.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class SendWindowTest {
    private final SendWindow window = new SendWindow(new SendWindow.Limits(3, 1_000));

    @Test
    void itClosesAtItsNumberOfFramesAndOpensWithAReceipt() {
        window.sent(10, 1);
        window.sent(20, 1);
        assertTrue(window.isOpen());
        window.sent(30, 1);
        assertFalse(window.isOpen());
        window.receipted(9);
        assertFalse(window.isOpen());
        window.receipted(10);
        assertTrue(window.isOpen());
    }

    @Test
    void itClosesAtItsBytesAndNotBefore() {
        window.sent(1, 999);
        assertTrue(window.isOpen());
        window.sent(2, 1);
        assertFalse(window.isOpen());
        assertEquals(1_000, window.bytes());
    }

    @Test
    void framesOfAnItemThatIsNotWholeStayUntilItsOwnReceipt() {
        window.sent(5, 600);
        window.sent(5, 600);
        window.receipted(4);
        assertEquals(1_200, window.bytes());
        window.receipted(5);
        assertTrue(window.isEmpty());
        assertEquals(0, window.bytes());
    }
}
