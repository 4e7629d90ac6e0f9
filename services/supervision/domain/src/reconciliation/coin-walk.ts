import {
  atLeastZero,
  eachWork,
  least,
  plusMillis,
  unreachable,
  type Instant,
  type Work,
} from '@esep/kernel';
import type { ReconciliationRules } from '@esep/rulebook';

import { Discharge } from './discharge.js';
import type { Payment } from './period-account.js';
import type { FactsInForce } from '../facts/facts-in-force.js';
import { FreePart, type FreePartJudgement, type FreePartState } from './free-part.js';
import { shareInForce, type PeriodAccount } from './period-account.js';
import type { DisqualificationFact } from '../facts/reconciliation-facts.js';
import { obstaclesTo, quotesUnder, type QuotesAt, type SaleObstacle } from './sale-obstacles.js';
import type { Outflow, Sell, StockEvent } from '../facts/stock-event.js';

/** The fee of a fill that was taken in the asset itself, and which coins paid it. */
export interface CoinFee {
  readonly mined: bigint;
  readonly bought: bigint;
}

/** What a sell fill was made of, and what became of it. */
export interface Sale {
  readonly fill: Sell;
  readonly account: PeriodAccount;
  /** Mined coins; only these can count. */
  readonly sourced: bigint;
  /** Coins bought on a venue: never count, no finding (SALE-5). */
  readonly bought: bigint;
  /** Coins of unknown origin: never count, a finding. */
  readonly unsourced: bigint;
  /** What was found that keeps the fill from counting. */
  readonly obstacles: readonly SaleObstacle[];
  /** Two persons decided that it does not count (SUP-8). */
  readonly disqualification: DisqualificationFact | undefined;
  readonly counts: boolean;
  readonly fee: CoinFee;
  readonly payments: readonly Payment[];
  readonly surplus: bigint;
}

/** What an outflow was made of, and how its mined part was judged. */
export interface MovedOut extends FreePartJudgement {
  readonly outflow: Outflow;
  readonly bought: bigint;
  readonly mined: bigint;
  /** Of the mined part, what was at hand; the rest of it is unexplained too. */
  readonly covered: bigint;
}

export interface CoinWalk {
  readonly sales: readonly Sale[];
  readonly outflows: readonly MovedOut[];
  readonly used: bigint;
  readonly early: bigint;
  readonly unexplained: bigint;
  readonly stockAtEnd: bigint;
  readonly boughtAtEnd: bigint;
}

/** Where the coins are at an instant; with the accounts as they stand, all that a walk goes on from. */
export interface WalkState {
  readonly unexplained: bigint;
  readonly stock: bigint;
  readonly bought: bigint;
  readonly freePart: FreePartState;
}

/**
 * Follows the coins through events in time order (RECONCILIATION §4), pays the accounts from the
 * sales that count (§5) and judges what left the wallets (§7). It begins with the first event, or
 * where another walk was: then `sales` and `outflows` are those since, and all else is of both.
 */
export class Walk {
  private readonly sales: Sale[] = [];
  private readonly outflows: MovedOut[] = [];
  private unexplained: bigint;
  /** Mined coins at hand. Below zero it is a debt, which later coins fill first. */
  private stock: bigint;
  /** Coins bought on venues and still at hand. */
  private bought: bigint;

  private readonly discharge: Discharge;
  private readonly freePart: FreePart;
  private readonly quotesAt: QuotesAt;
  private index = 0;

  constructor(
    private readonly accounts: readonly PeriodAccount[],
    private readonly facts: FactsInForce,
    rules: ReconciliationRules,
    asOf: Instant,
    from?: WalkState,
  ) {
    this.unexplained = from?.unexplained ?? 0n;
    this.stock = from?.stock ?? 0n;
    this.bought = from?.bought ?? 0n;
    this.discharge = new Discharge(accounts);
    const opening = facts.openingStocks(asOf);
    const shareAt = shareInForce(rules);
    this.freePart = new FreePart(accounts, opening, facts.releases(), shareAt, from?.freePart);
    this.quotesAt = quotesUnder(rules);
  }

  /** Takes the next events. */
  *takeWork(events: readonly StockEvent[]): Work<void> {
    yield* eachWork(events, (event) => this.take(event));
  }

  /** Where it is once everything before `at` is taken. */
  stateBefore(at: Instant): WalkState {
    const { unexplained, stock, bought } = this;
    const freePart = this.freePart.stateAt(plusMillis(at, -1));
    return { unexplained, stock, bought, freePart };
  }

  /** What became of the coins, once all events are taken. */
  result(): CoinWalk {
    const { sales, outflows, unexplained, stock: stockAtEnd, bought: boughtAtEnd } = this;
    const { used, early } = this.freePart;
    return { sales, outflows, used, early, unexplained, stockAtEnd, boughtAtEnd };
  }

  private take(event: StockEvent): void {
    switch (event.kind) {
      case 'opening-stock':
      case 'distribution':
        this.stock += event.quantity;
        return;
      case 'buy':
        this.bought += atLeastZero(event.quantity - (event.fact.baseFee ?? 0n));
        return;
      case 'sell':
        return this.sell(event);
      case 'outflow':
        return this.moveOut(event);
      default:
        return unreachable(event);
    }
  }

  private sell(fill: Sell): void {
    const sourced = least(fill.quantity, atLeastZero(this.stock));
    const bought = least(fill.quantity - sourced, this.bought);
    const unsourced = fill.quantity - sourced - bought;
    // A fill that does not count still takes its coins.
    this.stock -= sourced;
    this.bought -= bought;
    const fee = this.payFee(fill.fact.baseFee ?? 0n);
    const account = this.accountAt(fill.at);
    const obstacles = obstaclesTo(fill.fact, this.facts, this.quotesAt);
    const disqualification = this.facts.disqualificationOf(fill.id);
    const counts = obstacles.length === 0 && disqualification === undefined;
    const counted = counts ? sourced : 0n;
    const { payments, surplus } = this.discharge.pay(this.index, fill.id, fill.at, counted);
    account.counted += counted;
    account.surplus += surplus;
    const parts = { sourced, bought, unsourced, fee };
    const judged = { obstacles, disqualification, counts, payments, surplus };
    this.sales.push({ fill, account, ...parts, ...judged });
  }

  /** A fee in coins is no sale: it leaves after the sale, and what nothing covers is nothing. */
  private payFee(fee: bigint): CoinFee {
    const mined = least(fee, atLeastZero(this.stock));
    const bought = least(fee - mined, this.bought);
    this.stock -= mined;
    this.bought -= bought;
    return { mined, bought };
  }

  private moveOut(outflow: Outflow): void {
    const bought = least(outflow.quantity, this.bought);
    const mined = outflow.quantity - bought;
    const covered = least(mined, atLeastZero(this.stock));
    this.bought -= bought;
    this.stock -= mined;
    const judgement = this.freePart.leave(outflow.at, covered);
    const unexplained = mined - covered + judgement.unexplained;
    this.unexplained += unexplained;
    this.outflows.push({ outflow, bought, mined, covered, ...judgement, unexplained });
  }

  /** Sales come in time order, so the search only moves forward. */
  private accountAt(at: Instant): PeriodAccount {
    while (this.account().end <= at) this.index += 1;
    return this.account();
  }

  /** Every sale has one: the rows begin no later than the first sale. */
  private account(): PeriodAccount {
    return this.accounts[this.index] as PeriodAccount;
  }
}
