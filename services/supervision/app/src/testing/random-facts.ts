import { hash } from 'node:crypto';

import type { Instant } from '@esep/kernel';
import type { Fact } from '@esep/platform';
import { caseOf, type ReconciliationFacts } from '@esep/supervision-domain';
import { randomCases } from '@esep/supervision-domain/random-cases';

// Random cases as the services would have said them: each is one licensee's, and what one says of
// pools and exchanges holds for all. Movements of coins stand on a chain, and are left out.

const LOG = 'esep/licensing/test';

type Body = Readonly<Record<string, unknown>> & { readonly recordedAt: Instant };

/** Facts of `count` licensees, in the order in which they were recorded. */
export const randomFacts = (seed: number, count: number): readonly Fact[] =>
  randomCases(seed, count)
    .flatMap((one, index) => {
      const { facts } = caseOf(one);
      const licenseeId = licenseeOf(seed, index);
      return [...registerEvents(facts, licenseeId), ...coinEvents(facts, licenseeId)];
    })
    .sort(([, left], [, right]) => (left.recordedAt < right.recordedAt ? -1 : 1))
    .map(([type, body], position) => factOf(type, body, position));

export const factOf = (type: string, { recordedAt, ...body }: Body, position: number): Fact =>
  ({
    ...{ log: LOG, position, bytes: '', keys: [] },
    envelope: { eventId: idOf(`event ${position}`), type, recordedAt, meta: { actor: 'a' }, body },
  }) as unknown as Fact;

export const licenseeOf = (seed: number, index: number): string => idOf(`${seed} ${index}`);

const idOf = (name: string): string =>
  hash('sha256', name).replace(/^(.{8})(.{4})(.{3})(.{3})(.{12}).*$/, '$1-$2-7$3-8$4-$5');

type Events = Generator<readonly [type: string, Body]>;

function* registerEvents(facts: ReconciliationFacts, licenseeId: string): Events {
  const own = { licenseeId, asset: 'BTC' };
  yield [
    'LicenseeRegistered',
    {
      ...{ recordedAt: '2023-01-01T00:00:00.000Z', licenseeId, kind: 'legal-entity' },
      ...{ partyId: facts.licenseeParty, name: `Miner ${licenseeId}` },
    },
  ];
  for (const { recordedAt, id, licensedFrom: from, licensedTo: at } of facts.venues)
    yield [
      at === null ? 'ExchangeLicensed' : 'ExchangeLicenceWithdrawn',
      { recordedAt, exchangeId: id, from, at, depositAddresses: [] },
    ];
  for (const { recordedAt, id, approvedFrom: from, approvedTo: at } of facts.pools)
    yield [
      at === null ? 'PoolApproved' : 'PoolApprovalWithdrawn',
      { recordedAt, poolId: id, from, at, payoutAddresses: [] },
    ];
  for (const { recordedAt, licence, status, from, to } of facts.licence)
    yield status === 'active'
      ? [
          'LicenceImported',
          {
            ...{ recordedAt, licenceId: licence, licenseeId, issuedAt: from },
            validUntil: to ?? undefined,
          },
        ]
      : [
          'LicenceSuspended',
          { recordedAt, licenceId: licence, licenseeId, from, until: to ?? undefined },
        ];
  for (const { recordedAt, pool, licence, from, to } of facts.affiliations)
    yield [
      to === null ? 'PoolAffiliationDeclared' : 'PoolAffiliationEnded',
      { recordedAt, ...own, poolId: pool, licenceId: licence, from, to },
    ];
  for (const { recordedAt, party, from, to } of facts.relatedParties)
    yield [
      to === null ? 'RelatedPartyDeclared' : 'RelatedPartyEnded',
      { recordedAt, licenseeId, partyId: party, from, to },
    ];
  for (const { recordedAt, sender, through } of facts.completeness)
    yield sender.startsWith('ex')
      ? ['ExchangeReportedThrough', { recordedAt, exchangeId: sender, through }]
      : ['PoolReportedThrough', { recordedAt, poolId: sender, through }];
}

function* coinEvents(facts: ReconciliationFacts, licenseeId: string): Events {
  const own = { licenseeId, asset: 'BTC' };
  for (const { recordedAt, quantity, at } of facts.openingStock)
    yield ['OpeningStockDeclared', { recordedAt, ...own, quantity: text(quantity), at }];
  for (const { recordedAt, id, version, pool, licence, at, gross, fee, net } of facts.distributions)
    yield [
      'DistributionRecorded',
      {
        ...{ recordedAt, ...own, poolId: pool, rowId: rowOf(licenseeId, id), version },
        ...{ licenceId: licence, distributedAt: at },
        ...{ gross: text(gross), fee: text(fee), net: text(net) },
      },
    ];
  for (const { recordedAt, id } of facts.reversals) {
    const { pool } = facts.distributions.find((row) => row.id === id) ?? { pool: 'dmp-1' };
    yield [
      'DistributionReversed',
      { recordedAt, ...own, poolId: pool, rowId: rowOf(licenseeId, id) },
    ];
  }
  for (const fill of facts.fills)
    yield [
      'FillRecorded',
      {
        ...{ recordedAt: fill.recordedAt, ...own, exchangeId: fill.venue, tradeId: fill.tradeId },
        ...{ side: fill.side, quantity: text(fill.quantity), executedAt: fill.at },
        quote: { currency: fill.quote, amount: text(fill.quoteAmount ?? 1n) },
        counterpartyId: fill.counterparty,
        ...(fill.baseFee === undefined ? {} : { fee: text(fill.baseFee), feeAsset: 'BTC' }),
      },
    ];
  for (const { recordedAt, venue, tradeId } of facts.busts)
    yield ['FillBusted', { recordedAt, ...own, exchangeId: venue, tradeId }];
  for (const { recordedAt, venue, tradeId, at, quantity, quote, quoteAmount } of facts.corrections)
    yield [
      'FillCorrected',
      {
        ...{ recordedAt, ...own, exchangeId: venue, tradeId, executedAt: at },
        quantity: quantity === undefined ? undefined : text(quantity),
        quote:
          quote === undefined ? undefined : { currency: quote, amount: text(quoteAmount ?? 1n) },
      },
    ];
  for (const { recordedAt, venue, tradeId, side, disqualified } of facts.disqualifications)
    yield [
      disqualified ? 'SaleDisqualified' : 'SaleRequalified',
      { recordedAt, ...own, exchangeId: venue, tradeId, side },
    ];
  for (const { recordedAt, period, quantity, at } of facts.releases)
    yield ['RetainedReleased', { recordedAt, ...own, period, quantity: text(quantity), at }];
}

const text = (value: bigint): string => value.toString();

/** Rows of one pool are told apart by their ids, and these cases share their pools. */
const rowOf = (licenseeId: string, id: string): string => `${licenseeId}.${id}`;
