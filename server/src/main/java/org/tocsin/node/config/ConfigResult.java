package org.tocsin.node.config;

import java.util.List;

/// What reading a configuration gives: the whole of it, or all of its problems together.
public sealed interface ConfigResult {
    record Read(NodeConfig config) implements ConfigResult {}

    record Unusable(List<ConfigProblem> problems) implements ConfigResult {
        public Unusable {
            problems = List.copyOf(problems);
        }
    }
}
