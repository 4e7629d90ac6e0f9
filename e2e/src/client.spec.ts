import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { clientOf, type EsepClient } from '@esep/client';
import { openApiDocuments, SERVICE_NAMES } from '@esep/embedded';

import { openTestHosts, type Caller, type TestHost, type TestHosts } from './test-hosts.js';

// The client that is generated from the OpenAPI documents, against the services that serve them.

const POOL: Caller = { role: 'pool', organisation: 'dmp-1' };
const AUDITOR: Caller = { role: 'auditor', organisation: 'aifc' };

interface Document {
  readonly paths: object;
  readonly components: object;
}

describe('The generated client', () => {
  let hosts: TestHosts;
  let esep: TestHost;
  let documents: Readonly<Record<string, object>>;
  beforeAll(async () => {
    // Before the host starts: that is no work of its loop.
    documents = await openApiDocuments();
    hosts = await openTestHosts('the embedded host');
    esep = await hosts.start('2026-04-12T00:00:00.000Z');
  }, 120_000);
  afterAll(async () => {
    await esep?.close();
    await hosts?.close();
  });

  it.each([...SERVICE_NAMES, 'dev'])('is made of the document that %s serves', async (service) => {
    const made = JSON.parse(JSON.stringify(documents[service])) as Document;
    const answer = await fetch(`${esep.host.url}/${service}/v1/openapi.json`);
    const served = (await answer.json()) as Document;
    expect(Object.keys(served.paths).length).toBeGreaterThan(2);
    expect(served.paths).toEqual(made.paths);
    expect(served.components).toEqual(made.components);
  });

  it('takes an answer and a refusal as values', async () => {
    const client = await clientFor(AUDITOR);
    const rulePacks = await client.GET('/licensing/v1/rule-packs');
    expect(rulePacks.data?.items.map(({ packId }) => packId)).toEqual(['aifc-2026']);
    const path = '/licensing/v1/licences/{licenceId}';
    const { data, error, response } = await client.GET(path, {
      params: { path: { licenceId: 'DM/2025 1?' } },
    });
    expect([data, error?.type]).toEqual([undefined, 'urn:esep:problem:licence-unknown']);
    expect([error?.status, response.status]).toEqual([404, 404]);
  });

  it('reads what is no JSON as text', async () => {
    const client = await clientFor(AUDITOR);
    const csv = { parseAs: 'text', headers: { accept: 'text/csv' } } as const;
    const { data = '' } = await client.GET('/licensing/v1/rule-packs', csv);
    expect(data).toMatch(/^\S+;\S+\r\n/);
    const note = await client.GET('/tax/v1/log/checkpoint', { parseAs: 'text' });
    expect(note.data).toMatch(/^esep\/tax\//);
  });

  it('asks an operator’s question', async () => {
    const client = clientOf({ baseUrl: `${esep.host.url}/` });
    expect((await client.GET('/supervision/health/ready')).data).toMatchObject({ status: 'ok' });
    expect((await client.GET('/supervision/v1/findings')).error).toMatchObject({
      type: 'urn:esep:problem:token-missing',
    });
  });

  it('reports as docs/api.md shows it', async () => {
    const page = readFileSync(join(import.meta.dirname, '../../docs/api.md'), 'utf8');
    const [, example] = /```ts\nimport .+\n\n([^]+?)```/.exec(page) ?? [];
    const here = readFileSync(import.meta.filename, 'utf8').replaceAll(/^ {4}/gm, '');
    expect(here).toContain(example);
    const lines: unknown[] = [];
    await reportDistributions(await esep.tokenOf(POOL), (...line) => lines.push(line));
    expect(lines).toEqual([[0, [expect.objectContaining({ code: 'licence-unknown' })]]]);
    await reportDistributions('no-token', (...line) => lines.push(line));
    expect(lines[1]).toEqual(['urn:esep:problem:token-invalid', expect.any(String), undefined]);
  });

  const clientFor = async (caller: Caller): Promise<EsepClient> =>
    clientOf({ baseUrl: esep.host.url, token: await esep.tokenOf(caller) });

  async function reportDistributions(
    token: string,
    log: (...line: readonly unknown[]) => void,
  ): Promise<void> {
    const env = { ESEP_URL: esep.host.url, ESEP_TOKEN: token };
    const console = { log, error: log };
    // From here on as in the document.
    const client = clientOf({ baseUrl: env.ESEP_URL, token: env.ESEP_TOKEN });
    const { data, error } = await client.POST('/pool-reporting/v1/distributions', {
      body: {
        reportId: 'my-first',
        version: 1,
        poolId: 'dmp-1',
        rows: [
          {
            rowId: 'r-1',
            licenceId: 'DM-2025-06',
            asset: 'BTC',
            scheme: 'FPPS',
            gross: '102000000',
            fee: '2000000',
            net: '100000000',
            distributedAt: '2026-04-12T12:00:00+05:00',
          },
        ],
      },
    });
    if (error) console.error(error.type, error.detail, error.errors);
    else console.log(data.accepted, data.rejected);
  }
});
