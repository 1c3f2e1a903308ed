package org.tocsin.node.config;

/// One thing that is wrong with a configuration: where (a key's path, or a line), what, and what to do.
public record ConfigProblem(String where, String what, String remedy) {
    @Override
    public String toString() {
        return where + ": " + what + ": " + remedy;
    }
}
