package org.tocsin.stix;

import com.fasterxml.jackson.core.JsonToken;
import java.util.Set;
import org.tocsin.model.Bytes;

/// What a STIX object says that it is and is called: its top-level `type` and `name`, empty where it says nothing.
public record ObjectName(String type, String name) {
    private static final ObjectName NONE = new ObjectName("", "");

    /// Reads the name of an object of one of these types; others have none. Looks no further than it must. What cannot
    /// be read up to there has neither type nor name.
    public static ObjectName of(Bytes object, Set<String> types) {
        try {
            String type = DocumentType.of(object.array());
            return type == null || !types.contains(type) ? NONE : read(type, object);
        } catch (JsonFault unreadable) {
            return NONE;
        }
    }

    private static ObjectName read(String type, Bytes object) throws JsonFault {
        try (StrictJson json = new StrictJson(object.array())) {
            if (json.next() != JsonToken.START_OBJECT) {
                return NONE;
            }
            while (json.next() == JsonToken.FIELD_NAME) {
                boolean named = json.memberName().equals("name");
                JsonToken value = json.next();
                if (value == JsonToken.VALUE_STRING && named) {
                    return new ObjectName(type, new String(json.textArray(), json.textFrom(), json.textLength()));
                }
                if (value != null) {
                    pass(json, value);
                }
            }
        }
        return new ObjectName(type, "");
    }

    private static void pass(StrictJson json, JsonToken value) throws JsonFault {
        int depth = 0;
        JsonToken token = value;
        while (token != null) {
            depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
            token = depth > 0 ? json.next() : null;
        }
    }
}
