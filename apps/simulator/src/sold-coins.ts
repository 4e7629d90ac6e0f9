import { assetOf, instantIn, type LocalDate } from '@esep/kernel';

import { inventedAddress, inventedPlace } from './invented-chain.js';
import { timeOf, type Act, type Movement, type PlannedMonth } from './acts.js';
import type { SalePlan } from './sector-plan.js';

// What exchanges say of a month (trades, what became of them, coins that came and went), and what
// left the own wallet, of which nobody says anything.

/** Minor units for one whole coin. Invented. */
const PRICES: Readonly<Record<string, Readonly<Record<SalePlan['currency'], bigint>>>> = {
  BTC: { KZT: 4_850_000_000n, USD: 9_500_000n },
  LTC: { KZT: 5_100_000n, USD: 10_000n },
  ETC: { KZT: 1_020_000n, USD: 2_000n },
};

const tradeIdOf = ({ licensee, holding }: PlannedMonth, on: LocalDate): string =>
  `${on.replaceAll('-', '')}.${licensee.licenceId}.${holding.asset}`;

export const fillsOf = (planned: PlannedMonth): Act[] =>
  planned.month.sales.map((sale): Act => {
    const { on, venue: sender, quantity, currency, counterpartyBin } = sale;
    const { licensee, holding, place } = planned;
    const row = {
      tradeId: tradeIdOf(planned, on),
      side: 'sell' as const,
      licenseeBin: licensee.bin,
      asset: holding.asset,
      quantity: quantity.toString(),
      quote: { amount: worthOf(holding.asset, sale).toString(), currency },
      ...(counterpartyBin === undefined ? {} : { counterpartyBin }),
      executedAt: timeOf(on, 16, place),
    };
    return { on, sender, kind: 'fills', reportId: `fills-${on}`, row };
  });

const worthOf = (asset: string, { on, quantity, currency }: SalePlan): bigint => {
  const exponent = assetOf(asset)?.exponent;
  if (exponent === undefined) throw new Error(`There is no ${asset}.`);
  return (quantity * permilleOf(asset, on, currency)) / 1_000n / 10n ** BigInt(exponent);
};

/** Minor units for one whole coin on a day: what it is sold for, and what the state's list says. */
export const listedPrice = (
  asset: string,
  day: LocalDate,
  currency: SalePlan['currency'],
): bigint => permilleOf(asset, day, currency) / 1_000n;

/** The price moves by up to 3 % over a month. */
const permilleOf = (asset: string, day: LocalDate, currency: SalePlan['currency']): bigint => {
  const price = PRICES[asset]?.[currency];
  if (price === undefined) throw new Error(`${asset} has no price.`);
  return price * BigInt(970 + ((Number(day.slice(8)) * 7) % 61));
};

export const bustsOf = (planned: PlannedMonth): Act[] =>
  planned.month.sales.flatMap(({ on, venue: sender, busted }): Act[] => {
    if (busted === undefined) return [];
    const row = { tradeId: tradeIdOf(planned, on), reason: busted.reason };
    return [{ on: busted.on, sender, kind: 'busts', reportId: `busts-${busted.on}`, row }];
  });

/** Coins that are brought to an exchange in the afternoon and taken back in the evening. */
export const roundTripsOf = (planned: PlannedMonth): Act[] =>
  (planned.month.roundTrips ?? []).flatMap(({ on, venue, amount }): Act[] => {
    const { licensee, holding, place } = planned;
    const { asset } = holding;
    const own = inventedAddress(asset, licensee.licenceId);
    const there = inventedAddress(asset, venue);
    const rowId = `${licensee.licenceId}.${asset}.${on}`;
    const transfer = (kind: 'deposits' | 'withdrawals', hour: number): Act => {
      const [from, to] = kind === 'deposits' ? [own, there] : [there, own];
      const creditedAt = timeOf(on, hour, place);
      const at = instantIn(creditedAt);
      const movement: Movement = { id: `${kind} ${venue} ${rowId}`, asset, amount, from, to, at };
      const row = {
        rowId,
        licenseeBin: licensee.bin,
        asset,
        amount: amount.toString(),
        ...inventedPlace(asset, movement.id),
        creditedAt,
      };
      return { on, sender: venue, kind, reportId: `${kind}-${on}`, row, movement };
    };
    return [transfer('deposits', 15), transfer('withdrawals', 18)];
  });

export const sentAwayOf = ({ licensee, holding, month, place }: PlannedMonth): Movement[] =>
  (month.sentAway ?? []).map(({ on, amount }) => ({
    id: `sent away ${licensee.licenceId} ${holding.asset} ${on}`,
    asset: holding.asset,
    amount,
    from: inventedAddress(holding.asset, licensee.licenceId),
    to: inventedAddress(holding.asset, `a stranger to ${licensee.licenceId}`),
    at: instantIn(timeOf(on, 19, place)),
  }));
