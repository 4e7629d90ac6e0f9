import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import { holdsAt, type Interval } from '@esep/kernel';
import {
  CurrentPrincipal,
  Fails,
  hasRole,
  IsAsset,
  IsInstant,
  keyIn,
  ListQuery,
  Lists,
  pageOf,
  Problem,
  requireOrganisation,
  Roles,
  type Page,
  type Principal,
} from '@esep/platform';
import { isEmpty, overlap, type Wallet } from '@esep/licensing-domain';

import { STAFF } from '../keep-register/register.controller.js';
import { LicenceRegister } from '../keep-register/register.js';

export class HoldingsQuery extends ListQuery {
  @IsInstant({
    optional: true,
    description: 'Only what holds then. Default: all.',
    within: 'known',
  })
  asOf?: string;
}

export class AssetHoldingsQuery extends HoldingsQuery {
  @IsAsset({ optional: true, description: 'Of this asset only.' }) asset?: string;
}

class DatedItem {
  @ApiProperty({ format: 'date-time' }) from!: string;
  @ApiProperty({ format: 'date-time', nullable: true, type: String }) until!: string | null;
}

class WalletItem extends DatedItem {
  @ApiProperty() asset!: string;
  @ApiProperty() address!: string;
  @ApiProperty({ description: 'Under which it was bound.' }) licenceId!: string;
  @ApiProperty({
    nullable: true,
    type: String,
    description: 'How control of the address was shown; null where that was not asked yet.',
    example: 'signed-message',
  })
  proofMethod!: string | null;
  @ApiProperty({ description: 'Somebody else holds it at the same time, too.' })
  disputed!: boolean;
}

class AffiliationItem extends DatedItem {
  @ApiProperty() licenceId!: string;
  @ApiProperty({ example: 'dmp-1' }) poolId!: string;
  @ApiProperty() asset!: string;
}

class RelatedPartyItem extends DatedItem {
  @ApiProperty({ example: 'beneficial-owner' }) relation!: string;
  @ApiProperty({
    description: 'The same party has the same id wherever it is named.',
    example: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
  })
  partyId!: string;
  @ApiProperty({
    nullable: true,
    type: String,
    description: 'Of legal entities only.',
    example: '990140000007',
  })
  bin!: string | null;
}

class OpeningStockItem {
  @ApiProperty() asset!: string;
  @ApiProperty({ format: 'date-time' }) at!: string;
  @ApiProperty({ description: 'Base units.' }) quantity!: string;
}

const isKey = (value: unknown): value is string => typeof value === 'string';

/** What belongs to a licensee: wallets, pools, related parties, and what it had when it began. */
@ApiTags('register')
@Controller('licensing/v1/licensees/:licenseeId')
@Fails(404, 'licensee-unknown')
@Roles(...STAFF, 'licensee')
export class HoldingsController {
  constructor(private readonly register: LicenceRegister) {}

  @Get('wallets')
  @ApiOperation({
    summary: 'Wallets of a licensee, each with its dates',
    description:
      'By asset and address. An address that two hold at once is `disputed`: its coins are nobody’s until two persons decide. A licensee sees its own.',
  })
  @Lists(WalletItem)
  async wallets(
    @Param('licenseeId') licenseeId: string,
    @Query() { limit, cursor, asOf, asset }: AssetHoldingsQuery,
    @CurrentPrincipal() principal: Principal,
  ): Promise<Page<WalletItem>> {
    await this.registered(licenseeId, principal);
    const [first = ''] = (keyIn(cursor, isKey) ?? '').split(' ');
    const found: WalletItem[] = [];
    for (let from: string | undefined = first; from !== undefined && found.length <= limit;) {
      const wallets = await this.register.walletsOf(licenseeId, from, limit + 2);
      const last = wallets.length < limit + 2 ? undefined : wallets.at(-1)?.id;
      for (const { id, state } of wallets)
        // The last one begins the next read.
        if (id !== last)
          found.push(...bindingsIn(state, licenseeId).filter((one) => isAsked(one, asOf, asset)));
      from = last;
    }
    return listed(found, { limit, cursor }, walletKey);
  }

  @Get('affiliations')
  @ApiOperation({
    summary: 'The pools that a licensee’s licences mine with',
    description: 'By licence, asset and pool, each with its dates. A licensee sees its own.',
  })
  @Lists(AffiliationItem)
  async affiliations(
    @Param('licenseeId') licenseeId: string,
    @Query() { limit, cursor, asOf, asset }: AssetHoldingsQuery,
    @CurrentPrincipal() principal: Principal,
  ): Promise<Page<AffiliationItem>> {
    await this.registered(licenseeId, principal);
    const licences = await this.register.licencesOf(licenseeId);
    const states = await Promise.all(licences.map((id) => this.register.find('licence', id)));
    const found = states.flatMap((entry) =>
      entry?.state.status !== 'held'
        ? []
        : entry.state.affiliations
            .filter((one) => isShown(one, asOf) && (asset ?? one.asset) === one.asset)
            .map(({ poolId, asset: of, from, to }): AffiliationItem => {
              return { licenceId: entry.id, poolId, asset: of, from, until: to ?? null };
            }),
    );
    return listed(found, { limit, cursor }, ({ licenceId, asset: of, poolId, from }) =>
      [licenceId, of, poolId, from].join(' '),
    );
  }

  @Get('related-parties')
  @ApiOperation({
    summary: 'Who is related to a licensee (SALE-7)',
    description:
      'By relation and party, each with its dates. Persons are named by `partyId` alone. A licensee sees its own.',
  })
  @Lists(RelatedPartyItem)
  async relatedParties(
    @Param('licenseeId') licenseeId: string,
    @Query() { limit, cursor, asOf }: HoldingsQuery,
    @CurrentPrincipal() principal: Principal,
  ): Promise<Page<RelatedPartyItem>> {
    const { relatedParties } = await this.registered(licenseeId, principal);
    const found = relatedParties
      .filter((one) => isShown(one, asOf))
      .map(({ declared: { relation, partyId, bin }, from, to }): RelatedPartyItem => ({
        ...{ relation, partyId, from, until: to ?? null },
        bin: typeof bin === 'string' ? bin : null,
      }));
    return listed(found, { limit, cursor }, ({ relation, partyId, from }) =>
      [relation, partyId, from].join(' '),
    );
  }

  @Get('opening-stock')
  @ApiOperation({
    summary: 'What a licensee had when it began (SALE-5)',
    description: 'By asset and instant, as last corrected. A licensee sees its own.',
  })
  @Lists(OpeningStockItem)
  async openingStock(
    @Param('licenseeId') licenseeId: string,
    @Query() { limit, cursor }: ListQuery,
    @CurrentPrincipal() principal: Principal,
  ): Promise<Page<OpeningStockItem>> {
    const { openingStock } = await this.registered(licenseeId, principal);
    const found = openingStock.map(({ asset, at, quantity }) => ({ asset, at, quantity }));
    return listed(found, { limit, cursor }, ({ asset, at }) => `${asset} ${at}`);
  }

  private async registered(licenseeId: string, principal: Principal) {
    if (!hasRole(principal, ...STAFF)) requireOrganisation(principal, licenseeId);
    const entry = await this.register.find('licensee', licenseeId);
    if (entry?.state.status === 'registered') return entry.state;
    throw new Problem(404, 'licensee-unknown', { detail: 'There is no licensee with this id.' });
  }
}

/** A wallet's bindings to a licensee. */
const bindingsIn = ({ bindings }: Wallet, licenseeId: string): readonly WalletItem[] =>
  bindings
    .filter((binding) => binding.bound.licenseeId === licenseeId && !isEmpty(binding))
    .map((binding) => {
      const { bound, from, to } = binding;
      return {
        ...{ asset: bound.asset, address: bound.address, licenceId: bound.licenceId },
        ...{ from, until: to ?? null, proofMethod: bound.proofMethod ?? null },
        disputed: bindings.some(
          (other) => other.bound.licenseeId !== licenseeId && overlap(other, binding),
        ),
      };
    });

const isAsked = (
  { from, until, asset }: WalletItem,
  asOf: string | undefined,
  only: string | undefined,
): boolean =>
  (only === undefined || asset === only) &&
  (asOf === undefined || (from <= asOf && (until === null || asOf < until)));

/** What was annulled holds at no time. */
const isShown = (interval: Interval, asOf: string | undefined): boolean =>
  asOf === undefined ? !isEmpty(interval) : holdsAt(interval, asOf);

const walletKey = ({ asset, address, from }: WalletItem): string => `${asset}-${address} ${from}`;

/** All that was found as a page, in the order of its keys. */
const listed = <Item>(
  items: readonly Item[],
  { limit, cursor }: { readonly limit: number; readonly cursor: string | undefined },
  keyOf: (item: Item) => string,
): Page<Item> => {
  const after = keyIn(cursor, isKey) ?? '';
  const found = items
    .map((item) => ({ item, key: keyOf(item) }))
    .filter(({ key }) => key > after)
    .sort((left, right) => (left.key < right.key ? -1 : 1))
    .map(({ item }) => item);
  return pageOf(found.slice(0, limit + 1), limit, keyOf);
};
