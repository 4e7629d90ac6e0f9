import { until } from '@esep/platform/testing';

import { BEFORE_SECTOR, tellSmallSector } from './small-sector.js';
import { describeOnBothHosts, openTestHosts, type TestHost, type TestHosts } from './test-hosts.js';

// What five services record comes over one connection, whether they are in one process or in five.

const SERVICES = ['licensing', 'pool-reporting', 'exchange-settlement', 'tax', 'supervision'];
const ANALYST = { role: 'supervision-analyst', organisation: 'aifc' } as const;

interface Notice {
  readonly service: string;
  readonly position: number;
}

describeOnBothHosts('The stream of all services', (kind) => {
  let hosts: TestHosts;
  let esep: TestHost;
  beforeAll(async () => {
    hosts = await openTestHosts(kind);
    esep = await hosts.start(BEFORE_SECTOR, { sector: { pools: ['dmp-1'], exchanges: ['ex-1'] } });
  }, 120_000);
  afterAll(async () => {
    await esep?.close();
    await hosts?.close();
  });

  it('tells of every event of every log, each once and in order', async () => {
    const stop = new AbortController();
    const answer = await fetch(
      `${esep.host.url}/supervision/v1/stream?services=${SERVICES.join(',')}`,
      {
        headers: {
          authorization: `Bearer ${await esep.tokenOf(ANALYST)}`,
          'last-event-id': SERVICES.map((service) => `${service}:-1`).join(','),
        },
        signal: stop.signal,
      },
    );
    let text = '';
    const reading = (async () => {
      for await (const part of answer.body!.pipeThrough(new TextDecoderStream())) text += part;
    })().catch(() => undefined);
    await tellSmallSector(esep);
    const recorded = () =>
      [...text.matchAll(/^event: recorded\nid: .*\ndata: (.*)$/gm)].map(
        ([, data]) => JSON.parse(data as string) as Notice,
      );
    const ends = async (): Promise<readonly number[]> =>
      Promise.all(
        SERVICES.map(async (service) => {
          const note = await fetch(`${esep.host.url}/${service}/v1/log/checkpoint`);
          return Number((await note.text()).split('\n')[1]);
        }),
      );
    const placesOf = (service: string) =>
      recorded()
        .filter((notice) => notice.service === service)
        .map(({ position }) => position);
    await until(async () => {
      const sizes = await ends();
      return SERVICES.every((service, i) => placesOf(service).length === sizes[i]);
    });
    for (const service of SERVICES)
      expect([service, placesOf(service)]).toEqual([service, [...placesOf(service).keys()]]);
    expect(text).not.toMatch(/event: (missed|log-away)/);
    stop.abort();
    await reading;
  });
});
