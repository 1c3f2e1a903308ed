package org.tocsin.model.agreement;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The Information Exchange Policy that a record carries in its header, by IEP's own names. A field that is not stated
/// limits nothing; one that this version does not know is kept, and has no effect. Rule R-REL-7.
///
/// Source: FIRST, Information Exchange Policy 2.0.
public record RecordPolicy(SortedMap<String, String> stated) {
    private static final String ACTIONS = "permitted_actions";
    private static final String NOTIFICATIONS = "affected_party_notifications";
    private static final String RESALE = "unmodified_resale";
    private static final String ATTRIBUTION = "attribution";
    private static final String START = "start_date";
    private static final String END = "end_date";
    private static final String TLP = "tlp";
    /// The names of IEP 2.0, but those of free text.
    public static final Set<String> FIELDS = Set.of(
            ACTIONS,
            NOTIFICATIONS,
            RESALE,
            ATTRIBUTION,
            START,
            END,
            TLP,
            "id",
            "name",
            "iep_version",
            "encrypt_in_transit");

    private static final List<String> TLP_LABELS = List.of("white", "green", "amber", "red");

    /// @throws IllegalArgumentException if a field has a value that IEP does not have
    public RecordPolicy {
        stated = Collections.unmodifiableSortedMap(new TreeMap<>(stated));
        actions(stated.get(ACTIONS));
        may(stated.get(NOTIFICATIONS));
        may(stated.get(RESALE));
        attribution(stated.get(ATTRIBUTION));
        instant(stated.get(START));
        instant(stated.get(END));
        checkTlp(stated.get(TLP));
    }

    /// Reads the values of a facet, "field=value".
    ///
    /// @throws IllegalArgumentException if they are anything else, or state a field twice
    public static RecordPolicy of(List<String> values) {
        SortedMap<String, String> stated = new TreeMap<>();
        for (String value : values) {
            int equals = value.indexOf('=');
            if (equals < 1 || stated.put(value.substring(0, equals), value.substring(equals + 1)) != null) {
                throw new IllegalArgumentException("not a policy of fields, each once: " + value);
            }
        }
        return new RecordPolicy(stated);
    }

    /// IEP has dates, a header instants: a policy holds from the beginning of its first day to the end of its last.
    public static String dated(String name, String value) {
        boolean start = name.equals(START);
        if (!start && !name.equals(END)) {
            return value;
        }
        try {
            return Instant.parse(value).toString();
        } catch (DateTimeException day) {
            try {
                LocalDate date = LocalDate.parse(value);
                return (start ? date : date.plusDays(1))
                        .atStartOfDay(ZoneOffset.UTC)
                        .toInstant()
                        .toString();
            } catch (DateTimeException none) {
                return value;
            }
        }
    }

    /// The values of the facet.
    public List<String> values() {
        return stated.entrySet().stream()
                .map((Map.Entry<String, String> field) -> field.getKey() + "=" + field.getValue())
                .toList();
    }

    /// The most that a receiver may do, by this policy alone.
    public Iep iep() {
        return new Iep(actions(stated.get(ACTIONS)), may(stated.get(NOTIFICATIONS)), may(stated.get(RESALE)));
    }

    public Attribution attribution() {
        return attribution(stated.get(ATTRIBUTION));
    }

    /// From when on it holds, itself included.
    public Optional<Instant> start() {
        return instant(stated.get(START));
    }

    /// When it has ended.
    public Optional<Instant> end() {
        return instant(stated.get(END));
    }

    /// Whether it and an agreement demand the contrary of each other.
    public boolean contradicts(Attribution agreed) {
        Attribution own = attribution();
        return (own == Attribution.MUST && agreed == Attribution.MUST_NOT)
                || (own == Attribution.MUST_NOT && agreed == Attribution.MUST);
    }

    /// The stricter of both, field by field; of what limits nothing (a name, an id) this policy's own.
    public RecordPolicy narrowedBy(RecordPolicy other) {
        SortedMap<String, String> both = new TreeMap<>(other.stated);
        both.putAll(stated);
        both.replaceAll((field, value) -> stricter(field, value, other.stated.getOrDefault(field, value)));
        return new RecordPolicy(both);
    }

    private static String stricter(String field, String one, String other) {
        return switch (field) {
            case ACTIONS -> actions(one).compareTo(actions(other)) <= 0 ? one : other;
            case NOTIFICATIONS, RESALE -> may(one) ? other : one;
            case ATTRIBUTION ->
                List.of(attribution(one), attribution(other)).contains(Attribution.MUST_NOT)
                        ? "must-not"
                        : attribution(one) == Attribution.MUST ? one : other;
            case START -> Instant.parse(one).isAfter(Instant.parse(other)) ? one : other;
            case END -> Instant.parse(one).isBefore(Instant.parse(other)) ? one : other;
            case TLP -> TLP_LABELS.indexOf(one) >= TLP_LABELS.indexOf(other) ? one : other;
            default -> one;
        };
    }

    /// The label of TLP 1 that IEP 2.0 names, in lower case.
    public Optional<String> tlp() {
        return Optional.ofNullable(stated.get(TLP));
    }

    private static void checkTlp(@Nullable String value) {
        if (value != null && !TLP_LABELS.contains(value)) {
            throw unknown(TLP, value);
        }
    }

    private static Iep.Actions actions(@Nullable String value) {
        if (value == null) {
            return Iep.Actions.EXTERNALLY_VISIBLE_DIRECT;
        }
        for (Iep.Actions actions : Iep.Actions.values()) {
            if (actions.text().equals(value)) {
                return actions;
            }
        }
        throw unknown(ACTIONS, value);
    }

    private static boolean may(@Nullable String value) {
        return switch (value) {
            case null -> true;
            case "may" -> true;
            case "must-not" -> false;
            default -> throw unknown("may or must-not", value);
        };
    }

    private static Attribution attribution(@Nullable String value) {
        return switch (value) {
            case null -> Attribution.MAY;
            case "may" -> Attribution.MAY;
            case "must" -> Attribution.MUST;
            case "must-not" -> Attribution.MUST_NOT;
            default -> throw unknown(ATTRIBUTION, value);
        };
    }

    private static Optional<Instant> instant(@Nullable String value) {
        try {
            return Optional.ofNullable(value).map(Instant::parse);
        } catch (DateTimeException unreadable) {
            throw unknown("an instant", String.valueOf(value));
        }
    }

    private static IllegalArgumentException unknown(String what, String value) {
        return new IllegalArgumentException("a policy with another value than IEP's, " + what + ": " + value);
    }
}
