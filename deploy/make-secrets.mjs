// The secrets of a new installation, made once: the key that signs each log, the keys of personal
// data, passwords of the databases, and for compose.yaml the certificates by which Kafka, the
// databases and the services know each other (with openssl).
//
//   node deploy/make-secrets.mjs DIRECTORY        files for compose.yaml, in a new directory
//   node deploy/make-secrets.mjs --kubernetes     Secrets for kubectl apply -f -, printed
//
// What is made here cannot be made again: without the master key no personal data can be read, and
// a log whose key is lost goes on under another name. Keep a copy where the databases are not.
import { execFileSync } from 'node:child_process';
import { createPublicKey, generateKeyPairSync, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const SERVICES = ['licensing', 'pool-reporting', 'exchange-settlement', 'tax', 'supervision'];

const hex = (bytes) => randomBytes(bytes).toString('hex');
const urlOf = (role, password, host) => `postgres://${role}:${password}@${host}:5432/esep`;

const ledgerKey = () => {
  const pem = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' });
  return { pem, publicPem: createPublicKey(pem).export({ type: 'spki', format: 'pem' }) };
};

/** The same in all services, which tell by it whether two mean the same person; the other is each one's own. */
const indexKey = hex(32);
const personalKeys = () => ({ 'personal-master-key': hex(32), 'personal-index-key': indexKey });

/** The files of each part of a service, and those of its database and of Kafka. */
const forCompose = () => {
  const authority = newAuthority();
  try {
    const groups = SERVICES.flatMap((service) => {
      const passwords = { superuser: hex(24), owner: hex(24), service: hex(24), sealer: hex(24) };
      const host = `${service}-database`;
      const { pem, publicPem } = ledgerKey();
      const databaseCa = { 'database-ca.crt': authority.certificate };
      const kafka = authority.issue(`esep-${service}`);
      const server = authority.issue(host);
      return [
        {
          name: service,
          files: {
            ...personalKeys(),
            ...databaseCa,
            'ledger-public.pem': publicPem,
            'database-url': urlOf('esep_service', passwords.service, host),
            'kafka-ca.crt': authority.certificate,
            'kafka.crt': kafka.certificate,
            'kafka.key': kafka.key,
          },
        },
        {
          name: `${service}-sealer`,
          files: {
            ...databaseCa,
            'ledger.pem': pem,
            'database-url': urlOf('esep_sealer', passwords.sealer, host),
          },
        },
        {
          name: `${service}-owner`,
          files: {
            ...databaseCa,
            'database-owner-url': urlOf('esep_owner', passwords.owner, host),
          },
        },
        {
          name: host,
          files: {
            'server.crt': server.certificate,
            'server.key': server.key,
            ...Object.fromEntries(
              Object.entries(passwords).map(([role, password]) => [`${role}-password`, password]),
            ),
          },
        },
      ];
    });
    const [broker, topics] = [authority.issue('kafka'), authority.issue('esep-topics')];
    return [
      ...groups,
      {
        name: 'kafka',
        files: { 'ca.crt': authority.certificate, 'broker.pem': broker.key + broker.certificate },
      },
      {
        name: 'topics',
        files: {
          'kafka-ca.crt': authority.certificate,
          'kafka.crt': topics.certificate,
          'kafka.key': topics.key,
        },
      },
    ];
  } finally {
    authority.forget();
  }
};

/**
 * Vouches for the servers and clients of this installation, and for ten years. Its own key is thrown
 * away: a certificate more is a new installation's.
 */
const newAuthority = () => {
  const folder = mkdtempSync(join(tmpdir(), 'esep-secrets-'));
  const openssl = (...order) => execFileSync('openssl', order, { cwd: folder, stdio: 'pipe' });
  const read = (file) => readFileSync(join(folder, file), 'utf8');
  const request = (name) => [
    ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'],
    ...['-days', '3650', '-subj', `/CN=${name}`, '-keyout', `${name}.key`, '-out', `${name}.crt`],
  ];
  openssl(...request('esep-authority'));
  return {
    certificate: read('esep-authority.crt'),
    issue: (name) => {
      const signed = ['-CA', 'esep-authority.crt', '-CAkey', 'esep-authority.key'];
      const names = ['-addext', `subjectAltName=DNS:${name},DNS:localhost`];
      openssl(...request(name), ...signed, ...names, '-addext', 'basicConstraints=CA:FALSE');
      return { certificate: read(`${name}.crt`), key: read(`${name}.key`) };
    },
    forget: () => rmSync(folder, { recursive: true }),
  };
};

/** The owner's password is made by the operator of the databases, so it is not among these. */
const forKubernetes = () =>
  SERVICES.flatMap((service) => {
    const { pem, publicPem } = ledgerKey();
    const role = (name) => {
      const password = hex(24);
      return secret(`${service}-database-${name}`, 'kubernetes.io/basic-auth', {
        username: `esep_${name}`,
        password,
        uri: urlOf(`esep_${name}`, password, `${service}-database-rw`),
      });
    };
    return [
      secret(service, 'Opaque', { 'ledger-public.pem': publicPem, ...personalKeys() }),
      secret(`${service}-sealer`, 'Opaque', { 'ledger.pem': pem }),
      role('service'),
      role('sealer'),
    ];
  });

const secret = (name, type, stringData) => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name },
  type,
  stringData,
});

const writeAll = (directory, groups) => {
  // Nobody else may enter; inside, the users of the containers may read.
  mkdirSync(directory, { mode: 0o700, recursive: true });
  process.umask(0);
  for (const { name, files } of groups) {
    mkdirSync(join(directory, name), { mode: 0o755 });
    for (const [file, content] of Object.entries(files))
      writeFileSync(join(directory, name, file), content, { mode: 0o444 });
  }
};

const [where, ...more] = process.argv.slice(2);
if (!where || more.length > 0) {
  console.error('node deploy/make-secrets.mjs DIRECTORY | --kubernetes');
  process.exitCode = 2;
} else if (where === '--kubernetes')
  console.log(JSON.stringify({ apiVersion: 'v1', kind: 'List', items: forKubernetes() }, null, 2));
else
  try {
    if (existsSync(where))
      throw new Error(`${where} is there already. Keys that are in use are never made anew.`);
    writeAll(where, forCompose());
  } catch (error) {
    console.error(
      error.code === 'ENOENT' && error.path === 'openssl'
        ? 'The certificates are made by openssl, which is not installed here.'
        : error.message,
    );
    process.exitCode = 1;
  }
