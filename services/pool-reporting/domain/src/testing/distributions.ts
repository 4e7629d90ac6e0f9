import type { DistributionEvent } from '@esep/contracts';
import { replay } from '@esep/kernel';

import {
  distributionDecider,
  type Distribution,
  type DistributionCommand,
  type DistributionSent,
} from '../distribution.js';

// Commands and events of one distribution, which specifications change field by field.

export const NOW = '2026-03-06T00:00:00.000Z';

type Of<Union, Type extends string> = Extract<Union, { readonly type: Type }>;
export type Event<Type extends DistributionEvent['type']> = Of<DistributionEvent, Type>;
export type Command<Type extends DistributionCommand['type']> = Of<DistributionCommand, Type>;
export type Body = Omit<Event<'DistributionRecorded'>, 'type'>;

export function sent(rowId: string, but: Partial<DistributionSent> = {}): DistributionSent {
  return {
    rowId,
    licenceId: 'L-1',
    licenseeId: 'lic-1',
    asset: 'BTC',
    scheme: 'PPLNS',
    block: 'orphaned-block',
    gross: 10_000n,
    fee: 100n,
    net: 9_900n,
    distributedAt: '2026-03-05T07:00:00.000Z',
    walletHolders: [],
    ...but,
  };
}
export function report(
  but: Partial<Command<'ReportDistribution'>> = {},
): Command<'ReportDistribution'> {
  return {
    ...sent('r-1'),
    type: 'ReportDistribution',
    poolId: 'dmp-1',
    reportId: 'march',
    version: 1,
    at: NOW,
    ...but,
  };
}
export function withdraw(
  but: Partial<Command<'WithdrawDistribution'>> = {},
): Command<'WithdrawDistribution'> {
  return {
    type: 'WithdrawDistribution',
    poolId: 'dmp-1',
    reportId: 'march',
    version: 2,
    at: NOW,
    ...but,
  };
}
export function reverse(
  but: Partial<Command<'ReverseDistribution'>> = {},
): Command<'ReverseDistribution'> {
  return {
    type: 'ReverseDistribution',
    poolId: 'dmp-1',
    cause: 'orphaned-block',
    at: NOW,
    ...but,
  };
}
function body(but: Partial<Body>): Body {
  return {
    poolId: 'dmp-1',
    rowId: 'r-1',
    reportId: 'march',
    version: 1,
    licenseeId: 'lic-1',
    licenceId: 'L-1',
    asset: 'BTC',
    scheme: 'PPLNS',
    block: 'orphaned-block',
    gross: '10000',
    fee: '100',
    net: '9900',
    distributedAt: '2026-03-05T07:00:00.000Z',
    ...but,
  };
}
export function recorded(but: Partial<Body> = {}): Event<'DistributionRecorded'> {
  return { type: 'DistributionRecorded', ...body(but) };
}
export function replaced(but: Partial<Body> = {}): Event<'DistributionReplaced'> {
  return { type: 'DistributionReplaced', ...body(but) };
}
export function withdrawn(
  but: Partial<Event<'DistributionWithdrawn'>> = {},
): Event<'DistributionWithdrawn'> {
  return {
    type: 'DistributionWithdrawn',
    poolId: 'dmp-1',
    rowId: 'r-1',
    reportId: 'march',
    version: 2,
    licenseeId: 'lic-1',
    licenceId: 'L-1',
    asset: 'BTC',
    withdrawnAt: NOW,
    ...but,
  };
}
export function reversed(
  but: Partial<Event<'DistributionReversed'>> = {},
): Event<'DistributionReversed'> {
  return {
    type: 'DistributionReversed',
    poolId: 'dmp-1',
    rowId: 'r-1',
    licenseeId: 'lic-1',
    licenceId: 'L-1',
    asset: 'BTC',
    cause: 'orphaned-block',
    reversedAt: NOW,
    ...but,
  };
}

export function state(...events: DistributionEvent[]): Distribution {
  return replay(distributionDecider, events);
}
export function knownRows(...ids: string[]): Map<string, Distribution> {
  return new Map(ids.map((rowId) => [rowId, state(recorded({ rowId }))]));
}
