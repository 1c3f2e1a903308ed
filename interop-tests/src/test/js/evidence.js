// Manifests, statements, fragments and whole proofs: sections 4, 5, 6, 9 and 14 of proto/README.md.
import { decode } from './messages.js';
import { checkpoint, fingerprint, originOf, verify } from './signature.js';
import { FRAGMENTS, LEDGER, sha256, sharedRoot, split } from './tree.js';

const require = (holds, otherwise) => {
  if (!holds) throw new Error(otherwise);
};
const isDomain = (text) => /^(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(text);

// R-MAN-4: the manifests, ascending, from the root with this fingerprint.
export function manifestChain(rootFingerprint, signed) {
  require(signed.length > 0, 'no manifest');
  let before = null;
  let bytesBefore = null;
  for (const { manifest: bytes, signature } of signed) {
    const manifest = decode('TeamManifest', bytes);
    if (before === null) {
      require(fingerprint(manifest.root) === rootFingerprint, 'R-MAN-3: another root');
      require(manifest.version === 1 && manifest.previous.length === 0, 'R-MAN-4: not the first manifest');
    } else {
      require(manifest.version === before.version + 1, 'R-MAN-4: versions');
      require(manifest.previous.equals(sha256(bytesBefore)), 'R-MAN-4: not the one before');
      require(manifest.team === before.team, 'R-MAN-4: another team');
    }
    const message = Buffer.concat([Buffer.from('tocsin/manifest/v1\n'), bytes]);
    require(verify((before ?? manifest).root, message, signature), 'R-MAN-2: not signed by the root');
    before = manifest;
    bytesBefore = bytes;
  }
  return before;
}

// R-MAN-5, R-MAN-6: what a signed checkpoint says, if a period of the manifest's ledger keys counts for it.
export function countingCheckpoint(manifest, note) {
  const [, team, epoch] = /^([^/]+)\/ledger\/([1-9][0-9]*)$/.exec(originOf(note)) ?? [];
  require(team === manifest.team, 'R-LED-2: not a ledger of this team');
  let failure = new Error('R-MAN-5: no period of this epoch');
  for (const period of manifest.ledger_keys.filter((one) => one.epoch === Number(epoch))) {
    try {
      const head = checkpoint(note, period.key);
      require(head.size >= Number(period.from_size), 'R-MAN-5: before the period');
      require(!period.closed || head.size <= Number(period.to_size), 'R-MAN-6: behind the end');
      require(
        !period.closed || head.size < Number(period.to_size) || head.root.equals(period.to_root),
        'R-MAN-6: another root at the end',
      );
      return { ...head, team, epoch: Number(epoch) };
    } catch (refused) {
      failure = refused;
    }
  }
  throw failure;
}

// R-STM-1 to R-STM-5. With an origin: that of the checkpoint it stands under.
export function statement(bytes, origin) {
  const said = decode('Statement', bytes);
  require(isDomain(said.team) && said.team.includes('.') && said.epoch >= 1, 'R-STM-2: team or epoch');
  require(!origin || (said.team === origin.team && said.epoch === origin.epoch), 'R-STM-2: under another checkpoint');
  require(said.nonce.length === 32, 'R-STM-3: nonce');
  require(typeof said.kind === 'string' && said.kind !== 'STATEMENT_KIND_UNSPECIFIED', 'R-STM-5: kind');
  require((said.record !== null) === (said.kind === 'STATEMENT_KIND_RECORD'), 'R-STM-4: record');
  require(said.record === null || (said.record.epoch >= 1 && said.record.local_id.length === 16), 'R-REC-1: record');
  require(said.record === null || said.record.version >= 1, 'R-REC-2: version');
  require(said.references.length <= 16 && said.references.every((leaf) => leaf.length === 32), 'R-STM-5: references');
  require(said.fragments_root.length === 32, 'R-FRG-1: root');
  return said;
}

// R-FRG-1 to R-FRG-4: the shown fragments, if they and the hidden rest have this root.
export function fragments(bytes, root) {
  const set = decode('FragmentSet', bytes);
  const count = set.leaf_count;
  require(count >= 1 && count <= 32768 && (count & (count - 1)) === 0, 'R-FRG-1: leaves');
  require(set.fragments.every(({ salt }) => salt.length === 16), 'R-FRG-2: salt');
  const positions = set.fragments.map(({ position }) => position);
  const leaves = set.fragments.map(({ salt, fragment }) => FRAGMENTS.leaf(salt, fragment));
  const computed = sharedRoot(FRAGMENTS, count, positions, leaves, split(set.hidden));
  require(computed !== null && computed.equals(root), 'R-FRG-4: the root is another');
  return set.fragments.map(({ fragment }) => {
    const shown = decode('Fragment', fragment);
    require(typeof shown.kind === 'string' && shown.kind !== 'FRAGMENT_KIND_UNSPECIFIED', 'R-FRG-2: kind');
    return shown;
  });
}

// R-REC-5 and R-REC-6: the content, as far as it is shown.
export function recompose(shown) {
  const of = (kind) => shown.filter((fragment) => fragment.kind === `FRAGMENT_KIND_${kind}`);
  const ascending = (a, b) => (BigInt(a.order) < BigInt(b.order) ? -1 : 1);
  const [frame] = of('FRAME');
  require(frame && of('FRAME').length === 1, 'R-REC-5: not one frame');
  const parts = [frame.body];
  of('OBJECT')
    .sort(ascending)
    .forEach((object, i) => {
      if (i > 0) parts.push(object.lead);
      let written = 0;
      const cut = of('PROPERTY').filter((property) => property.object_order === object.order);
      for (const property of cut.sort(ascending)) {
        parts.push(object.body.subarray(written, property.at), property.body);
        written = property.at;
      }
      parts.push(object.body.subarray(written));
    });
  return Buffer.concat([...parts, frame.suffix]);
}

// R-PRF-1, in its order: what a proof file proves.
export function proofFile(rootFingerprint, { manifests, evidence }) {
  const manifest = manifestChain(rootFingerprint, manifests);
  const head = countingCheckpoint(manifest, evidence.checkpoint);
  const leaf = LEDGER.leaf(evidence.statement);
  const root = sharedRoot(LEDGER, head.size, [Number(evidence.index)], [leaf], split(evidence.proof.hashes));
  require(root !== null && root.equals(head.root), 'R-LED-4: not included');
  const said = statement(evidence.statement, head);
  const shown = evidence.fragments.length === 0 ? [] : fragments(evidence.fragments, said.fragments_root);
  return { manifest, head, leaf, said, shown };
}
