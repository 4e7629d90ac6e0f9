// docs/asyncapi.yaml: what goes over Kafka, who sends it and who reads it, for whoever wants to read
// along. Made of the catalogue, the schemas, the readers, the topics, and of messages as the publisher
// really makes them from the corpus.

const REPLICAS = 3;

/** The document as a plain object. */
export const asyncApiOf = (parts) => {
  const { catalogue, events, readers, platform } = parts;
  const services = [...new Set([...events.values()].flatMap(({ services: names }) => names))];
  const published = [...events].filter(([type]) => catalogue[type].topic !== 'private');
  const channels = services.flatMap((service) => channelsOf(service, published, parts));
  const schemas = { ...sharedSchemas(published, parts), ...HEADERS };
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Esep: events over Kafka',
      version: '1.0.0',
      description: DESCRIPTION,
      tags: services.map((service) => ({ name: service, description: `The log of ${service}.` })),
    },
    defaultContentType: 'application/json',
    servers: {
      kafka: {
        host: '{broker}',
        protocol: 'kafka',
        description: 'Brokers of a deployment, as ESEP_KAFKA_BROKERS names them.',
        variables: { broker: { default: 'localhost:9092', description: 'host:port' } },
      },
    },
    channels: Object.fromEntries(channels.map(({ id, channel }) => [id, channel])),
    operations: {
      ...Object.fromEntries(channels.map(sendOperation)),
      ...Object.fromEntries(readers.flatMap((reader) => receiveOperations(reader, channels))),
    },
    components: {
      schemas: sorted(schemas),
      messages: {
        ...Object.fromEntries(published.map((event) => eventMessage(event, parts))),
        Watermark: watermarkMessage(platform),
      },
    },
  };
};

const DESCRIPTION = `Facts that the services publish to each other, as they stand in their logs.

The value of a message is exactly the text that was hashed into the log of its service (RFC 8785), so that it can be verified; its headers are those of CloudEvents 1.0 and its place in the log. A fact about several licensees comes once in each partition that one of them belongs to, with the same id.

Records of one partition come in the order of the log, and each names the position of the one before it (\`previous\`). Several times a second a watermark says in every partition how far the log is told; so what is missing is noticed, and is read from \`/events\` of the service. A record may come again: its position tells.

Optional fields may be added to any event: let pass what you do not know. Anything else that changes gets a new \`schemaVersion\` or a new name (docs/adr/0014).`;

// ── Channels ────────────────────────────────────────────────────────────────────────────────────

const channelsOf = (service, published, { catalogue, platform }) => {
  const [licensees, everybody] = platform.topicsOf(`esep/${service}/any`);
  const eventsFor = (topic) =>
    published
      .filter(
        ([type, event]) => catalogue[type].topic === topic && event.services.includes(service),
      )
      .map(([type]) => type);
  const channel = (id, topic, description, types) => ({
    id,
    service,
    types,
    channel: {
      address: topic.topic,
      description,
      servers: [{ $ref: '#/servers/kafka' }],
      messages: Object.fromEntries(
        [...types, 'Watermark'].map((type) => [type, { $ref: `#/components/messages/${type}` }]),
      ),
      bindings: { kafka: topicBinding(platform.declarationOf(topic, REPLICAS)) },
    },
  });
  return [
    channel(
      service,
      licensees,
      `What the log of ${service} says about licensees, by licensee.`,
      eventsFor('licensee'),
    ),
    channel(
      `${service}-global`,
      everybody,
      `What the log of ${service} says to everybody; every reader takes all of it.`,
      eventsFor('global'),
    ),
  ];
};

const topicBinding = ({ topic, partitions, replicas, settings }) => ({
  topic,
  partitions,
  replicas,
  topicConfiguration: Object.fromEntries(
    Object.entries(settings).map(([name, value]) => [
      name,
      name === 'cleanup.policy' ? value.split(',') : Number(value),
    ]),
  ),
  bindingVersion: '0.5.0',
});

// ── Operations ──────────────────────────────────────────────────────────────────────────────────

const sendOperation = ({ id, service, types }) => [
  `${id}.send`,
  {
    action: 'send',
    title: `${service} publishes its log`,
    channel: { $ref: `#/channels/${id}` },
    tags: [{ name: service }],
    messages: messagesOf(id, types),
  },
];

const receiveOperations = ({ service, consumer, of, wants }, channels) =>
  channels
    .filter((channel) => of.includes(channel.service))
    .map(({ id, types }) => [
      `${service}.${consumer}.${id}`,
      {
        action: 'receive',
        title: `${service} reads ${id}`,
        channel: { $ref: `#/channels/${id}` },
        tags: [{ name: service }],
        messages: messagesOf(
          id,
          types.filter((type) => wants.includes(type)),
        ),
        bindings: {
          kafka: {
            groupId: { type: 'string', enum: [`esep.${service}.${consumer}`] },
            bindingVersion: '0.5.0',
          },
        },
      },
    ]);

const messagesOf = (id, types) =>
  [...types, 'Watermark'].map((type) => ({ $ref: `#/channels/${id}/messages/${type}` }));

// ── Messages ────────────────────────────────────────────────────────────────────────────────────

const eventMessage = ([type, { schema }], { catalogue, corpus, platform }) => {
  const { topic, schemaVersion, completeness } = catalogue[type];
  const { headers, payload } = exampleOf(type, schemaVersion, corpus, platform);
  return [
    type,
    {
      name: type,
      title: `${type}, version ${schemaVersion}`,
      summary: schema.description,
      ...(completeness && { description: COMPLETENESS }),
      headers: headersOf('FactHeaders', type),
      payload: {
        allOf: [
          ref('Envelope'),
          {
            type: 'object',
            properties: {
              type: { const: type },
              schemaVersion: { const: schemaVersion },
              body: ref(schemaName(type, schemaVersion)),
            },
          },
        ],
      },
      bindings: { kafka: { ...(topic === 'licensee' && KEY), bindingVersion: '0.5.0' } },
      examples: [{ name: 'corpus', headers, payload }],
    },
  ];
};

const COMPLETENESS =
  'Takes effect only when its log has been read up to its position in every partition.';

const KEY = { key: { type: 'string', description: 'A licensee whose partition this is.' } };

const watermarkMessage = ({ markMessage }) => {
  const mark = { next: 121, recordedAt: '2026-03-05T07:00:00.000Z', last: { L3: 118, G: 97 } };
  const { value, headers } = markMessage('esep/licensing/corpus', 'L3', mark);
  return {
    name: 'Watermark',
    title: 'Watermark',
    summary: 'How far a log is told in this partition, and until when.',
    headers: headersOf('CloudEventHeaders', 'Watermark'),
    payload: ref('Watermark'),
    bindings: { kafka: { bindingVersion: '0.5.0' } },
    examples: [{ name: 'licensing', headers, payload: JSON.parse(value) }],
  };
};

const headersOf = (name, type) => ({
  allOf: [ref(name), { type: 'object', properties: { ce_type: { const: type } } }],
});

/** The message as the publisher makes it, of the sample that stands in the corpus for ever. */
const exampleOf = (type, schemaVersion, corpus, { factMessage, partsOf }) => {
  const entry = corpus.find((one) => one.type === type && one.schemaVersion === schemaVersion);
  if (!entry)
    throw new Error(`${type}@${schemaVersion} has no sample: node libs/contracts/corpus/add.mjs`);
  const { bytes } = entry;
  const envelope = JSON.parse(bytes);
  const [part] = partsOf(envelope);
  const { headers, value } = factMessage({ position: 120, bytes, envelope }, part, 118);
  return { headers, payload: JSON.parse(value) };
};

// ── Schemas ─────────────────────────────────────────────────────────────────────────────────────

const ref = (name) => ({ $ref: `#/components/schemas/${name}` });
const schemaName = (type, version) => `${type}.v${version}`;

/** The bodies, the envelope, and what they refer to, as readers take them: open to new fields. */
const sharedSchemas = (published, { catalogue, envelope }) => {
  const schemas = {};
  const add = (name, { $schema: _, title: _title, definitions = {}, ...schema }) => {
    for (const [kind, definition] of Object.entries({ ...definitions, [name]: schema })) {
      const open = forReaders(definition);
      if (kind in schemas && JSON.stringify(schemas[kind]) !== JSON.stringify(open))
        throw new Error(`${kind} is two things; the document has one name for it.`);
      schemas[kind] = open;
    }
  };
  add('Envelope', envelope);
  for (const [type, { schema }] of published)
    add(schemaName(type, catalogue[type].schemaVersion), schema);
  return schemas;
};

const forReaders = (schema) => {
  if (Array.isArray(schema)) return schema.map(forReaders);
  if (typeof schema !== 'object' || schema === null) return schema;
  return Object.fromEntries(
    Object.entries(schema)
      .filter(([keyword, value]) => !(keyword === 'additionalProperties' && value === false))
      .map(([keyword, value]) => [
        keyword,
        keyword === '$ref'
          ? value.replace('#/definitions/', '#/components/schemas/')
          : forReaders(value),
      ]),
  );
};

const sorted = (named) =>
  Object.fromEntries(Object.entries(named).sort(([left], [right]) => (left < right ? -1 : 1)));

/** Kafka's headers are text. */
const text = (description, pattern) => ({
  type: 'string',
  description,
  ...(pattern && { pattern }),
});

const CLOUD_EVENT = {
  ce_specversion: { type: 'string', const: '1.0' },
  ce_source: text('Identity of the log.', '^esep/[a-z-]+/.+$'),
  ce_id: text('Event id; of a watermark, lane and position.'),
  ce_type: text('Name of the event.'),
  ce_time: ref('At'),
  'content-type': { type: 'string', const: 'application/json' },
};

const POSITION = '^(0|[1-9][0-9]*)$';
const FACT = {
  log: text('Identity of the log, as in `ce_source`.'),
  position: text('Place in the log, from 0.', POSITION),
  previous: text(
    'Position of the record before it in this partition; −1 for none.',
    '^(-1|0|[1-9][0-9]*)$',
  ),
  stream: text('What it happened to.'),
  version: text('How many events the stream has, this one among them.', '^[1-9][0-9]*$'),
  leaf: text(
    'SHA-256 (hex) of the value behind a zero byte: the leaf of the log’s tree.',
    '^[0-9a-f]{64}$',
  ),
  keys: text('JSON list of the licensees for whom it is in this partition.', '^\\[.*\\]$'),
};

const whole = (description, properties) => ({
  type: 'object',
  description,
  properties,
  required: Object.keys(properties),
});

const HEADERS = {
  CloudEventHeaders: whole('CloudEvents 1.0, Kafka protocol binding, binary mode.', CLOUD_EVENT),
  FactHeaders: whole('CloudEvents 1.0, and the place in the log.', { ...CLOUD_EVENT, ...FACT }),
  Watermark: whole('Of a log: in one of its partitions, and of all of them.', {
    log: text('Identity of the log.'),
    next: {
      allOf: [ref('LogPosition')],
      description: 'Everything below this position was sent.',
    },
    recordedAt: {
      allOf: [ref('At')],
      description:
        'Whatever was recorded before this instant stands below `next`, now and for ever.',
    },
    last: {
      type: 'object',
      description:
        'Position of the last record below `next` of each partition: `L0` to `L11`, by licensee, and `G`, for everybody. One that has none is left out.',
      propertyNames: { pattern: '^(L([0-9]|1[01])|G)$' },
      additionalProperties: ref('LogPosition'),
    },
  }),
};
