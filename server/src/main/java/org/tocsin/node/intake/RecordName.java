package org.tocsin.node.intake;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.tocsin.model.Fragment;
import org.tocsin.stix.ObjectName;

/// What a record is called: the name of its first incident, else of its first report, else nothing. For lists only;
/// peer text, to be escaped by whoever shows it.
final class RecordName {
    public static final int CHARACTERS_MAX = 200;

    private static final String INCIDENT = "incident";
    private static final String REPORT = "report";
    private static final Set<String> NAMED = Set.of(INCIDENT, REPORT);

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
            ObjectName named = ObjectName.of(object.body(), NAMED);
            if (named.type().equals(INCIDENT)) {
                return cut(named.name());
            }
            if (report.isEmpty() && named.type().equals(REPORT)) {
                report = cut(named.name());
            }
        }
        return report;
    }

    private static String cut(String name) {
        if (name.length() <= CHARACTERS_MAX) {
            return name;
        }
        int end = Character.isHighSurrogate(name.charAt(CHARACTERS_MAX - 1)) ? CHARACTERS_MAX - 1 : CHARACTERS_MAX;
        return name.substring(0, end);
    }
}
