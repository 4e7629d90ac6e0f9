// The rights of a service's roles, table by table: those that its statements need and no others. An
// attacker in a serving process can append to the log, and neither change nor delete an event.

/** `serve`: requests, automations and subscriptions. `seal`: tiles and signed heads. */
export type Duty = 'serve' | 'seal';

type TableRights = Readonly<Record<string, string>>;

const SERVING: Readonly<Record<string, TableRights>> = {
  ledger: {
    head: 'select, insert, update (next, recorded_at)',
    events: 'select, insert',
    once: 'select, insert',
    tiles: 'select',
    checkpoints: 'select',
  },
  personal: { keys: 'select, insert, update (wrapped, shredded_at)' },
  publishing: { progress: 'select, insert, update (next, last, offsets)' },
  subscriptions: {
    checkpoints: 'select, insert, update (next, leaf, recorded_at)',
    parked: 'select, insert, delete',
    held: 'select, insert, delete',
    copies: 'select, update (trouble)',
  },
  public: { migrations: 'select' },
};

const SEALING: Readonly<Record<string, TableRights>> = {
  ledger: {
    head: 'select',
    events: 'select',
    tiles: 'select, insert, update (hashes)',
    checkpoints: 'select, insert',
  },
  public: { migrations: 'select' },
};

/** Of tables that hold no evidence: projections, and those of the job library. */
const DERIVED = 'select, insert, update, delete';

/** Of a service's tables that cannot be rebuilt from a log. */
const APPEND_ONLY = 'select, insert';

/** `role` is quoted for SQL. */
export interface ServiceRole {
  readonly role: string;
  readonly duties: readonly Duty[];
}

/** Statements that grant a role what its duties need in a schema, and revoke everything else. */
export const rightsIn = (
  schema: string,
  tables: readonly string[],
  { role, duties }: ServiceRole,
): string => {
  const given = duties.flatMap((duty) =>
    tables.flatMap((table) => {
      const rights = duty === 'serve' ? servingRights(schema, table) : SEALING[schema]?.[table];
      return rights === undefined ? [] : [`grant ${rights} on "${schema}"."${table}" to ${role};`];
    }),
  );
  const closed = `
    revoke all on all tables in schema "${schema}" from ${role};
    revoke all on all sequences in schema "${schema}" from ${role};
    revoke all on schema "${schema}" from ${role};`;
  if (given.length === 0) return closed;
  return `${closed}
    grant usage on schema "${schema}" to ${role};
    ${isDerived(schema) && duties.includes('serve') ? usageOfSequences(schema, role) : ''}
    ${given.join('\n')}`;
};

/** Schemas that are not named here are those of projections and of the job library. */
const isDerived = (schema: string): boolean => !(schema in SERVING);

const servingRights = (schema: string, table: string): string | undefined =>
  isDerived(schema)
    ? DERIVED
    : (SERVING[schema]?.[table] ?? (schema === 'public' ? APPEND_ONLY : undefined));

const usageOfSequences = (schema: string, role: string): string =>
  `grant usage on all sequences in schema "${schema}" to ${role};`;

/** The same in the schema of a projection that the running transaction created. */
export const rightsInProjection = (schema: string, role: string): string => `
  grant usage on schema "${schema}" to ${role};
  grant ${DERIVED} on all tables in schema "${schema}" to ${role};
  ${usageOfSequences(schema, role)}`;
