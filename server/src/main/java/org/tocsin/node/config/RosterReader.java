package org.tocsin.node.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.tomlj.Toml;
import org.tomlj.TomlArray;
import org.tomlj.TomlParseResult;
import org.tomlj.TomlTable;

/// Reads `roles.toml`. All problems are reported together; unknown keys are problems. Without the file nobody has a
/// role.
public final class RosterReader {
    /// What an officer may be called, as in their certificate.
    public static final Pattern OFFICER = Pattern.compile("[a-z0-9]{1,32}");

    private static final Set<String> KEYS = Set.of("id", "roles");

    private final List<ConfigProblem> problems = new ArrayList<>();
    private final Map<String, Set<OfficerRole>> roles = new TreeMap<>();

    private RosterReader() {}

    /// What reading gives: all of it, or all of its problems.
    public sealed interface Result {
        record Read(Roster roster) implements Result {}

        record Unusable(List<ConfigProblem> problems) implements Result {
            public Unusable {
                problems = List.copyOf(problems);
            }
        }
    }

    /// @param directory the node's directory
    public static Result read(Path directory) {
        Path file = directory.resolve(Roster.FILE);
        try {
            String text = Files.readString(file, StandardCharsets.UTF_8);
            Set<PosixFilePermission> rights = Files.getPosixFilePermissions(file);
            if (rights.contains(PosixFilePermission.GROUP_WRITE) || rights.contains(PosixFilePermission.OTHERS_WRITE)) {
                return new Result.Unusable(List.of(new ConfigProblem(
                        Roster.FILE,
                        "can be changed by others than its owner",
                        "run: chmod 600 on it, and look at it")));
            }
            return parse(text);
        } catch (NoSuchFileException missing) {
            return new Result.Read(Roster.EMPTY);
        } catch (IOException unreadable) {
            return new Result.Unusable(List.of(new ConfigProblem(
                    Roster.FILE, "cannot be read: " + unreadable.getMessage(), "mend the file and its rights")));
        }
    }

    public static Result parse(String text) {
        var reader = new RosterReader();
        reader.read(Toml.parse(text));
        return reader.problems.isEmpty()
                ? new Result.Read(new Roster(reader.roles))
                : new Result.Unusable(reader.problems);
    }

    private void read(TomlParseResult toml) {
        toml.errors()
                .forEach(error ->
                        problem("line " + error.position().line(), "is not TOML", String.valueOf(error.getMessage())));
        toml.keySet().stream()
                .filter(key -> !key.equals("officer"))
                .forEach(key -> problem(key, "is no key of this version", "remove it, or correct its spelling"));
        if (!(toml.get("officer") instanceof TomlArray officers)) {
            if (toml.contains("officer")) {
                problem("officer", "is not a list of tables", "write [[officer]] before each");
            }
            return;
        }
        if (officers.size() > Roster.OFFICERS_MAX) {
            problem("officer", "has more than " + Roster.OFFICERS_MAX + " entries", "remove those who left");
            return;
        }
        for (int i = 0; i < officers.size(); i++) {
            String where = "officer " + (i + 1);
            if (officers.get(i) instanceof TomlTable officer) {
                officer(where, officer);
            } else {
                problem(where, "is not a table", "write [[officer]] before each");
            }
        }
    }

    private void officer(String where, TomlTable officer) {
        officer.keySet().stream()
                .filter(key -> !KEYS.contains(key))
                .forEach(key -> problem(where + ", " + key, "is no key of this version", "remove it"));
        if (!(officer.get("id") instanceof String id) || !OFFICER.matcher(id).matches()) {
            problem(where, "has no id", "write the last part of the URI in the officer's certificate: id = \"7f3a\"");
            return;
        }
        if (roles.containsKey(id)) {
            problem(where, "is named twice: " + id, "write all roles of an officer into one entry");
            return;
        }
        Set<OfficerRole> held = EnumSet.noneOf(OfficerRole.class);
        if (officer.get("roles") instanceof TomlArray named) {
            for (int i = 0; i < named.size(); i++) {
                String name = String.valueOf(named.get(i));
                OfficerRole.of(name)
                        .ifPresentOrElse(held::add, () -> problem(where, "has a role that is none", known()));
            }
        } else {
            problem(where, "has no list of roles", "write for example: roles = [\"analyst\", \"duty-officer\"]");
        }
        roles.put(id, held);
    }

    private static String known() {
        return "roles are "
                + String.join(
                        ", ",
                        EnumSet.allOf(OfficerRole.class).stream()
                                .map(OfficerRole::text)
                                .toList());
    }

    private void problem(String where, String what, String remedy) {
        problems.add(new ConfigProblem(Roster.FILE + ", " + where, what, remedy));
    }
}
