// Signatures and signed checkpoints: rules R-SUI-1 to R-SUI-3, R-LED-2 and R-LED-3 of proto/README.md. Of the hybrid suite only the Ed25519 half is
// verified here: this runtime has no ML-DSA. A team that relies on it would have to verify both.
import { createPublicKey, sign as signRaw, verify as verifyRaw } from 'node:crypto';
import { sha256 } from './tree.js';

const HYBRID = 'tocsin/ed25519-ml-dsa-65';
export const SUITES = {
  SUITE_ED25519: { key: 32, signature: 64, type: Buffer.of(0x01), prefix: '', number: 1 },
  SUITE_ED25519_ML_DSA_65: {
    key: 32 + 1952,
    signature: 64 + 3309,
    type: Buffer.concat([Buffer.of(0xff), Buffer.from(HYBRID)]),
    prefix: `${HYBRID}/v1\n`,
    number: 2,
  },
};

const P = 2n ** 255n - 19n;
const L = 2n ** 252n + 27742317777372353535851937790883648493n;
const mod = (n) => ((n % P) + P) % P;
const power = (base, exponent) => {
  let result = 1n;
  for (let b = mod(base), e = exponent; e > 0n; e >>= 1n, b = (b * b) % P) if (e & 1n) result = (result * b) % P;
  return result;
};
const inverse = (n) => power(n, P - 2n);
const D = mod(-121665n * inverse(121666n));
const ROOT_OF_MINUS_ONE = power(2n, (P - 1n) / 4n);
const littleEndian = (bytes) => BigInt(`0x${Buffer.from(bytes).reverse().toString('hex')}`);

// The point of a canonical encoding, or null.
function point(bytes) {
  const encoded = littleEndian(bytes);
  const sign = encoded >> 255n;
  const y = encoded & (2n ** 255n - 1n);
  if (y >= P) return null;
  const square = mod((y * y - 1n) * inverse(D * y * y + 1n));
  let x = power(square, (P + 3n) / 8n);
  if (mod(x * x) !== square) x = mod(x * ROOT_OF_MINUS_ONE);
  if (mod(x * x) !== square || (x === 0n && sign === 1n)) return null;
  return { x: (x & 1n) === sign ? x : mod(-x), y };
}

function doubled({ x, y }) {
  const product = mod(D * x * x * y * y);
  return { x: mod(2n * x * y * inverse(1n + product)), y: mod((y * y + x * x) * inverse(1n - product)) };
}

function isStrictPoint(bytes) {
  const found = point(bytes);
  if (!found) return false;
  const eightfold = doubled(doubled(doubled(found)));
  return !(eightfold.x === 0n && eightfold.y === 1n);
}

// R-SUI-2. The library checks the equation without the cofactor; what it might let through is checked before.
function verifyEd25519(key, message, signature) {
  if (littleEndian(signature.subarray(32)) >= L) return false;
  if (!isStrictPoint(key) || !isStrictPoint(signature.subarray(0, 32))) return false;
  const jwk = { kty: 'OKP', crv: 'Ed25519', x: Buffer.from(key).toString('base64url') };
  return verifyRaw(null, message, createPublicKey({ key: jwk, format: 'jwk' }), signature);
}

export function verify({ suite, key }, message, signature) {
  const { key: keyLength, signature: signatureLength, prefix } = SUITES[suite] ?? {};
  if (key.length !== keyLength || signature.length !== signatureLength) return false;
  const prefixed = Buffer.concat([Buffer.from(prefix), Buffer.from(message)]);
  return verifyEd25519(key.subarray(0, 32), prefixed, signature.subarray(0, 64));
}

// R-MAN-3.
export const fingerprint = ({ suite, key }) => sha256(Buffer.of(SUITES[suite].number), key).toString('hex');

const keyId = (name, { suite, key }) => sha256(name, '\n', SUITES[suite].type, key).subarray(0, 4);

// Base 64 in its one spelling.
function base64(text) {
  const bytes = Buffer.from(text, 'base64');
  if (bytes.toString('base64') !== text) throw new Error('not canonical Base 64');
  return bytes;
}

// What an unsigned checkpoint says (R-LED-2).
function read(text) {
  const lines = text.split('\n');
  if (lines.length !== 4 || lines[3] !== '' || !/^(0|[1-9][0-9]{0,18})$/.test(lines[1])) throw new Error('no checkpoint');
  const root = base64(lines[2]);
  if (root.length !== 32) throw new Error('a root of another length');
  return { origin: lines[0], size: Number(lines[1]), root };
}

export const originOf = (note) => note.toString().split('\n', 1)[0];

// Verifies a signed checkpoint under the key of the team that its origin names: what it says, or an error.
export function checkpoint(note, key) {
  const whole = note.toString('utf8');
  if (note.length > 131072 || !Buffer.from(whole).equals(note)) throw new Error('no text, or too long');
  const end = whole.lastIndexOf('\n\n') + 1;
  const text = whole.slice(0, end);
  const lines = whole.slice(end + 1).split('\n');
  if (lines.pop() !== '' || lines.length < 1 || lines.length > 16) throw new Error('signature lines');
  const said = read(text);
  const team = said.origin.split('/')[0];
  const id = keyId(team, key);
  const own = [];
  for (const line of lines) {
    const [, name, encoded] = /^\u2014 ([^ +]+) ([A-Za-z0-9+/=]+)$/.exec(line) ?? [];
    if (!name) throw new Error('a signature line of another form');
    const bytes = base64(encoded);
    if (name === team && bytes.subarray(0, 4).equals(id)) own.push(bytes.subarray(4));
  }
  if (own.length !== 1) throw new Error(`${own.length} signatures of the key, not one`);
  if (!verify(key, Buffer.from(text), own[0])) throw new Error('the signature does not verify');
  return said;
}

// Signs a checkpoint with an Ed25519 key.
export function signCheckpoint({ origin, size, root }, key, privateKey) {
  const text = `${origin}\n${size}\n${root.toString('base64')}\n`;
  const team = origin.split('/')[0];
  const signature = Buffer.concat([keyId(team, key), signRaw(null, Buffer.from(text), privateKey)]);
  return Buffer.from(`${text}\n\u2014 ${team} ${signature.toString('base64')}\n`);
}
