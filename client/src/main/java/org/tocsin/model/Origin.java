package org.tocsin.model;

import java.util.regex.Pattern;

/// The name of one epoch of a team's ledger: `<team>/ledger/<epoch>`, as it stands in the first line of a checkpoint.
public record Origin(Team team, int epoch) {
    private static final String MIDDLE = "/ledger/";
    private static final Pattern EPOCH = Pattern.compile("[1-9][0-9]{0,8}");

    public Origin {
        if (epoch < 1) {
            throw new IllegalArgumentException("epochs count from 1, not " + epoch);
        }
    }

    /// @throws IllegalArgumentException if the text is not an origin in its one spelling
    public static Origin parse(String text) {
        int middle = text.indexOf(MIDDLE);
        if (middle < 0 || !Team.isDomain(text.substring(0, middle))) {
            throw new IllegalArgumentException("not an origin");
        }
        String digits = text.substring(middle + MIDDLE.length());
        if (!EPOCH.matcher(digits).matches()) {
            throw new IllegalArgumentException("not an epoch");
        }
        return new Origin(new Team(text.substring(0, middle)), Integer.parseInt(digits));
    }

    @Override
    public String toString() {
        return team.domain() + MIDDLE + epoch;
    }
}
