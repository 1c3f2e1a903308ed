// Holds proto/vectors against this implementation: what is good must hold, what is bad must be refused. Prints one line of JSON.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fragments, proofFile, recompose, statement } from './evidence.js';
import { decode, TOP } from './messages.js';
import { checkpoint, verify } from './signature.js';
import { channelNext, channelStart, isConsistent, LEDGER, rootOf, sharedRoot } from './tree.js';

const hex = (text) => Buffer.from(text, 'hex');
const read = (name) => JSON.parse(readFileSync(path.join(TOP, 'proto/vectors', `${name}.json`)));
const told = { good: 0, bad: 0, unproven: 0, wrong: [] };

function holds(file, test, check) {
  let held;
  try {
    held = check(test) !== false;
  } catch {
    held = false;
  }
  if (held) told.good++;
  else told.wrong.push(`${file}: ${test.name ?? 'good'}`);
}

function refused(file, test, check) {
  // This runtime has no ML-DSA: what only that half refuses cannot be refused here.
  if (/ML-DSA half/.test(test.name)) {
    told.unproven++;
    return;
  }
  try {
    if (check(test) !== false) {
      told.wrong.push(`${file}: ${test.name} was not refused`);
      return;
    }
  } catch {
    // Refused.
  }
  told.bad++;
}

function both(file, vectors, check) {
  vectors.good.forEach((test) => holds(file, test, check));
  vectors.bad.forEach((test) => refused(file, test, check));
}

const suiteKey = (test) => ({ suite: `SUITE_${test.suite}`, key: hex(test.public_key) });

both('statements', read('statements'), ({ bytes, leaf }) => {
  const said = statement(hex(bytes));
  return said && (!leaf || LEDGER.leaf(hex(bytes)).equals(hex(leaf)));
});

const cut = read('fragments');
both('fragments', cut, ({ bytes, root }) => fragments(hex(bytes), hex(root)));
holds('fragments', { name: 'the document' }, () =>
  recompose(fragments(hex(cut.good[0].bytes), hex(cut.good[0].root))).equals(Buffer.from(cut.published)),
);

const ledger = read('ledger');
const leaves = ledger.leaves.map(hex);
ledger.roots_by_size.forEach((root, size) =>
  holds('ledger', { name: `root of ${size}` }, () => rootOf(leaves.slice(0, size)).equals(hex(root))),
);
const shared = ({ size, indices, hashes, root, leaves: own }) => {
  const proven = (own ?? indices.map((index) => ledger.leaves[index] ?? '')).map(hex);
  return sharedRoot(LEDGER, size, indices, proven, hashes.map(hex))?.equals(hex(root)) ?? false;
};
ledger.shared.forEach((test) => holds('ledger', test, shared));
ledger.bad_shared.forEach((test) => refused('ledger', test, shared));
const consistent = (test) =>
  isConsistent(test.from, hex(test.from_root), test.to, hex(test.to_root), test.hashes.map(hex));
ledger.consistency.forEach((test) => holds('ledger', test, consistent));
ledger.bad_consistency.forEach((test) => refused('ledger', test, consistent));

const notes = read('checkpoints');
both('checkpoints', notes, (test) => {
  const said = checkpoint(Buffer.from(test.note), suiteKey(test));
  return said.origin === notes.origin && (test.size === undefined || said.size === test.size);
});

both('signatures', read('signatures'), (test) => verify(suiteKey(test), hex(test.message), hex(test.signature)));

for (const lane of read('lanes').lanes) {
  let hash = channelStart(lane.author, lane.receiver, lane.lane, lane.lane_epoch);
  for (const step of lane.steps) {
    if (step.sequence > 0) hash = channelNext(hash, step.sequence, hex(step.leaf));
    holds('lanes', { name: `sequence ${step.sequence}` }, () => hash.equals(hex(step.hash)));
  }
}

both('proofs', read('proofs'), (test) => proofFile(test.root_fingerprint, decode('ProofFile', hex(test.proof_file))));

console.log(JSON.stringify(told));
