// The secrets of a new installation, made once: the key that signs each log, the keys of personal
// data, passwords of the databases.
//
//   node deploy/make-secrets.mjs DIRECTORY        files for compose.yaml, in a new directory
//   node deploy/make-secrets.mjs --kubernetes     Secrets for kubectl apply -f -, printed
//
// What is made here cannot be made again: without the master key no personal data can be read, and
// a log whose key is lost goes on under another name. Keep a copy where the databases are not.
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const SERVICES = ['licensing', 'pool-reporting', 'exchange-settlement', 'tax', 'supervision'];

const hex = (bytes) => randomBytes(bytes).toString('hex');
const ledgerKey = () =>
  generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' });
const urlOf = (role, password, host) => `postgres://${role}:${password}@${host}:5432/esep`;

/** What every service has, and no two alike but the keys of personal data: they must find the same. */
const personalKeys = { 'personal-master-key': hex(32), 'personal-index-key': hex(32) };

/** Each service's own files, and those of its database. */
const forCompose = () =>
  SERVICES.flatMap((service) => {
    const passwords = { superuser: hex(24), owner: hex(24), service: hex(24) };
    const host = `${service}-database`;
    return [
      {
        name: service,
        files: {
          'ledger.pem': ledgerKey(),
          ...personalKeys,
          'database-url': urlOf('esep_service', passwords.service, host),
          'database-owner-url': urlOf('esep_owner', passwords.owner, host),
        },
      },
      {
        name: host,
        files: Object.fromEntries(
          Object.entries(passwords).map(([role, password]) => [`${role}-password`, password]),
        ),
      },
    ];
  });

/** The owner's password is made by the operator of the databases, so it is not among these. */
const forKubernetes = () =>
  SERVICES.flatMap((service) => {
    const password = hex(24);
    // Read at each connection: the operator renews the authority of its certificates.
    const tls = 'sslmode=verify-full&sslrootcert=/run/secrets/esep/database-ca.crt';
    return [
      secret(service, 'Opaque', { 'ledger.pem': ledgerKey(), ...personalKeys }),
      secret(`${service}-database-service`, 'kubernetes.io/basic-auth', {
        username: 'esep_service',
        password,
        uri: `${urlOf('esep_service', password, `${service}-database-rw`)}?${tls}`,
      }),
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
  if (existsSync(directory))
    throw new Error(`${directory} is there already. Keys that are in use are never made anew.`);
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
    writeAll(where, forCompose());
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
