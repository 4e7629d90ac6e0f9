import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { envelopeOf, type Envelope } from '@esep/ledger-format';
import { Ajv, type ValidateFunction } from 'ajv';
import { Client } from 'pg';

// Nobody checks a service's own events while it runs: its types do, and its tests, which read what it
// wrote and hold it against the schemas of contracts (docs/adr/0014).

const SCHEMAS = join(import.meta.dirname, '../../../contracts/schemas');

const ajv = new Ajv({ allErrors: true, allowUnionTypes: true });
const compiled = new Map<string, ValidateFunction>();

const schemaOf = (name: string): ValidateFunction => {
  const known = compiled.get(name);
  if (known) return known;
  const path = join(SCHEMAS, `${name}.json`);
  const made = ajv.compile(JSON.parse(readFileSync(path, 'utf8')) as object);
  compiled.set(name, made);
  return made;
};

/** What the schemas do not allow in these events: each kind of fault once, with where it first is. */
export const eventFaults = (
  events: readonly Pick<Envelope, 'type' | 'schemaVersion' | 'stream' | 'body'>[],
): readonly string[] => {
  const faults = new Map<string, string>();
  for (const { type, schemaVersion, stream, body } of events) {
    const validate = schemaOf(`${type}.v${schemaVersion}`);
    if (validate(body)) continue;
    for (const { instancePath, message = '', params } of validate.errors ?? []) {
      const fault = `${type} version ${schemaVersion}: body${instancePath} ${message}`;
      const seen = ` (first in ${stream}, ${JSON.stringify(params)})`;
      if (!faults.has(fault)) faults.set(fault, `${fault}${seen}`);
    }
  }
  return [...faults.values()];
};

/** Reads the log in a database, if there is one; throws when an event is not what its schema says. */
export const expectEventsBySchema = async (databaseUrl: string): Promise<void> => {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows: found } = await client.query<{ log: string | null }>(
      `select to_regclass('ledger.events')::text as log`,
    );
    if (!found[0]?.log) return;
    const { rows } = await client.query<{ bytes: string }>(
      'select bytes from ledger.events order by position',
    );
    const faults = eventFaults(rows.map(({ bytes }) => envelopeOf(bytes)));
    if (faults.length > 0) throw new Error(faults.join('\n'));
  } finally {
    await client.end();
  }
};
