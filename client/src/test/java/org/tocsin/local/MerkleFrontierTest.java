package org.tocsin.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.tocsin.model.Bytes;
import org.tocsin.proof.MerkleTree;
import org.tocsin.proof.TreeDomain;

class MerkleFrontierTest {
    @Test
    void itGivesTheRootOfTheWholeTreeAtEverySizeAlsoWhenItIsReadAgain() {
        MerkleTree whole = new MerkleTree(TreeDomain.LEDGER);
        MerkleFrontier edge = new MerkleFrontier(TreeDomain.LEDGER);
        for (int i = 0; i < 300; i++) {
            assertEquals(whole.head(), edge.head());
            edge = MerkleFrontier.of(TreeDomain.LEDGER, i, edge.bytes());
            var leaf = TreeDomain.LEDGER.leaf(Bytes.ofUtf8("entry " + i));
            whole.append(leaf);
            edge.append(leaf);
        }
        assertThrows(
                IllegalArgumentException.class,
                () -> MerkleFrontier.of(TreeDomain.LEDGER, 3, Bytes.wrap(new byte[32])));
    }
}
