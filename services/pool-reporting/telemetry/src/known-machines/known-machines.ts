import { Injectable } from '@nestjs/common';
import { nextTurn } from '@esep/platform';
import { DataSource } from 'typeorm';

import { MachineRegister, WITHOUT_END } from '../register/machine-register.js';
import { ServedLicences } from '../register/served-licences.js';

/** Machines of one algorithm in one data centre: hash rates of two algorithms have no sum. */
export interface Site {
  readonly dataCentreId: string;
  readonly algorithm: string;
}

/** The machines as they are known up to a position of licensing's log, and what their numbers stand for. */
export interface KnownMachines {
  readonly register: MachineRegister;
  readonly position: number;
  /** By their numbers in the register, as licences and as licensees: who holds them is told later. */
  readonly licences: readonly string[];
  /** By their numbers in the register, as data centres. */
  readonly sites: readonly Site[];
}

/** Placements that are read at once. */
const PAGE_ROWS = 20_000;

/** The registers of machines of this process: built anew when licensing's log says more of machines. */
@Injectable()
export class MachineRegisters {
  private building: Promise<KnownMachines> | undefined;
  private built: KnownMachines | undefined;

  constructor(private readonly database: DataSource) {}

  async latest(): Promise<KnownMachines> {
    const [known] = (await this.database.query('select position from telemetry.known')) as {
      position: string;
    }[];
    if (this.built?.position === Number(known?.position)) return this.built;
    // Whoever asks meanwhile waits for the same one.
    this.building ??= this.build().finally(() => (this.building = undefined));
    return (this.built = await this.building);
  }

  /** Which licences a pool serves, by the numbers of a register. */
  async servedBy(poolId: string, { licences }: KnownMachines): Promise<ServedLicences> {
    const rows = (await this.database.query(
      `select licence_id as licence, ${SECONDS} from telemetry.affiliations where pool_id = $1`,
      [poolId],
    )) as { licence: string; from: string; until: string | null }[];
    const numbers = new Map(licences.map((licence, number) => [licence, number]));
    return new ServedLicences(
      rows.flatMap(({ licence, from, until }) => {
        const number = numbers.get(licence);
        const end = until === null ? WITHOUT_END : Number(until);
        return number === undefined ? [] : [{ licence: number, from: Number(from), until: end }];
      }),
    );
  }

  /** Who holds each of these licences now. */
  async holders(licences: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const rows = (await this.database.query(
      `select distinct on (licence_id) licence_id, licensee_id from telemetry.holders
         where licence_id = any($1) order by licence_id, held_from desc`,
      [licences],
    )) as { licence_id: string; licensee_id: string }[];
    return new Map(rows.map(({ licence_id, licensee_id }) => [licence_id, licensee_id]));
  }

  /** Reads in one snapshot, page by page. */
  private build(): Promise<KnownMachines> {
    return this.database.transaction('REPEATABLE READ', async (tx) => {
      const [known] = (await tx.query('select position from telemetry.known')) as {
        position: string;
      }[];
      const builder = MachineRegister.builder();
      const licences = new Numbers<string>();
      const sites = new Numbers<Site>();
      for (let after: readonly unknown[] = [0, '-infinity']; ;) {
        const rows = (await tx.query(PAGE, [...after, PAGE_ROWS])) as PlacementRow[];
        for (const row of rows) {
          const licence = licences.of(row.licence, row.licence);
          const { dataCentreId, algorithm } = row;
          const site = sites.of(`${dataCentreId} ${algorithm}`, { dataCentreId, algorithm });
          const [from, until] = [Number(row.from), Number(row.until ?? WITHOUT_END)];
          // Shorter than a second: no interval is in it.
          if (from >= until) continue;
          const { number, serial, hashrate, power } = row;
          builder.add({
            ...{ number, serial, from, until, licence, licensee: licence, dataCentre: site },
            ...{ nominalHashrate: hashrate, nominalPower: power },
          });
        }
        const last = rows.at(-1);
        if (last === undefined || rows.length < PAGE_ROWS) break;
        after = [last.number, last.key];
        await nextTurn();
      }
      const position = Number(known?.position);
      return { register: builder.build(), position, licences: licences.all, sites: sites.all };
    });
  }
}

/** Numbers 0, 1, 2 … for things, by their names. */
class Numbers<Thing> {
  readonly all: Thing[] = [];
  private readonly known = new Map<string, number>();

  of(name: string, thing: Thing): number {
    const known = this.known.get(name);
    if (known !== undefined) return known;
    this.known.set(name, this.all.length);
    return this.all.push(thing) - 1;
  }
}

interface PlacementRow {
  readonly number: number;
  readonly serial: string;
  readonly key: Date;
  readonly licence: string;
  readonly dataCentreId: string;
  readonly algorithm: string;
  readonly from: string;
  readonly until: string | null;
  readonly hashrate: number;
  readonly power: number;
}

/** Whole seconds that lie in a span of milliseconds. */
const SECONDS = `ceil(extract(epoch from from_at))::bigint as "from",
  floor(extract(epoch from until_at))::bigint as until`;

const PAGE = `
  select number, serial, from_at as key, licence_id as licence, data_centre_id as "dataCentreId",
         algorithm, ${SECONDS}, hashrate, power
    from telemetry.placements join telemetry.machines using (number)
    where (number, from_at) > ($1::int, $2::timestamptz)
    order by number, from_at limit $3`;
