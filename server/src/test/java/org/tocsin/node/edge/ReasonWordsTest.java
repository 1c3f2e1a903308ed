package org.tocsin.node.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.tocsin.cli.insight.Reason;
import org.tocsin.model.Delivery.HoldReason;
import org.tocsin.model.Delivery.VoidReason;
import org.tocsin.model.Receipt.RefusalReason;
import org.tocsin.node.policy.PartReason;
import org.tocsin.node.policy.WithholdReason;

/// Whatever a node can answer, officers are told in words. Rule R-REL-5.
class ReasonWordsTest {
    @Test
    void everyReasonHasItsWords() {
        told(WithholdReason.values(), Reason::withheld, true);
        told(RefusalReason.values(), Reason::refused, true);
        told(VoidReason.values(), Reason::voided, true);
        told(HoldReason.values(), Reason::held, true);
        told(PartReason.values(), Reason::part, false);
    }

    @Test
    void aReasonThatIsNotKnownIsToldAsItIs() {
        assertEquals("-", Reason.withheld("NEW_REASON").rule());
        assertEquals("the node says NEW_REASON", Reason.withheld("NEW_REASON").says());
    }

    private static void told(Enum<?>[] reasons, Function<String, Reason> words, boolean withRemedy) {
        for (Enum<?> name : reasons) {
            Reason reason = words.apply(name.name());
            assertNotEquals("-", reason.rule(), name.name());
            assertFalse(withRemedy && reason.remedy().isEmpty(), name.name());
        }
    }
}
