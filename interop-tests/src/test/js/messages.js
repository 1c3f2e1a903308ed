// Messages by the .proto files themselves, and the strict reading of those that are signed (R-LIM-4).
import path from 'node:path';
import protobuf from 'protobufjs';

// The top of the checkout: these files run beside the packages that they need, somewhere else.
export const TOP = process.env.TOCSIN_TOP ?? '.';
export const PROTO = path.resolve(TOP, 'proto/src/main/proto');
const PACKAGE = 'tocsin.exchange.v1';
const root = new protobuf.Root();
root.resolvePath = (_, target) => path.join(PROTO, target.startsWith('tocsin') ? target : path.relative(PROTO, target));
root.loadSync(`${PACKAGE.replaceAll('.', '/')}/exchange_service.proto`, { keepCase: true });
['agreement', 'fragment', 'statement', 'manifest'].forEach((noun) =>
  root.loadSync(`${PACKAGE.replaceAll('.', '/')}/${noun}.proto`, { keepCase: true }),
);

const BYTES_MAX = { Statement: 2048, Receipt: 65536, Fragment: 790528, AgreementTerms: 16384, TeamManifest: 262144 };
const type = (name) => root.lookupType(`${PACKAGE}.${name}`);

export const encode = (name, message) => Buffer.from(type(name).encode(type(name).fromObject(message)).finish());

// Every field at every depth must be one that this version knows.
function requireKnown(described, bytes) {
  const reader = protobuf.Reader.create(bytes);
  while (reader.pos < reader.len) {
    const tag = reader.uint32();
    const field = described.fieldsById[tag >>> 3];
    if (!field) throw new Error(`${described.name}: unknown field ${tag >>> 3}`);
    if (field.resolve().resolvedType instanceof protobuf.Type) requireKnown(field.resolvedType, reader.bytes());
    else reader.skipType(tag & 7);
  }
}

// Reads a message; a signed one strictly. Numbers of 64 bits come as text.
export function decode(name, bytes) {
  if (bytes.length > (BYTES_MAX[name] ?? 24 * 1024 * 1024)) throw new Error(`${name}: too large`);
  requireKnown(type(name), bytes);
  const message = type(name).decode(bytes);
  return type(name).toObject(message, { longs: String, enums: String, bytes: Buffer, defaults: true });
}
