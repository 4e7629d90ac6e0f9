import { useQuery } from '@tanstack/react-query';

import type { KeySource } from '../proof/key-sources.js';
import { keysOf } from '../proof/log-keys.js';
import { verifyInBrowser } from '../proof/verify.js';
import { textAt } from '../session/esep.js';
import { evidenceOf, type EvidenceRow, type Explanation } from '../why/explanation.js';

/** Several at a time: each is a request and a worker of the browser. */
const AT_ONCE = 4;
/** More are no paper any more: the rest is in the explanation's lists, page by page. */
const ROWS_MAX = 300;

export interface PrintedRow extends EvidenceRow {
  readonly receipts: readonly Checked[];
}

/** A receipt as it was checked here. */
interface Checked {
  readonly eventId: string;
  readonly path: string;
  readonly isProven: boolean;
  /** Digest of the event, its place in the log, and the digest of the log. */
  readonly leaf: string;
  readonly position: string;
  readonly log: string;
}

type Lists = ReturnType<typeof evidenceOf>;
export type ListName = keyof Lists;

export interface Printed {
  readonly lists: Readonly<Record<ListName, readonly PrintedRow[]>>;
  /** Rows that are on no page. */
  readonly left: number;
  /** The logs that the rows stand in: the keys and who says them, and the head as it was signed. */
  readonly logs: readonly {
    readonly service: string;
    readonly keys: readonly string[];
    readonly source: KeySource;
    readonly head: string;
  }[];
}

/** The rows of a month with their receipts, each checked by the code of `esep verify`. */
export const usePrinted = (explanation: Explanation) =>
  useQuery({
    queryKey: [
      'printed',
      explanation.licenseeId,
      explanation.asset,
      explanation.period,
      explanation.knownAt,
      explanation.asOf,
    ],
    staleTime: Infinity,
    queryFn: async (): Promise<Printed> => {
      const lists = evidenceOf(explanation);
      const names = Object.keys(lists) as ListName[];
      const all = names.flatMap((name) => lists[name].map((row) => ({ name, row })));
      const shown = all.slice(0, ROWS_MAX);
      const paths = shown.flatMap(({ row }) => row.sources.map(({ proof }) => proof));
      // Also its own log, in which the judgement stands.
      const services = [...new Set(['supervision', ...paths.map(serviceIn)])].toSorted();
      const logs = await Promise.all(services.map(logOf));
      const keys = new Map(logs.map(({ service, keys: own }) => [service, own]));
      const rows = await inTurns(shown, async ({ name, row }) => {
        const receipts: Checked[] = [];
        for (const { proof, eventId } of row.sources)
          receipts.push(await checked(proof, eventId, keys.get(serviceIn(proof)) ?? []));
        return { name, row: { ...row, receipts } };
      });
      const of = (name: ListName) => rows.filter((one) => one.name === name).map(({ row }) => row);
      return {
        lists: {
          mined: of('mined'),
          sales: of('sales'),
          outflows: of('outflows'),
          setAside: of('setAside'),
        },
        left: all.length - shown.length,
        logs,
      };
    },
  });

const serviceIn = (path: string): string => path.split('/')[1] ?? '';

const logOf = async (service: string) => {
  const [{ keys, source }, head] = await Promise.all([
    keysOf(service),
    textAt(`/${service}/v1/log/checkpoint`),
  ]);
  return { service, keys, source, head: head.trim() };
};

const checked = async (
  path: string,
  eventId: string,
  keys: readonly string[],
): Promise<Checked> => {
  const verdict = await verifyInBrowser(await textAt(path), keys);
  const subject: Readonly<Record<string, string>> =
    'subject' in verdict ? { ...verdict.subject } : {};
  const { leaf = '', log = '' } = subject;
  // It is said in English, with how long the log is.
  const [position = ''] = /^\d+/.exec(subject['position'] ?? '') ?? [];
  return { eventId, path, isProven: verdict.verdict === 'proven', leaf, position, log };
};

/** In the order of the items, so many at a time. */
const inTurns = async <Item, Made>(
  items: readonly Item[],
  make: (item: Item) => Promise<Made>,
): Promise<Made[]> => {
  const made: Made[] = [];
  for (let at = 0; at < items.length; at += AT_ONCE)
    made.push(...(await Promise.all(items.slice(at, at + AT_ONCE).map(make))));
  return made;
};
