package org.tocsin.model.agreement;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The Reference Security Incident Taxonomy, version 1003: its classes, and the types in each.
public final class Rsit {
    /// Types by class, without the class before them.
    public static final Map<String, List<String>> CLASSES = classes();

    private Rsit() {}

    /// Whether a text names a class ("fraud"), or a type with its class ("fraud/phishing").
    public static boolean has(String text) {
        int slash = text.indexOf('/');
        return slash < 0
                ? CLASSES.containsKey(text)
                : CLASSES.getOrDefault(text.substring(0, slash), List.of()).contains(text.substring(slash + 1));
    }

    /// Every class, and every type with its class.
    public static List<String> all() {
        List<String> all = new ArrayList<>();
        CLASSES.forEach((classification, types) -> {
            all.add(classification);
            types.forEach(type -> all.add(classification + "/" + type));
        });
        return all;
    }

    private static Map<String, List<String>> classes() {
        Map<String, List<String>> classes = new TreeMap<>();
        classes.put("abusive-content", List.of("spam", "harmful-speech", "violence"));
        classes.put(
                "malicious-code",
                List.of("infected-system", "c2-server", "malware-distribution", "malware-configuration"));
        classes.put("information-gathering", List.of("scanner", "sniffing", "social-engineering"));
        classes.put("intrusion-attempts", List.of("ids-alert", "brute-force", "exploit"));
        classes.put(
                "intrusions",
                List.of(
                        "privileged-account-compromise",
                        "unprivileged-account-compromise",
                        "application-compromise",
                        "system-compromise",
                        "burglary"));
        classes.put("availability", List.of("dos", "ddos", "misconfiguration", "sabotage", "outage"));
        classes.put(
                "information-content-security",
                List.of(
                        "unauthorised-information-access",
                        "unauthorised-information-modification",
                        "data-loss",
                        "data-leak"));
        classes.put("fraud", List.of("unauthorised-use-of-resources", "copyright", "masquerade", "phishing"));
        classes.put(
                "vulnerable",
                List.of(
                        "weak-crypto",
                        "ddos-amplifier",
                        "potentially-unwanted-accessible",
                        "information-disclosure",
                        "vulnerable-system"));
        classes.put("other", List.of("other", "undetermined"));
        classes.put("test", List.of("test"));
        return Collections.unmodifiableMap(classes);
    }
}
