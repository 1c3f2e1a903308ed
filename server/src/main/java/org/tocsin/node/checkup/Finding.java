package org.tocsin.node.checkup;

/// One thing that is not as the node left it.
///
/// @param part what was looked at
/// @param where a file, or a table with its row, column and byte
/// @param what is wrong with it
/// @param remedy what to do
public record Finding(Part part, String where, String what, String remedy) {
    /// What a checkup looks at, in this order.
    public enum Part {
        FILES("files"),
        DATABASE_FILE("database file"),
        SCHEMA("schema"),
        EVIDENCE("ledger and evidence"),
        SEALS("seals"),
        PROJECTIONS("projections");

        private final String words;

        Part(String words) {
            this.words = words;
        }

        /// For people.
        public String words() {
            return words;
        }
    }
}
