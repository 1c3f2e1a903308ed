package org.tocsin.cli;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class JavaFloorTest {
    @Test
    void anOlderJavaIsRefusedAndTheFloorItselfIsNot() {
        CommandFault fault = assertThrows(
                CommandFault.class, () -> JavaFloor.require(Runtime.Version.parse("25.0.2+10"), "/opt/jdk"));
        assertEquals(ExitCode.UNUSABLE, fault.exit());
        assertDoesNotThrow(() -> JavaFloor.require(Runtime.Version.parse("25.0.3+9-LTS"), "/opt/jdk"));
        assertDoesNotThrow(() -> JavaFloor.require(Runtime.Version.parse("26"), "/opt/jdk"));
    }
}
