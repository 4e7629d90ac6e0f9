import type { TelemetryTotals } from '@esep/contracts';
import { instantOf } from '@esep/kernel';

import type { PartialSums } from '../batch/roll-up.js';
import type { HourSums } from '../catalogue/batch-catalogue.js';
import type { KnownMachines } from '../known-machines/known-machines.js';

/** What the slices of a batch come to, hour by hour and in all. */
export class BatchTotals {
  private readonly hours = new Map<string, HourSums>();

  constructor(private readonly known: KnownMachines) {}

  add(sums: readonly PartialSums[]): void {
    for (const { licensee: licence, dataCentre, hour, machines: _, ...measures } of sums) {
      const key = `${licence} ${dataCentre} ${hour}`;
      const { dataCentreId, algorithm } = this.known.sites[dataCentre]!;
      const ids = { licenceId: this.known.licences[licence]!, dataCentreId, algorithm };
      const before = this.hours.get(key);
      const at = instantOf(hour * 1_000);
      this.hours.set(key, before ? plus(before, measures) : { ...ids, hour: at, ...measures });
    }
  }

  byHour(): readonly HourSums[] {
    return [...this.hours.values()];
  }

  /** By licence, data centre and algorithm, in that order. */
  inAll(holders: ReadonlyMap<string, string>): readonly TelemetryTotals[] {
    const totals = new Map<string, HourSums>();
    for (const one of this.hours.values()) {
      const key = `${one.licenceId} ${one.dataCentreId} ${one.algorithm}`;
      const before = totals.get(key);
      totals.set(key, before ? plus(before, one) : one);
    }
    return [...totals]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, { hour: _, licenceId, dataCentreId, algorithm, readings, ...measures }]) => {
        const licenseeId = holders.get(licenceId);
        if (licenseeId === undefined) throw new Error(`Nobody holds ${licenceId}.`);
        const ids = { licenseeId, licenceId, dataCentreId, algorithm, readings };
        return { ...ids, ...textOf(measures) };
      });
  }

  /** Licences that it is about. */
  licences(): readonly string[] {
    return [...new Set([...this.hours.values()].map(({ licenceId }) => licenceId))];
  }
}

type Measures = Pick<HourSums, 'readings' | keyof BigMeasures>;
type BigMeasures = Omit<HourSums, 'licenceId' | 'dataCentreId' | 'algorithm' | 'hour' | 'readings'>;

const plus = (one: HourSums, other: Measures): HourSums => ({
  ...one,
  readings: one.readings + other.readings,
  seconds: one.seconds + other.seconds,
  accepted: one.accepted + other.accepted,
  stale: one.stale + other.stale,
  rejected: one.rejected + other.rejected,
  hashrateSeconds: one.hashrateSeconds + other.hashrateSeconds,
  energy: one.energy + other.energy,
  meteredSeconds: one.meteredSeconds + other.meteredSeconds,
});

const textOf = (measures: BigMeasures): Record<keyof BigMeasures, string> =>
  Object.fromEntries(Object.entries(measures).map(([name, sum]) => [name, String(sum)])) as Record<
    keyof BigMeasures,
    string
  >;
