package org.tocsin.node.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.tocsin.node.policy.GateQuestion.JAPAN;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.tocsin.model.Bytes;
import org.tocsin.model.Fragment;
import org.tocsin.model.Team;
import org.tocsin.model.Tlp;
import org.tocsin.node.policy.FourEyes.Missing;
import org.tocsin.node.policy.FourEyes.Officers;

/// Who must have approved what is RED. Rule R-REL-10.
class FourEyesTest {
    private static final String ALBA = "0a1ba0";
    private static final String BERTA = "be27a0";
    private static final List<Fragment> RED = List.of(frame(Tlp.GREEN), frame(Tlp.RED));
    private static final List<Fragment> STRICT = List.of(frame(Tlp.GREEN), frame(Tlp.AMBER_STRICT));

    @Test
    void onePartThatIsRedMakesARecordRed() {
        assertTrue(FourEyes.isRed(RED));
        assertFalse(FourEyes.isRed(STRICT));
        assertFalse(FourEyes.isRed(List.of()));
    }

    @Test
    void whatIsRedAndNamesATeamNeedsAFurtherOfficerWhoMaySign() {
        assertEquals(Optional.of(Missing.APPROVAL), missing(RED, Set.of(JAPAN), officers(true, "", BERTA)));
        assertEquals(Optional.of(Missing.ANOTHER_OFFICER), missing(RED, Set.of(JAPAN), officers(true, ALBA, ALBA)));
        assertEquals(Optional.of(Missing.SIGNATORY), missing(RED, Set.of(JAPAN), officers(true, BERTA, ALBA)));
        assertEquals(Optional.empty(), missing(RED, Set.of(JAPAN), officers(true, BERTA, ALBA, BERTA)));
    }

    @Test
    void nothingElseNeedsOne() {
        Officers nobody = officers(true, "");
        assertEquals(Optional.empty(), missing(STRICT, Set.of(JAPAN), nobody));
        assertEquals(Optional.empty(), missing(RED, Set.of(), nobody));
        assertEquals(Optional.empty(), missing(RED, Set.of(JAPAN), officers(false, "")));
    }

    @Test
    void peopleAreToldWhatWasLookedAtAndWhoMayApprove() {
        assertEquals(
                List.of("R-REL-10 four-eyes red=yes published by=" + ALBA + " may approve=" + BERTA
                        + ": NEEDS_APPROVAL"),
                TraceText.of(FourEyes.step(RED, Set.of(JAPAN), officers(true, "", ALBA, BERTA))));
        assertEquals(
                List.of("R-REL-10 four-eyes red=no published by=" + ALBA),
                TraceText.of(FourEyes.step(STRICT, Set.of(JAPAN), officers(true, "", ALBA))));
    }

    private static Optional<Missing> missing(List<Fragment> fragments, Set<Team> audience, Officers officers) {
        return FourEyes.missing(fragments, audience, officers);
    }

    /// Alba publishes.
    private static Officers officers(boolean areNeeded, String approver, String... signatories) {
        return new Officers(
                areNeeded,
                ALBA,
                Optional.of(approver).filter(name -> !name.isEmpty()),
                new TreeSet<>(List.of(signatories)));
    }

    private static Fragment frame(Tlp marking) {
        return new Fragment.Frame(marking, Bytes.EMPTY, Bytes.EMPTY);
    }
}
