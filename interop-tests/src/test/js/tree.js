// Hashes and proofs: rules R-LED-1, R-LED-4, R-LED-5, R-FRG-1 and R-LAN-3 of proto/README.md.
import { createHash } from 'node:crypto';

export const sha256 = (...parts) => parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest();

const domain = (leaf, node) => ({
  leaf: (...parts) => sha256(Buffer.of(leaf), ...parts),
  node: (left, right) => sha256(Buffer.of(node), left, right),
});

export const LEDGER = domain(0x00, 0x01);
export const FRAGMENTS = domain(0x02, 0x03);

const largestPowerBelow = (n) => {
  let power = 1;
  while (power * 2 < n) power *= 2;
  return power;
};

// The root of all leaves (R-LED-1).
export function rootOf(leaves) {
  if (leaves.length === 0) return sha256();
  if (leaves.length === 1) return leaves[0];
  const k = largestPowerBelow(leaves.length);
  return LEDGER.node(rootOf(leaves.slice(0, k)), rootOf(leaves.slice(k)));
}

// The root that a shared proof gives for the leaves at these indices in a tree of this size, or null (R-LED-4).
export function sharedRoot(tree, size, indices, leaves, hashes) {
  const ordered = indices.every((index, i) => index >= 0 && index < size && (i === 0 || index > indices[i - 1]));
  if (!ordered || indices.length !== leaves.length || size < 1) return null;
  let next = 0;
  const root = (low, high) => {
    const first = indices.findIndex((index) => index >= low && index < high);
    if (first < 0) return next < hashes.length ? hashes[next++] : null;
    if (high - low === 1) return leaves[first];
    const middle = low + largestPowerBelow(high - low);
    const left = root(low, middle);
    const right = left && root(middle, high);
    return right && tree.node(left, right);
  };
  const result = root(0, size);
  return next === hashes.length ? result : null;
}

// Proves the entries at these indices (R-LED-4).
export function sharedProof(leaves, indices) {
  const walk = (low, high) => {
    if (!indices.some((index) => index >= low && index < high)) return [rootOf(leaves.slice(low, high))];
    if (high - low === 1) return [];
    const middle = low + largestPowerBelow(high - low);
    return [...walk(low, middle), ...walk(middle, high)];
  };
  return walk(0, leaves.length);
}

// RFC 9162, section 2.1.4.1.
export function consistencyProof(leaves, from) {
  const prove = (m, part, whole) => {
    if (m === part.length) return whole ? [] : [rootOf(part)];
    const k = largestPowerBelow(part.length);
    return m <= k
      ? [...prove(m, part.slice(0, k), whole), rootOf(part.slice(k))]
      : [...prove(m - k, part.slice(k), false), rootOf(part.slice(0, k))];
  };
  return from === 0 ? [] : prove(from, leaves, true);
}

// RFC 9162, section 2.1.4.2; from size 0, and between equal sizes, there are no hashes (R-LED-5).
export function isConsistent(from, fromRoot, to, toRoot, hashes) {
  if (from > to) return false;
  if (from === to) return hashes.length === 0 && fromRoot.equals(toRoot);
  if (from === 0) return hashes.length === 0 && fromRoot.equals(sha256());
  const path = [...hashes];
  if (path.length === 0) return false;
  const isPowerOfTwo = 2 ** Math.round(Math.log2(from)) === from;
  if (isPowerOfTwo) path.unshift(fromRoot);
  let fn = from - 1;
  let sn = to - 1;
  while (fn % 2 === 1) {
    fn = Math.floor(fn / 2);
    sn = Math.floor(sn / 2);
  }
  let fr = path[0];
  let sr = path[0];
  for (const hash of path.slice(1)) {
    if (sn === 0) return false;
    if (fn % 2 === 1 || fn === sn) {
      fr = LEDGER.node(hash, fr);
      sr = LEDGER.node(hash, sr);
      while (fn % 2 === 0 && fn !== 0) {
        fn = Math.floor(fn / 2);
        sn = Math.floor(sn / 2);
      }
    } else {
      sr = LEDGER.node(sr, hash);
    }
    fn = Math.floor(fn / 2);
    sn = Math.floor(sn / 2);
  }
  return sn === 0 && fr.equals(fromRoot) && sr.equals(toRoot);
}

// Hashes are carried one behind the other, 32 bytes each.
export function split(bytes) {
  if (bytes.length % 32 !== 0) throw new Error('not whole hashes');
  return Array.from({ length: bytes.length / 32 }, (_, i) => Buffer.from(bytes.subarray(32 * i, 32 * i + 32)));
}

// The channel hash before the first sequence, and after another one (R-LAN-3).
export const channelStart = (author, receiver, lane, epoch) =>
  sha256(`tocsin/lane/v1\n${author}\n${receiver}\n${lane}\n${epoch}`);

export function channelNext(before, sequence, leaf) {
  const number = Buffer.alloc(8);
  number.writeBigUInt64BE(BigInt(sequence));
  return sha256(before, number, leaf);
}
