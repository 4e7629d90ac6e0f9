import type { ServiceName } from '@esep/client';
import type { ContinuationProblem, SignedHead } from '@esep/verifier';
import { useQueries, useQueryClient } from '@tanstack/react-query';

import { textAt } from '../session/esep.js';
import { SERVICES } from '../session/services.js';
import type { LogKeys } from './key-sources.js';
import { keysOf } from './log-keys.js';
import { inWorker } from './verify.js';

/** A signed head that this browser saw, and when. Heads are public: anybody may keep them. */
export interface SeenHead extends SignedHead {
  readonly at: string;
}

export interface HeadChecked {
  readonly present: SeenHead;
  readonly size: number;
  readonly root: string;
  readonly keys: LogKeys;
  /** What was kept when this visit began; at a first one there is none. */
  readonly before: SeenHead | undefined;
  /** What was kept last, and is what the present head was held against. */
  readonly seen: SeenHead | undefined;
  /** Why the present head is not proven; undefined where it is. */
  readonly problem: ContinuationProblem | undefined;
}

/** How many events a log had by a head. */
export const sizeOf = ({ note }: SignedHead): number => Number(note.split('\n')[1]);

const placeOf = (service: ServiceName) => `esep-head-${service}`;

const seenIn = (text: string | null): SeenHead | undefined => {
  try {
    const kept = JSON.parse(text ?? 'null') as SeenHead | null;
    const { note, key, at } = kept ?? {};
    return typeof note === 'string' && typeof key === 'string' && typeof at === 'string'
      ? { note, key, at }
      : undefined;
  } catch {
    return undefined;
  }
};

/** A visit is as long as the page is loaded. */
const before = new Map<ServiceName, SeenHead | undefined>();

/**
 * Proves that a log's present head continues the one that was kept last, and keeps it then. One that is
 * not proven is not kept: it would be forgotten at the next visit that the log was changed.
 */
const checkHead = async (service: ServiceName): Promise<HeadChecked> => {
  // Read first: another tab may keep a later head than the one that is asked for here.
  const kept = localStorage.getItem(placeOf(service));
  const seen = seenIn(kept);
  if (!before.has(service)) before.set(service, seen);
  const [keys, note] = await Promise.all([
    keysOf(service),
    textAt(`/${service}/v1/log/checkpoint`),
  ]);
  const { key, found } = await inWorker('continuation', {
    service,
    kept: seen,
    note,
    keys: keys.keys,
    isKeyTrusted: keys.source !== 'host',
  });
  const present: SeenHead = { note, key, at: new Date().toISOString() };
  const isProven = found.verdict === 'proven';
  if (isProven && localStorage.getItem(placeOf(service)) === kept) keep(service, present);
  return {
    present,
    size: sizeOf(present),
    root: note.split('\n')[2] ?? '',
    keys,
    before: before.get(service),
    seen,
    problem: isProven ? undefined : found.reason,
  };
};

const keep = (service: ServiceName, head: SeenHead): void =>
  localStorage.setItem(placeOf(service), JSON.stringify(head));

/** The heads of all logs, each held against what this browser kept of it. */
export const useHeads = () =>
  useQueries({
    queries: SERVICES.map((service) => ({
      queryKey: ['continuation', service],
      queryFn: () => checkHead(service),
    })),
  });

/** Begins anew from a head, by the will of whoever reads. */
export const useBeginAt = () => {
  const queries = useQueryClient();
  return (service: ServiceName, head: SeenHead): Promise<void> => {
    before.set(service, undefined);
    keep(service, head);
    return queries.invalidateQueries({ queryKey: ['continuation', service] });
  };
};
