import type {
  LicenseeNumberCorrected,
  LicenseeNumberCorrection,
  LicenseeRegistered,
  LicenseeRenamed,
  LicenseeRenaming,
  OpeningStockCorrected,
  OpeningStockCorrection,
  OpeningStockDeclared,
  PersonalText,
} from '@esep/contracts';
import {
  assetOf,
  decideAct,
  evolveAct,
  proposingOf,
  quantityMaxOf,
  unreachable,
  type ActCommand,
  type ActRefusal,
  type Answering,
  type Decision,
  type IdentityNumberKind,
  type Instant,
  type Proposals,
  type Proposing,
} from '@esep/kernel';

// What two persons change about a licensee: the name, a number that was recorded wrongly, and the
// opening stock. They stand in the stream of the licensee; licensee.ts hands its commands on.

// ── Events ──────────────────────────────────────────────────────────────────────────────────────

export type LicenseeChangeEvent =
  | LicenseeRenaming
  | LicenseeRenamed
  | LicenseeNumberCorrection
  | LicenseeNumberCorrected
  | OpeningStockCorrection
  | OpeningStockCorrected;

// ── Commands ────────────────────────────────────────────────────────────────────────────────────

export type LicenseeChangeCommand =
  ProposeRenaming | ProposeNumberCorrection | ProposeStockCorrection | AnswerLicenseeChange;

export interface ProposeRenaming extends Proposing {
  readonly type: 'ProposeRenaming';
  readonly name: PersonalText;
  readonly from: Instant;
  readonly ground: string;
}

export interface ProposeNumberCorrection extends Proposing {
  readonly type: 'ProposeNumberCorrection';
  readonly partyId: string;
  readonly bin: PersonalText;
  /** What the digits say; the number itself may be encrypted. */
  readonly numberKind: IdentityNumberKind;
  readonly ground: string;
}

/** `stockAt` names the declaration that it replaces; with another one it adds a stock of then. */
export interface ProposeStockCorrection extends Proposing {
  readonly type: 'ProposeStockCorrection';
  readonly asset: string;
  readonly quantity: bigint;
  readonly stockAt: Instant;
  readonly reason: string;
}

export interface AnswerLicenseeChange extends Answering {
  readonly type:
    | 'ConfirmRenaming'
    | 'DeclineRenaming'
    | 'ConfirmNumberCorrection'
    | 'DeclineNumberCorrection'
    | 'ConfirmStockCorrection'
    | 'DeclineStockCorrection';
}

type Objection =
  | 'asset-unknown'
  | 'quantity-negative'
  | 'quantity-above-supply'
  | 'personal-data-in-plain'
  | 'kind-disagrees-with-number'
  | 'nothing-changes';

export type LicenseeChangeRefusal = Objection | ActRefusal;

// ── State ───────────────────────────────────────────────────────────────────────────────────────

type NameTerms = Omit<LicenseeRenamed, 'type'>;
type NumberTerms = Omit<LicenseeNumberCorrected, 'type' | 'correctedAt'>;
type StockTerms = Omit<OpeningStockCorrected, 'type'>;

export interface LicenseeChanges {
  readonly renamings: Proposals<NameTerms>;
  readonly numbers: Proposals<NumberTerms>;
  readonly stocks: Proposals<StockTerms>;
}

export const NO_CHANGES: LicenseeChanges = { renamings: [], numbers: [], stocks: [] };

export interface ChangedLicensee {
  readonly licenseeId: string;
  /** As it is called and numbered now. */
  readonly registered: LicenseeRegistered;
  readonly openingStock: readonly (OpeningStockDeclared | OpeningStockCorrected)[];
  readonly changes: LicenseeChanges;
}

type ChangeDecision = Decision<LicenseeChangeEvent, LicenseeChangeRefusal>;

// ── Decide ──────────────────────────────────────────────────────────────────────────────────────

export const decideLicenseeChange = (
  command: LicenseeChangeCommand,
  licensee: ChangedLicensee,
): ChangeDecision => {
  const { licenseeId, registered } = licensee;
  switch (command.type) {
    case 'ProposeRenaming': {
      const { name, from, ground } = command;
      const terms = { licenseeId, name, from, ground };
      return rename({ step: 'propose', terms, ...proposingOf(command) }, licensee);
    }
    case 'ConfirmRenaming':
      return rename({ step: 'confirm', ...command }, licensee);
    case 'DeclineRenaming':
      return rename({ step: 'decline', ...command }, licensee);
    case 'ProposeNumberCorrection': {
      const { partyId, bin, ground, numberKind } = command;
      const terms = { licenseeId, partyId, bin, previousPartyId: registered.partyId, ground };
      return renumber({ step: 'propose', terms, ...proposingOf(command) }, licensee, numberKind);
    }
    case 'ConfirmNumberCorrection':
      return renumber({ step: 'confirm', ...command }, licensee);
    case 'DeclineNumberCorrection':
      return renumber({ step: 'decline', ...command }, licensee);
    case 'ProposeStockCorrection': {
      const { asset, quantity, stockAt: at, reason } = command;
      const terms = { licenseeId, asset, quantity: quantity.toString(), at, reason };
      return restock({ step: 'propose', terms, ...proposingOf(command) }, licensee);
    }
    case 'ConfirmStockCorrection':
      return restock({ step: 'confirm', ...command }, licensee);
    case 'DeclineStockCorrection':
      return restock({ step: 'decline', ...command }, licensee);
    default:
      return unreachable(command);
  }
};

const rename = (command: ActCommand<NameTerms>, licensee: ChangedLicensee): ChangeDecision =>
  decideAct<'LicenseeRenaming', NameTerms, LicenseeRenamed, Objection>(
    'LicenseeRenaming',
    command,
    licensee.changes.renamings,
    {
      objection: ({ name }) => {
        if (isPersonal(licensee) && typeof name === 'string') return 'personal-data-in-plain';
        return name === licensee.registered.name ? 'nothing-changes' : undefined;
      },
      effects: (terms) => [{ type: 'LicenseeRenamed', ...terms }],
    },
  );

const renumber = (
  command: ActCommand<NumberTerms>,
  licensee: ChangedLicensee,
  numberKind?: IdentityNumberKind,
): ChangeDecision =>
  decideAct<'LicenseeNumberCorrection', NumberTerms, LicenseeNumberCorrected, Objection>(
    'LicenseeNumberCorrection',
    command,
    licensee.changes.numbers,
    {
      objection: ({ bin, partyId }) => {
        if (numberKind !== undefined && numberKind !== NUMBER_OF[licensee.registered.kind])
          return 'kind-disagrees-with-number';
        if (isPersonal(licensee) && typeof bin === 'string') return 'personal-data-in-plain';
        return partyId === licensee.registered.partyId ? 'nothing-changes' : undefined;
      },
      effects: (terms, correctedAt) => [{ type: 'LicenseeNumberCorrected', ...terms, correctedAt }],
    },
  );

/** Which number a kind of licensee has: a person an IIN, everybody else a BIN. */
export const NUMBER_OF = {
  'legal-entity': 'bin',
  'individual-entrepreneur': 'iin',
} as const satisfies Record<LicenseeRegistered['kind'], IdentityNumberKind>;

const isPersonal = ({ registered: { kind } }: ChangedLicensee): boolean =>
  kind === 'individual-entrepreneur';

const restock = (command: ActCommand<StockTerms>, licensee: ChangedLicensee): ChangeDecision =>
  decideAct<'OpeningStockCorrection', StockTerms, OpeningStockCorrected, Objection>(
    'OpeningStockCorrection',
    command,
    licensee.changes.stocks,
    {
      objection: (terms) => {
        const known = stockOf(licensee.openingStock, terms);
        return (
          malformedStock({ asset: terms.asset, quantity: BigInt(terms.quantity) }) ??
          (known?.quantity === terms.quantity ? 'nothing-changes' : undefined)
        );
      },
      effects: (terms) => [{ type: 'OpeningStockCorrected', ...terms }],
    },
  );

export const malformedStock = ({
  asset,
  quantity,
}: {
  readonly asset: string;
  readonly quantity: bigint;
}): 'asset-unknown' | 'quantity-negative' | 'quantity-above-supply' | undefined => {
  if (assetOf(asset) === undefined) return 'asset-unknown';
  if (quantity < 0n) return 'quantity-negative';
  return quantity > quantityMaxOf(asset) ? 'quantity-above-supply' : undefined;
};

export const stockOf = <Stock extends { readonly asset: string; readonly at: Instant }>(
  stocks: readonly Stock[],
  { asset, at }: { readonly asset: string; readonly at: Instant },
): Stock | undefined => stocks.find((stock) => stock.asset === asset && stock.at === at);

// ── Evolve ──────────────────────────────────────────────────────────────────────────────────────

export const evolveLicenseeChange = <Licensee extends ChangedLicensee>(
  licensee: Licensee,
  event: LicenseeChangeEvent,
): Licensee => {
  const { registered, openingStock, changes } = licensee;
  switch (event.type) {
    case 'LicenseeRenamed':
      return { ...licensee, registered: { ...registered, name: event.name } };
    case 'LicenseeNumberCorrected': {
      const { partyId, bin } = event;
      return { ...licensee, registered: { ...registered, partyId, bin } };
    }
    case 'OpeningStockCorrected': {
      const replaced = stockOf(openingStock, event);
      const others = openingStock.filter((stock) => stock !== replaced);
      return { ...licensee, openingStock: [...others, event] };
    }
    case 'LicenseeRenamingProposed':
    case 'LicenseeRenamingConfirmed':
    case 'LicenseeRenamingDeclined':
      return {
        ...licensee,
        changes: { ...changes, renamings: evolveAct(changes.renamings, event) },
      };
    case 'LicenseeNumberCorrectionProposed':
    case 'LicenseeNumberCorrectionConfirmed':
    case 'LicenseeNumberCorrectionDeclined':
      return { ...licensee, changes: { ...changes, numbers: evolveAct(changes.numbers, event) } };
    case 'OpeningStockCorrectionProposed':
    case 'OpeningStockCorrectionConfirmed':
    case 'OpeningStockCorrectionDeclined':
      return { ...licensee, changes: { ...changes, stocks: evolveAct(changes.stocks, event) } };
    default:
      return unreachable(event);
  }
};
