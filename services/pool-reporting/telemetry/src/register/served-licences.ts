export interface ServedPeriod {
  readonly licence: number;
  /** Seconds since 1970: from the first, up to and without the second. */
  readonly from: number;
  readonly until: number;
}

/** Which licences a pool serves, and when (POOL-8): what it may report of. */
export class ServedLicences {
  private readonly periods = new Map<number, ServedPeriod[]>();

  constructor(periods: Iterable<ServedPeriod>) {
    for (const period of periods) {
      const before = this.periods.get(period.licence);
      if (before) before.push(period);
      else this.periods.set(period.licence, [period]);
    }
  }

  /** Whether one period has the whole of this interval. */
  serves(licence: number, from: number, until: number): boolean {
    const periods = this.periods.get(licence);
    if (!periods) return false;
    for (const period of periods) if (from >= period.from && until <= period.until) return true;
    return false;
  }
}
