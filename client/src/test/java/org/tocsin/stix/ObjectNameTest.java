package org.tocsin.stix;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.tocsin.model.Bytes;

/// What an object is called.
final class ObjectNameTest {
    @Test
    void theNameIsTheTopLevelOneOfATypeThatIsAskedFor() {
        assertEquals("incident/A", read("{\"type\":\"incident\",\"name\":\"A\",\"x\":"));
        assertEquals(
                "incident/\u00e9\n",
                read("{ \"x\":{\"name\":\"B\",\"type\":\"report\"},\"y\":[[\"name\"],1],"
                        + "\"name\":\"\u00e9\\n\",\"type\":\"incident\"}"));
        assertEquals("incident/", read("{\"type\":\"incident\"}"));
        assertEquals("/", read("{\"type\":\"identity\",\"name\":\"A\"}"));
    }

    @Test
    void whatCannotBeReadHasNeitherTypeNorName() {
        for (String text :
                new String[] {"", "[]", "{\"type\":\"incident\",\"name\":1,", "{\"type\":1}", "\u0000", "{\"type"}) {
            assertEquals("/", read(text), text);
        }
    }

    private static String read(String object) {
        ObjectName named = ObjectName.of(Bytes.ofUtf8(object), Set.of("incident", "report"));
        return named.type() + "/" + named.name();
    }
}
