import { ceilDiv, instantIn, plusDays, type LocalDate } from '@esep/kernel';

import { inventedAddress, inventedPlace } from './invented-chain.js';
import { lastDayOf, timeOf, type Act, type Movement, type PlannedMonth } from './acts.js';
import type { PoolPlan } from './sector-plan.js';

// What pools say of a month: a credit each day, and every week or so a payout of what was credited.

export interface Credit {
  readonly act: Act;
  readonly pool: string;
  readonly net: bigint;
}

export const creditsOf = (planned: PlannedMonth, pools: readonly PoolPlan[]): Credit[] => {
  const { holding, month, place } = planned;
  const { period, mined, minedThrough = lastDayOf(period), lateCredit } = month;
  const { creditsPerDay = 1 } = holding;
  const days = daysBetween(`${period}-01`, minedThrough);
  const nets = inUnevenParts(mined, days.length * creditsPerDay, place);
  const credits = nets.map((net, i) => {
    const dayIndex = Math.floor(i / creditsPerDay);
    const day = days[dayIndex] as LocalDate;
    const pool = holding.pools[dayIndex % holding.pools.length] as string;
    const id = creditsPerDay === 1 ? day : `${day}.${(i % creditsPerDay) + 1}`;
    const hour = creditsPerDay === 1 ? 12 : Math.floor((20 * (i % creditsPerDay)) / creditsPerDay);
    const credit = { id, at: timeOf(day, hour, place), net, on: day, reportId: `credits-${day}` };
    return creditOf(planned, poolOf(pools, pool), credit);
  });
  if (lateCredit === undefined) return credits;
  const { creditedOn: day, reportedOn: on, net } = lateCredit;
  const pool = poolOf(pools, holding.pools[0] as string);
  const [id, reportId] = [`${day}.late`, `credits-${day}-late`];
  return [
    ...credits,
    creditOf(planned, pool, { id, at: timeOf(day, 12, place), net, on, reportId }),
  ];
};

const creditOf = (
  { licensee: { licenceId }, holding: { asset } }: PlannedMonth,
  { id: sender, scheme, feeBps }: PoolPlan,
  { id, at, net, on, reportId }: CreditPlan,
): Credit => {
  const gross = ceilDiv(net * 10_000n, BigInt(10_000 - feeBps));
  const row = {
    rowId: `${licenceId}.${asset}.${id}`,
    licenceId,
    asset,
    scheme,
    gross: gross.toString(),
    fee: (gross - net).toString(),
    net: net.toString(),
    distributedAt: at,
    wallet: inventedAddress(asset, licenceId),
  };
  return { act: { on, sender, kind: 'distributions', reportId, row }, pool: sender, net };
};

interface CreditPlan {
  readonly id: string;
  readonly at: string;
  readonly net: bigint;
  /** When it is reported, and in which report. */
  readonly on: LocalDate;
  readonly reportId: string;
}

const poolOf = (pools: readonly PoolPlan[], id: string): PoolPlan => {
  const pool = pools.find((known) => known.id === id);
  if (pool === undefined) throw new Error(`The sector has no pool ${id}.`);
  return pool;
};

const PAYOUT_DAYS = ['12', '20', '27'];

/** Each pool pays what it reported since its last payout; nothing once it is silent. */
export const payoutsOf = (
  planned: PlannedMonth,
  credits: readonly Credit[],
  pools: readonly PoolPlan[],
): Act[] => {
  const { holding, month } = planned;
  const days = [...PAYOUT_DAYS.map((day) => `${month.period}-${day}`), lastDayOf(month.period)];
  return holding.pools.flatMap((pool) => {
    const { silentFrom } = poolOf(pools, pool);
    const own = credits.filter((credit) => credit.pool === pool);
    let paidUntil: LocalDate = '';
    return days
      .filter((day) => silentFrom === undefined || day < silentFrom)
      .flatMap((day) => {
        const since = own.filter(({ act: { on } }) => on > paidUntil && on <= day);
        paidUntil = day;
        const amount = since.reduce((sum, { net }) => sum + net, 0n);
        return amount === 0n ? [] : [payoutOf(planned, pool, day, amount)];
      });
  });
};

const payoutOf = (
  { place, licensee, holding }: PlannedMonth,
  sender: string,
  day: LocalDate,
  amount: bigint,
): Act => {
  const { licenceId } = licensee;
  const { asset } = holding;
  const rowId = `${licenceId}.${asset}.${day}`;
  const paidAt = timeOf(day, 14, place);
  const wallet = inventedAddress(asset, licenceId);
  const movement: Movement = {
    id: `payout ${sender} ${rowId}`,
    asset,
    amount,
    from: inventedAddress(asset, sender),
    to: wallet,
    at: instantIn(paidAt),
  };
  const row = {
    rowId,
    licenceId,
    asset,
    amount: amount.toString(),
    ...inventedPlace(asset, movement.id),
    paidAt,
    wallet,
  };
  return { on: day, sender, kind: 'payouts', reportId: `payouts-${day}`, row, movement };
};

const daysBetween = (first: LocalDate, last: LocalDate): LocalDate[] => {
  const days: LocalDate[] = [];
  for (let day = first; day <= last; day = plusDays(day, 1)) days.push(day);
  return days;
};

/** Parts that go up and down by a tenth, as a pool's luck does, and add up to the total exactly. */
const inUnevenParts = (total: bigint, count: number, seed: number): bigint[] => {
  const weights = Array.from({ length: count }, (_, i) => BigInt(90 + ((i * 37 + seed * 17) % 21)));
  const sum = weights.reduce((all, weight) => all + weight, 0n);
  const parts = weights.map((weight) => (total * weight) / sum);
  const rest = total - parts.reduce((all, part) => all + part, 0n);
  return parts.map((part, i) => (i === count - 1 ? part + rest : part));
};
