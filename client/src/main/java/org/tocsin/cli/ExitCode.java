package org.tocsin.cli;

/// How a command ends, as the shell sees it. The same numbers everywhere, listed in every `--help`.
public enum ExitCode {
    OK(0, "done; every verdict is good"),
    NEGATIVE(1, "done; a verdict is negative (refused, lost, doubled, not verified)"),
    UNUSABLE(2, "unusable input, options or configuration; nothing was done"),
    UNREACHABLE(3, "the node cannot be reached, or is not ready"),
    REFUSED(4, "the node refused the call"),
    BUG(70, "a bug in tocsin; please report it"),
    INTERRUPTED(130, "interrupted");

    private final int number;
    private final String meaning;

    ExitCode(int number, String meaning) {
        this.number = number;
        this.meaning = meaning;
    }

    public int number() {
        return number;
    }

    public String meaning() {
        return meaning;
    }
}
