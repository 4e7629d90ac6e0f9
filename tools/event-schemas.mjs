// The JSON Schemas of events, made of their TypeScript types (docs/adr/0014). Comments of the types
// become descriptions, and tags like `@pattern` become constraints.
import { join } from 'node:path';

import { createGenerator } from 'ts-json-schema-generator';

import { root } from './runtime.mjs';

/** Where the types of a service's events stand together. */
const UNIONS = {
  licensing: 'LicensingEvent',
  'pool-reporting': 'PoolReportingEvent',
  'exchange-settlement': 'ExchangeSettlementEvent',
  tax: 'TaxEvent',
  supervision: 'SupervisionEvent',
};
/** Events of what every service does with facts that it cannot digest. */
const OF_ALL = 'ParkedRelease';

const DIALECT = 'http://json-schema.org/draft-07/schema#';
const REF = '#/definitions/';

/**
 * `events`: the schema of each type's body in today's version, and the services whose logs hold such
 * events. `envelope`: what stands around a body.
 */
export const eventSchemas = () => {
  const generator = createGenerator({
    path: join(root, 'libs/contracts/src/index.ts'),
    tsconfig: join(root, 'tsconfig.json'),
    expose: 'export',
    topRef: false,
    additionalProperties: false,
    sortProps: false,
    // The types are checked once for the whole repository.
    skipTypeCheck: true,
  });
  const found = new Map();
  const take = (union, services) => {
    const { definitions = {}, ...schema } = generator.createSchema(union);
    for (const member of membersOf(schema, definitions)) {
      const type = member.properties.type.const;
      const known = found.get(type);
      if (known) known.services.push(...services);
      else found.set(type, { schema: bodySchema(member, definitions), services: [...services] });
    }
  };
  for (const [service, union] of Object.entries(UNIONS)) take(union, [service]);
  take(OF_ALL, Object.keys(UNIONS));
  return { events: found, envelope: envelopeSchema(generator.createSchema('Envelope')) };
};

/** Bodies have schemas of their own, and instants are those of events. */
const envelopeSchema = ({ definitions, ...schema }) => {
  const { body: _, ...properties } = schema.properties;
  const { Meta } = definitions;
  const text = JSON.stringify({
    ...schema,
    properties: { ...properties, body: { type: 'object' } },
  });
  return { ...JSON.parse(text.replaceAll(`${REF}Instant`, `${REF}At`)), definitions: { Meta } };
};

/** The events of a union of unions, each with what was said of it first on the way there. */
const membersOf = (schema, definitions, said) => {
  const { $ref, anyOf } = schema;
  if (anyOf) return anyOf.flatMap((member) => membersOf(member, definitions));
  if (!$ref) return [{ ...schema, description: said }];
  const name = nameOf($ref);
  const named = definitions[name];
  // What is said of the form of all events is no description of one.
  const own = name.startsWith('Event<') ? undefined : named.description;
  return membersOf(named, definitions, said ?? own);
};

const nameOf = ($ref) => decodeURIComponent($ref.slice(REF.length));

/** What stands in the body of an envelope, which has the type beside it. */
const bodySchema = ({ description, properties, required }, definitions) => {
  const { type, ...fields } = properties;
  const body = {
    type: 'object',
    properties: fields,
    // In the order of the fields, so that a comparison of two versions reads well.
    required: Object.keys(fields).filter((field) => required.includes(field)),
    additionalProperties: false,
  };
  const used = usedBy(body, definitions);
  return {
    $schema: DIALECT,
    title: type.const,
    ...(description === undefined ? {} : { description }),
    ...body,
    ...(used.size > 0 && { definitions: Object.fromEntries([...used].sort(byName)) }),
  };
};

const byName = ([left], [right]) => (left < right ? -1 : 1);

/** The definitions that a schema refers to, and those that they refer to. */
const usedBy = (schema, definitions, used = new Map()) => {
  if (Array.isArray(schema)) for (const item of schema) usedBy(item, definitions, used);
  else if (typeof schema === 'object' && schema !== null) {
    const name = schema.$ref && nameOf(schema.$ref);
    if (name && !used.has(name)) {
      used.set(name, definitions[name]);
      usedBy(definitions[name], definitions, used);
    }
    for (const value of Object.values(schema)) usedBy(value, definitions, used);
  }
  return used;
};
