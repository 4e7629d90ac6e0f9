import type { Instant } from '@esep/kernel';

import type { Payment, PeriodAccount } from './period-account.js';

/**
 * Which periods a sale pays (RECONCILIATION §5): those still in time first, oldest first, then the
 * overdue ones, oldest first, so that arrears never make a later month late. Sales come in time
 * order, so both beginnings of the search only ever move forward. A month may fall due before an
 * earlier one, where the grace days became fewer: each period is asked for itself.
 */
export class Discharge {
  /** All before it are overdue. */
  private oldestInTime = 0;
  /** All before it are paid. */
  private oldestOpen = 0;

  /** Periods that are paid or overdue already are passed over at the first sale. */
  constructor(private readonly accounts: readonly PeriodAccount[]) {}

  /** Pays with a sale in the period at `index`; what found no debt is surplus. */
  pay(
    index: number,
    fact: string,
    at: Instant,
    quantity: bigint,
  ): { readonly payments: readonly Payment[]; readonly surplus: bigint } {
    if (quantity === 0n) return NOTHING_PAID;
    this.moveTo(at, index);
    const payments: Payment[] = [];
    const sale = { fact, at, payments };
    const left = this.payRange(this.oldestInTime, index, true, sale, quantity);
    const surplus = this.payRange(this.oldestOpen, index, false, sale, left);
    return { payments, surplus };
  }

  /**
   * Pays the periods from `first` to `last` that are in time, or those that are not; gives what is
   * left of the quantity.
   */
  private payRange(
    first: number,
    last: number,
    inTime: boolean,
    { fact, at, payments }: { fact: string; at: Instant; payments: Payment[] },
    quantity: bigint,
  ): bigint {
    let left = quantity;
    for (let i = first; i <= last && left > 0n; i += 1) {
      const account = this.account(i);
      const part = account.open < left ? account.open : left;
      const isInTime = at < account.due;
      if (part === 0n || isInTime !== inTime) continue;
      left -= part;
      account.open -= part;
      if (inTime) account.soldInTime += part;
      else account.soldLate += part;
      if (account.open === 0n && !inTime) account.curedAt = at;
      const { period, open: openAfter } = account;
      const payment: Payment = { fact, at, period, quantity: part, inTime, openAfter };
      account.paidBy.push(payment);
      payments.push(payment);
    }
    return left;
  }

  private moveTo(at: Instant, index: number): void {
    while (this.oldestInTime < index && this.account(this.oldestInTime).due <= at)
      this.oldestInTime += 1;
    while (this.oldestOpen < index && this.account(this.oldestOpen).open === 0n)
      this.oldestOpen += 1;
  }

  private account(index: number): PeriodAccount {
    return this.accounts[index] as PeriodAccount;
  }
}

const NOTHING_PAID = { payments: [], surplus: 0n } as const;
