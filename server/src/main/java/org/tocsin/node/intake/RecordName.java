package org.tocsin.node.intake;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.tocsin.model.Bytes;
import org.tocsin.model.Fragment;

/// What a record is called: the name of its first incident, else of its first report, else nothing. For lists only;
/// peer text, to be escaped by whoever shows it.
final class RecordName {
    public static final int CHARACTERS_MAX = 200;

    private static final JsonFactory JSON = new JsonFactory();

    private RecordName() {}

    /// Reads the name from what is shown of a record. Content that cannot be read has no name.
    public static String of(List<Fragment> fragments) {
        List<Fragment.StixObject> objects = new ArrayList<>();
        for (Fragment fragment : fragments) {
            if (fragment instanceof Fragment.StixObject object) {
                objects.add(object);
            }
        }
        objects.sort(Comparator.comparingLong(Fragment.StixObject::order));
        String report = "";
        for (Fragment.StixObject object : objects) {
            Named named = read(object.body());
            if (named.type.equals("incident")) {
                return named.name;
            }
            if (report.isEmpty() && named.type.equals("report")) {
                report = named.name;
            }
        }
        return report;
    }

    private record Named(String type, String name) {}

    private static Named read(Bytes object) {
        String type = "";
        String name = "";
        try (JsonParser parser = JSON.createParser(object.array())) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return new Named("", "");
            }
            while ((type.isEmpty() || name.isEmpty()) && parser.nextToken() == JsonToken.FIELD_NAME) {
                String field = parser.currentName();
                JsonToken value = parser.nextToken();
                if (value == JsonToken.VALUE_STRING && field.equals("type")) {
                    type = parser.getText();
                    if (!type.equals("incident") && !type.equals("report")) {
                        break;
                    }
                } else if (value == JsonToken.VALUE_STRING && field.equals("name")) {
                    name = parser.getText();
                    if (type.equals("incident")) {
                        break;
                    }
                } else {
                    parser.skipChildren();
                }
            }
        } catch (IOException unreadable) {
            return new Named("", "");
        }
        return new Named(type, name.length() > CHARACTERS_MAX ? cut(name) : name);
    }

    private static String cut(String name) {
        int end = Character.isHighSurrogate(name.charAt(CHARACTERS_MAX - 1)) ? CHARACTERS_MAX - 1 : CHARACTERS_MAX;
        return name.substring(0, end);
    }
}
