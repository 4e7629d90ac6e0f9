import { Injectable } from '@nestjs/common';
import { instantOf, type Instant } from '@esep/kernel';
import { EventStore, Subscriptions } from '@esep/platform';
import type { Machine, Placement, SiteLoad } from '@esep/licensing-domain';
import { DataSource } from 'typeorm';

import { MACHINE_REGISTER } from './machine-table.js';

/** What is asked for: the day that is looked at, and what was recorded by then. */
export interface MachineMoment {
  readonly asOf: Instant;
  readonly knownAt: Instant;
}

export interface MachinesAsked extends MachineMoment {
  readonly after: string | undefined;
  readonly limit: number;
  /** Of these licences only. */
  readonly licences: readonly string[] | undefined;
  readonly dataCentreId: string | undefined;
}

export interface PlacedMachine extends Placement {
  readonly serial: string;
}

/** Machines of a data centre, licence and algorithm together; hash rate in hundredths, power in watts. */
export interface MachineSum {
  readonly licenceId: string;
  readonly dataCentreId: string;
  readonly algorithm: string;
  readonly machines: number;
  readonly hashrate: number;
  readonly power: number;
}

@Injectable()
export class MachineRegister {
  constructor(
    private readonly database: DataSource,
    private readonly store: EventStore,
    private readonly subscriptions: Subscriptions,
  ) {}

  /** Whoever just recorded something also reads it. */
  upToDate(): Promise<void> {
    return this.subscriptions.caughtUp(MACHINE_REGISTER, this.store.log);
  }

  /** Machines in service, by serial. */
  async list(asked: MachinesAsked): Promise<PlacedMachine[]> {
    await this.upToDate();
    const { asOf, knownAt, after = '', limit, licences = null, dataCentreId = null } = asked;
    const rows = await this.read(
      `${COLUMNS} where serial > $1 and ${KNOWN_AT('$2')} and ${IN_SERVICE_AT('$3')}
         and ($4::text[] is null or licence_id = any($4)) and ($5::text is null or data_centre_id = $5)
         order by serial limit $6`,
      [after, knownAt, asOf, licences, dataCentreId, limit],
    );
    return rows.map((row) => ({ serial: row.serial, ...placementOf(row) }));
  }

  /** A machine as it was known at an instant. */
  async one(serial: string, knownAt: Instant): Promise<Machine | undefined> {
    await this.upToDate();
    const rows = await this.read(
      `${COLUMNS} where serial = $1 and ${KNOWN_AT('$2')} order by from_at`,
      [serial, knownAt],
    );
    return rows.length === 0 ? undefined : { serial, placements: rows.map(placementOf) };
  }

  /** Machines as they are known now; those that nobody registered are left out. */
  async bySerial(serials: readonly string[]): Promise<Map<string, Machine>> {
    const rows = await this.read(
      `${COLUMNS} where serial = any($1) and superseded_at is null order by serial, from_at`,
      [serials],
    );
    const bySerial = Map.groupBy(rows, ({ serial }) => serial);
    return new Map(
      [...bySerial].map(([serial, own]) => [serial, { serial, placements: own.map(placementOf) }]),
    );
  }

  /** What the machines of data centres take from instant to instant, as it is known now. */
  async loadsOf(dataCentreIds: readonly string[]): Promise<Map<string, SiteLoad>> {
    const rows = (await this.database.query(
      `select data_centre_id as site, at, sum(power)::bigint as power from machine_changes
         where data_centre_id = any($1) group by data_centre_id, at order by data_centre_id, at`,
      [dataCentreIds],
    )) as { site: string; at: Date; power: string }[];
    const bySite = Map.groupBy(rows, ({ site }) => site);
    return new Map([...bySite].map(([site, changes]) => [site, loadOf(changes)]));
  }

  /** What stands in each data centre; licences none of whose machines are in service are left out. */
  async sums(
    { asOf, knownAt }: MachineMoment,
    licences: readonly string[] | undefined,
  ): Promise<MachineSum[]> {
    await this.upToDate();
    const rows = (await this.database.query(
      `select licence_id as "licenceId", data_centre_id as "dataCentreId", algorithm,
              sum(machines)::bigint as machines, sum(hashrate)::bigint as hashrate,
              sum(power)::bigint as power
         from machine_changes
         where at <= $1 and recorded_at <= $2 and ($3::text[] is null or licence_id = any($3))
         group by licence_id, data_centre_id, algorithm having sum(machines) > 0
         order by data_centre_id, algorithm, licence_id`,
      [asOf, knownAt, licences ?? null],
    )) as Record<keyof MachineSum, string>[];
    return rows.map(({ machines, hashrate, power, ...ids }) => ({
      ...ids,
      machines: Number(machines),
      hashrate: Number(hashrate),
      power: Number(power),
    }));
  }

  private read(sql: string, values: readonly unknown[]): Promise<PlacementRow[]> {
    return this.database.query(sql, [...values]) as Promise<PlacementRow[]>;
  }
}

/** Of what changes at each instant, earliest first. */
const loadOf = (changes: readonly { readonly at: Date; readonly power: string }[]): SiteLoad => {
  let power = 0;
  return changes.map((change) => {
    power += Number(change.power);
    return { at: instantOf(change.at.getTime()), power };
  });
};

interface PlacementRow extends Omit<Placement, 'from' | 'until'> {
  readonly serial: string;
  readonly from: Date;
  readonly until: Date | null;
}

const COLUMNS = `
  select serial, from_at as "from", until_at as until, licence_id as "licenceId",
         data_centre_id as "dataCentreId", kind, model, algorithm, hashrate, power
    from machines join placements using (number)`;

const KNOWN_AT = (at: string): string =>
  `recorded_at <= ${at} and (superseded_at is null or superseded_at > ${at})`;

const IN_SERVICE_AT = (at: string): string =>
  `from_at <= ${at} and (until_at is null or until_at > ${at})`;

const placementOf = ({ serial: _, from, until, ...terms }: PlacementRow): Placement => ({
  ...terms,
  from: instantOf(from.getTime()),
  ...(until && { until: instantOf(until.getTime()) }),
});
