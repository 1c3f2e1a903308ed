// The receiver's end of the ROUTINE lane of one author: rules R-LAN-1 to R-LAN-6, R-ADM-1 to R-ADM-3, R-RCP-1 to R-RCP-4.
import { countingCheckpoint, fragments, manifestChain, recompose, statement } from './evidence.js';
import { encode } from './messages.js';
import { channelNext, channelStart, isConsistent, LEDGER, sha256, sharedRoot, split } from './tree.js';

const MARKINGS = ['CLEAR', 'GREEN', 'AMBER', 'AMBER+STRICT', 'RED'];

class Stop extends Error {
  constructor(reason, why) {
    super(why);
    this.reason = `STOP_REASON_${reason}`;
  }
}

export class InboundLane {
  // `author`: its root's fingerprint, and its manifests as far as they are known. `ceiling`: an index of MARKINGS. `tell` hears what was received.
  constructor({ own, author, ceiling, ledger, tell }) {
    Object.assign(this, { own, author, ceiling, ledger, tell });
    this.seen = new Map();
    this.held = new Set();
    this.receipts = [];
    this.epoch = 0;
  }

  // The author's first message; answers with where this lane stands.
  open({ lane, lane_epoch: epoch, manifests, receipted }) {
    const known = this.author.signed;
    const newer = manifests.filter(({ manifest }) => !known.some((one) => one.manifest.equals(manifest)));
    this.author.manifest = manifestChain(this.author.fingerprint, [...known, ...newer]);
    this.author.signed = [...known, ...newer];
    if (lane !== 'LANE_ROUTINE') throw new Error('this player carries ROUTINE only');
    if (epoch < this.epoch) throw new Error('R-LAN-5: an older epoch');
    if (epoch > this.epoch) {
      this.epoch = epoch;
      this.through = 0;
      this.hash = channelStart(this.author.team, this.own.team, 'routine', epoch);
    }
    this.stream = { checkpoint: null, item: null, answered: null };
    const latest = this.receipts.at(-1);
    const state = {
      through: this.through,
      channel_hash: this.hash,
      seen: this.latestSeen(),
      manifests: this.own.manifests,
      latest_receipt: latest && { evidence: latest.evidence },
    };
    const missed = this.receipts.filter((one) => one !== latest && one.refusals && one.through > Number(receipted));
    return [{ state }, ...missed.map(({ evidence }) => ({ receipt: { evidence } }))];
  }

  latestSeen() {
    return [...this.seen.values()].sort((a, b) => a.epoch - b.epoch).at(-1)?.message ?? null;
  }

  // A frame; answers with the receipt of what it completed, or with the end of the lane.
  take(frame) {
    try {
      return this.verified(frame);
    } catch (wrong) {
      this.tell({ event: 'stopped', why: wrong.message });
      return { stop: { reason: wrong.reason ?? 'STOP_REASON_PROOF_FAILED', seen: this.latestSeen() } };
    }
  }

  verified(frame) {
    // In this order: checkpoint, consistency, inclusion; only then is anything parsed (R-LAN-6).
    const note = frame.checkpoint.length > 0 ? frame.checkpoint : this.stream.checkpoint;
    if (!note) throw new Stop('PROTOCOL', 'no checkpoint');
    const head = countingCheckpoint(this.author.manifest, note);
    this.extend(head, note, frame.consistency);
    this.stream.checkpoint = note;
    const stated = frame.items.filter((item) => item.statement);
    const leaves = stated.map((item) => LEDGER.leaf(item.statement.statement));
    const indices = stated.map((item) => Number(item.statement.index));
    if (stated.length > 0) {
      const root = sharedRoot(LEDGER, head.size, indices, leaves, split(frame.proof.hashes));
      if (!root?.equals(head.root)) throw new Stop('PROOF_FAILED', 'R-LED-4: not included');
    }
    const isNext = Number(frame.items[0].sequence) === this.through + 1;
    if (isNext && frame.channel_hash.length > 0 && !frame.channel_hash.equals(this.hash)) {
      throw new Stop('CHANNEL_DIVERGED', 'R-LAN-12: not from where this lane stands');
    }
    const refusals = [];
    const before = this.through;
    for (const item of frame.items) this.item(item, head, refusals);
    return this.through > before ? { receipt: this.receipt(refusals) } : null;
  }

  // R-LED-6.
  extend(head, note, proof) {
    const known = this.seen.get(head.epoch);
    if (known && known.size > head.size) return;
    if (known && known.size === head.size && known.root.equals(head.root)) return;
    const from = known ? Number(proof?.from_size ?? -1) : 0;
    const consistent = known && from === known.size
      ? isConsistent(known.size, known.root, head.size, head.root, split(proof.hashes))
      : !known;
    if (!consistent) throw new Stop('INCONSISTENT', 'R-LED-6: does not go on from what was seen');
    const message = { origin: head.origin, size: head.size, root: head.root, at_ms: Date.now() };
    this.seen.set(head.epoch, { ...head, note, message });
  }

  item(item, head, refusals) {
    const sequence = Number(item.sequence);
    if (item.more_fragments && item.kind === 'more_fragments') {
      if (this.stream.item?.sequence !== sequence) throw new Stop('PROTOCOL', 'a part without its beginning');
      this.stream.item.parts.push(item.more_fragments);
    } else {
      if (this.stream.item || sequence !== this.through + 1) throw new Stop('PROTOCOL', 'R-LAN-2: not the next sequence');
      this.stream.item = item.void
        ? { sequence, leaf: item.void.leaf_hash }
        : { sequence, leaf: LEDGER.leaf(item.statement.statement), bytes: item.statement.statement, parts: [item.statement.fragments] };
    }
    if (item.continues) return;
    const { leaf, bytes, parts } = this.stream.item;
    this.stream.item = null;
    if (bytes) {
      const refusal = this.judge(sequence, leaf, bytes, Buffer.concat(parts), head);
      if (refusal) refusals.push({ sequence, reason: `REFUSAL_REASON_${refusal}` });
    }
    this.hash = channelNext(this.hash, sequence, leaf);
    this.through = sequence;
  }

  // The reason to refuse, or nothing. One effect a leaf (R-ADM-5).
  judge(sequence, leaf, bytes, set, head) {
    let said;
    let shown;
    let content;
    try {
      said = statement(bytes, head);
      if (said.kind !== 'STATEMENT_KIND_RECORD') return 'KIND_NOT_CARRIED';
      shown = fragments(set, said.fragments_root);
      content = recompose(shown);
    } catch (malformed) {
      this.tell({ event: 'refused', sequence, why: malformed.message });
      return 'MALFORMED';
    }
    const facet = shown.find((one) => one.kind === 'FRAGMENT_KIND_FACET' && one.facet === 'FACET_KIND_MARKING');
    const marking = facet ? MARKINGS.indexOf(facet.values[0]) : MARKINGS.length;
    if (marking < 0 || marking > this.ceiling) return 'MARKING_ABOVE_CEILING';
    try {
      JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(content));
    } catch {
      return 'INVALID_CONTENT';
    }
    if (!this.held.has(leaf.toString('hex'))) {
      this.held.add(leaf.toString('hex'));
      this.tell({ event: 'record', sequence, leaf: leaf.toString('hex'), content: sha256(content).toString('hex'), marking: facet.values[0] });
    }
    return null;
  }

  // R-RCP-1 to R-RCP-3.
  receipt(refusals) {
    const document = encode('Receipt', {
      author: this.author.team,
      lane: 'LANE_ROUTINE',
      lane_epoch: this.epoch,
      through: this.through,
      channel_hash: this.hash,
      refusals,
      seen: this.latestSeen(),
    });
    const evidence = this.ledger.state('RECEIPT', document);
    this.receipts.push({ evidence, through: this.through, refusals: refusals.length });
    const before = this.stream.answered;
    this.stream.answered = this.ledger.leaves.length;
    this.tell({ event: 'receipt', through: this.through });
    return { evidence, consistency: before === null ? null : this.ledger.consistency(before) };
  }
}
