// A team of its own, in another language: countersigns an agreement, listens at its peer port, takes the author's ROUTINE lane, verifies everything that
// comes and answers with receipts from its own ledger. Told what to do by a JSON file; says what happens as JSON, a line each. Ends with its standard input.
//
//   node --tls-min-v1.3 player.js PLAN.json
import { createHash, createPrivateKey, createPublicKey, X509Certificate } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import grpc from '@grpc/grpc-js';
import loader from '@grpc/proto-loader';
import { manifestChain, proofFile } from './evidence.js';
import { InboundLane } from './lane.js';
import { Ledger } from './ledger.js';
import { decode, encode, PROTO } from './messages.js';

const plan = JSON.parse(readFileSync(process.argv[2]));
const tell = (what) => console.log(JSON.stringify(what));
const paper = (name) => readFileSync(path.join(plan.directory, name));

const privateKey = createPrivateKey(paper('keys/ledger.key'));
const ledgerKey = {
  suite: 'SUITE_ED25519',
  key: Buffer.from(createPublicKey(privateKey).export({ format: 'jwk' }).x, 'base64url'),
};
const own = { team: plan.team, manifests: decode('GetManifestResponse', paper('papers/team.manifests')).manifests };
const author = {
  team: plan.author.team,
  fingerprint: plan.author.fingerprint,
  signed: decode('GetManifestResponse', readFileSync(plan.author.manifests)).manifests,
};
author.manifest = manifestChain(author.fingerprint, author.signed);
const ledger = new Ledger(own.team, ledgerKey, privateKey);

// R-AGR-1: verifies the other party's signature, and signs the same bytes. Gives what may flow from the author.
function countersign() {
  const file = decode('AgreementFile', readFileSync(plan.agreement));
  const proven = proofFile(author.fingerprint, file.signatures[0]);
  const signs = proven.said.kind === 'STATEMENT_KIND_AGREEMENT' && proven.said.team === author.team;
  if (!signs || !proven.shown[0].body.equals(file.terms)) throw new Error('the author did not sign these terms');
  const evidence = ledger.state('AGREEMENT', file.terms, [proven.leaf]);
  const signatures = [file.signatures[0], { manifests: own.manifests, evidence }];
  writeFileSync(plan.countersigned, encode('AgreementFile', { terms: file.terms, signatures }));
  const terms = decode('AgreementTerms', file.terms);
  const direction = terms.directions.find(({ from, to }) => from === author.team && to === own.team);
  return ['TLP_CLEAR', 'TLP_GREEN', 'TLP_AMBER', 'TLP_AMBER_STRICT', 'TLP_RED'].indexOf(direction.ceiling);
}

const lane = new InboundLane({ own, author, ceiling: countersign(), ledger, tell });

// R-TLS-2: the chain was checked by TLS; the name and the key are checked here, with every call.
function callerIsAuthor(call) {
  const shown = call.getAuthContext()?.sslPeerCertificate;
  if (!shown) return false;
  const certificate = new X509Certificate(shown.raw);
  const spki = createHash('sha256').update(certificate.publicKey.export({ type: 'spki', format: 'der' })).digest();
  return author.manifest.nodes.some(
    ({ name, spki_hashes: hashes }) =>
      certificate.subjectAltName.split(', ').includes(`URI:spiffe://${author.team}/node/${name}`) &&
      hashes.some((hash) => hash.equals(spki)),
  );
}

const refusal = { code: grpc.status.UNAUTHENTICATED, details: 'the certificate does not speak for the author' };

function deliver(call) {
  if (!callerIsAuthor(call)) {
    call.emit('error', refusal);
    return;
  }
  let opened = false;
  call.on('data', (request) => {
    if (!opened) {
      opened = true;
      try {
        lane.open(request.open).forEach((answer) => call.write(answer));
      } catch (wrong) {
        call.emit('error', { code: grpc.status.INVALID_ARGUMENT, details: wrong.message });
      }
      return;
    }
    const answer = lane.take(request.frame);
    if (answer) call.write(answer);
    if (answer?.stop) call.end();
  });
  call.on('end', () => call.end());
  call.on('error', () => {});
}

const answering = (answer) => (call, done) => (callerIsAuthor(call) ? done(null, answer(call.request)) : done(refusal));

const definition = loader.loadSync('tocsin/exchange/v1/exchange_service.proto', {
  includeDirs: [PROTO],
  keepCase: true,
  longs: String,
  enums: String,
  oneofs: true,
  defaults: true,
});
const { ExchangeService } = grpc.loadPackageDefinition(definition).tocsin.exchange.v1;
const server = new grpc.Server({ 'grpc.max_receive_message_length': 1024 * 1024 });
server.addService(ExchangeService.service, {
  Deliver: deliver,
  GetSeen: answering(() => ({ seen: [...lane.seen.values()].map(({ message, note }) => ({ seen: message, checkpoint: note })) })),
  GetManifest: answering(({ have_version: have }) => ({ manifests: own.manifests.slice(have) })),
  GetConsistency: answering(({ from_size: from }) => ({ proof: ledger.consistency(Number(from)) })),
});

const pem = (der) => `-----BEGIN CERTIFICATE-----\n${der.toString('base64').match(/.{1,64}/g).join('\n')}\n-----END CERTIFICATE-----\n`;
const credentials = grpc.ServerCredentials.createSsl(
  Buffer.from(author.manifest.node_authorities.map(pem).join('')),
  [{ cert_chain: paper('papers/node.pem'), private_key: paper('keys/node.key') }],
  true,
);
server.bindAsync(plan.listen, credentials, (failed) => {
  if (failed) throw failed;
  tell({ event: 'ready' });
});
process.stdin.resume().on('end', () => process.exit(0));
