// A ledger of one's own, in memory: rules R-LED-1 to R-LED-5, R-STM-1 to R-STM-5. Good for a player of an hour; a team's has to outlive its process.
import { randomBytes } from 'node:crypto';
import { encode } from './messages.js';
import { signCheckpoint } from './signature.js';
import { consistencyProof, FRAGMENTS, LEDGER, rootOf, sharedProof } from './tree.js';

export class Ledger {
  constructor(team, key, privateKey) {
    this.team = team;
    this.key = key;
    this.privateKey = privateKey;
    this.leaves = [];
  }

  // States one document: its statement, with the proof that it stands under the head as it is now.
  state(kind, document, references = []) {
    const salt = randomBytes(16);
    const fragment = encode('Fragment', { kind: 'FRAGMENT_KIND_DOCUMENT', marking: 'TLP_AMBER_STRICT', body: document });
    const statement = encode('Statement', {
      team: this.team,
      epoch: 1,
      nonce: randomBytes(32),
      kind: `STATEMENT_KIND_${kind}`,
      references,
      fragments_root: FRAGMENTS.leaf(salt, fragment),
    });
    const index = this.leaves.push(LEDGER.leaf(statement)) - 1;
    const head = { origin: `${this.team}/ledger/1`, size: this.leaves.length, root: rootOf(this.leaves) };
    return {
      checkpoint: signCheckpoint(head, this.key, this.privateKey),
      index,
      proof: { hashes: Buffer.concat(sharedProof(this.leaves, [index])) },
      statement,
      fragments: encode('FragmentSet', { leaf_count: 1, fragments: [{ position: 0, salt, fragment }] }),
    };
  }

  // That the ledger of now goes on from an earlier size.
  consistency(from) {
    return { from_size: from, hashes: Buffer.concat(consistencyProof(this.leaves, from)) };
  }
}
