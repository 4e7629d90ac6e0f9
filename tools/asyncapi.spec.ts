import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { CATALOGUE, catalogueEntry, READERS, type EventType } from '@esep/contracts';
import { Ajv } from 'ajv';
import { parse } from 'yaml';

// docs/asyncapi.yaml as others read it. That it is what the types say, tools/contracts.spec.ts holds.

const root = join(import.meta.dirname, '..');
const text = readFileSync(join(root, 'docs/asyncapi.yaml'), 'utf8');
const document = parse(text) as Document;
const { channels, operations } = document;
const { messages } = document.components;

const SERVICES = ['licensing', 'pool-reporting', 'exchange-settlement', 'tax', 'supervision'];
const published = (Object.keys(CATALOGUE) as EventType[]).filter(
  (type) => catalogueEntry(type)?.topic !== 'private',
);

type Plant = readonly [fault: string, from: string | RegExp, to: string, found: RegExp];

/** Faults, all planted in one copy of the document, and what the parser must say of each. */
const PLANTS: readonly Plant[] = [
  [
    'a message that is not there',
    "$ref: '#/components/messages/TaxPaid'",
    "$ref: '#/components/messages/TaxPayed'",
    /'#\/components\/messages\/TaxPayed' does not exist/,
  ],
  [
    'a message of another channel',
    "- $ref: '#/channels/licensing/messages/WalletBound'",
    "- $ref: '#/channels/licensing/messages/TaxPaid'",
    /'#\/channels\/licensing\/messages\/TaxPaid' does not exist/,
  ],
  ['an action of an older version', 'action: send', 'action: publish', /must be equal to one of/],
  ['partitions in words', 'partitions: 12', 'partitions: twelve', /must be integer/],
  [
    'a type that JSON does not have',
    'type: integer',
    'type: decimal',
    /"type" property must be equal to one/,
  ],
  ['no title', /\n {2}title: .*/, '', /must have required property "title"/],
];

describe('The AsyncAPI document', () => {
  describe('to the parser of AsyncAPI', () => {
    let faults: readonly (readonly string[])[];
    const directory = mkdtempSync(join(tmpdir(), 'esep-asyncapi-'));
    beforeAll(() => {
      const planted = PLANTS.reduce((bad, [, from, to]) => bad.replace(from, to), text);
      faults = faultsOf([text, planted], directory);
    }, 180_000);
    afterAll(() => rmSync(directory, { recursive: true }));

    it('has no fault', () => expect(faults[0]).toEqual([]));

    it.each(PLANTS)('would have %s', (_fault, from, _to, found) => {
      expect(text).toMatch(from);
      expect(faults[0]?.join('\n')).not.toMatch(found);
      expect(faults[1]?.join('\n')).toMatch(found);
    });
  });

  describe('shows each message as it is published', () => {
    const ajv = new Ajv({ strict: false, allErrors: true }).addSchema(document, 'asyncapi');
    const faultsIn = (type: string, part: 'headers' | 'payload', value: unknown): string[] => {
      const validate = ajv.getSchema(`asyncapi#/components/messages/${type}/${part}`);
      if (!validate) throw new Error(`${type} has no schema of its ${part}.`);
      validate(value);
      return (validate.errors ?? []).map(
        ({ instancePath, keyword }) => `${instancePath} ${keyword}`,
      );
    };
    const example = (type: string) => {
      const [one] = messages[type]?.examples ?? [];
      if (!one) throw new Error(`There is no example of ${type}.`);
      return one;
    };

    it.each(Object.keys(messages))('%s', (type) => {
      const { headers, payload } = example(type);
      expect(faultsIn(type, 'headers', headers)).toEqual([]);
      expect(faultsIn(type, 'payload', payload)).toEqual([]);
    });

    it.each(published)('and would refuse another event under its name: %s', (type) => {
      const { headers, payload } = example(type);
      expect(faultsIn(type, 'payload', { ...payload, type: 'Other' })).toEqual(['/type const']);
      expect(faultsIn(type, 'headers', { ...headers, ce_type: 'Other' })).toEqual([
        '/ce_type const',
      ]);
    });

    it('and a position in words, a body without coins, a value without its salt', () => {
      const { headers, payload } = example('FillRecorded');
      const { salt: _, ...unsalted } = payload;
      const body = { ...(payload['body'] as object), quantity: '7.5' };
      const lost = { ...headers, position: 'first' };
      expect(faultsIn('FillRecorded', 'headers', lost)).toEqual(['/position pattern']);
      expect(faultsIn('FillRecorded', 'payload', unsalted)).toEqual([' required']);
      expect(faultsIn('FillRecorded', 'payload', { ...payload, body })).toEqual([
        '/body/quantity pattern',
      ]);
    });

    it('and lets pass a field that is added later, as readers must', () => {
      const { payload } = example('PeriodJudged');
      const body = payload['body'] as { readonly figures: object };
      const grown = { ...body, colour: 'red', figures: { ...body.figures, burnt: '1' } };
      expect(faultsIn('PeriodJudged', 'payload', { ...payload, body: grown, tone: 1 })).toEqual([]);
    });
  });

  it('has every event that is published, and no other', () =>
    expect(Object.keys(messages).sort()).toEqual([...published, 'Watermark'].sort()));

  it.each(SERVICES)('has each event of %s in the topic where the catalogue sends it', (service) => {
    const [licensees, everybody] = [channels[service], channels[`${service}-global`]];
    expect(licensees?.bindings.kafka).toMatchObject({
      topic: `esep.${service}.v1`,
      partitions: 12,
    });
    expect(everybody?.bindings.kafka).toMatchObject({
      topic: `esep.${service}.global.v1`,
      partitions: 1,
    });
    const topicsOf = (channel: Channel | undefined) =>
      new Set(
        Object.keys(channel?.messages ?? {}).map((type) => catalogueEntry(type)?.topic ?? type),
      );
    expect([...topicsOf(licensees)].filter((topic) => topic !== 'licensee')).toEqual(['Watermark']);
    expect([...topicsOf(everybody)].filter((topic) => topic !== 'global')).toEqual(['Watermark']);
  });

  it('has every reader, with what it wants of each log and nothing else', () => {
    const received = Object.values(operations)
      .filter(({ action }) => action === 'receive')
      .flatMap(({ bindings, messages: taken }) =>
        taken.map(({ $ref }) => `${bindings?.kafka.groupId.enum[0]} ${$ref.split('/').at(-1)}`),
      );
    const wanted = READERS.flatMap(({ service, consumer, of, wants }) =>
      of
        .flatMap((source) => [channels[source], channels[`${source}-global`]])
        .flatMap((channel) => Object.keys(channel?.messages ?? {}))
        .filter((type) => type === 'Watermark' || wants.includes(type as EventType))
        .map((type) => `esep.${service}.${consumer} ${type}`),
    );
    expect([...received].sort()).toEqual([...wanted].sort());
    expect(received.length).toBeGreaterThan(60);
  });

  it('has no published event that nobody sends', () => {
    const sent = Object.values(operations)
      .filter(({ action }) => action === 'send')
      .flatMap(({ messages: said }) => said.map(({ $ref }) => $ref.split('/').at(-1)));
    expect([...new Set(sent)].sort()).toEqual([...published, 'Watermark'].sort());
  });
});

// ── Vocabulary ──────────────────────────────────────────────────────────────────────────────────

interface Channel {
  readonly messages: Readonly<Record<string, unknown>>;
  readonly bindings: { readonly kafka: object };
}

interface Document {
  readonly channels: Readonly<Record<string, Channel>>;
  readonly operations: Readonly<
    Record<
      string,
      {
        readonly action: string;
        readonly messages: readonly { readonly $ref: string }[];
        readonly bindings?: { readonly kafka: { readonly groupId: { readonly enum: string[] } } };
      }
    >
  >;
  readonly components: {
    readonly messages: Readonly<
      Record<
        string,
        {
          readonly examples: readonly {
            readonly headers: Readonly<Record<string, unknown>>;
            readonly payload: Readonly<Record<string, unknown>>;
          }[];
        }
      >
    >;
  };
}

/** What the parser says of each text. In a process of its own: it brings much, and takes seconds. */
function faultsOf(texts: readonly string[], directory: string): readonly (readonly string[])[] {
  const files = texts.map((one, i) => {
    const file = join(directory, `${i}.yaml`);
    writeFileSync(file, one);
    return file;
  });
  const program = join(root, 'tools/asyncapi-faults.mjs');
  const { stdout, stderr } = spawnSync(process.execPath, [program, ...files], { encoding: 'utf8' });
  if (stdout === '') throw new Error(`The parser did not run:\n${stderr}`);
  const faults = JSON.parse(stdout) as Readonly<Record<string, readonly string[]>>;
  return files.map((file) => faults[file] ?? ['The parser did not come to it.']);
}
