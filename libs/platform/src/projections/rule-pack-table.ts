import type { RulePackAdopted } from '@esep/contracts';
import type { Instant } from '@esep/kernel';
import type { DataSource, EntityManager } from 'typeorm';

import type { TypedFact } from '../subscriptions/consumer.js';

// The rule packs that were adopted, in the table `rule_packs` of the projection that keeps them, so
// that the law of any time can be asked as it was known at any other.

export const keepRulePack = async (
  { position, recordedAt, event }: TypedFact<RulePackAdopted>,
  tx: EntityManager,
): Promise<void> => {
  const { packId, hash, bytes, effectiveFrom } = event;
  await tx.query(
    `insert into rule_packs (position, pack_id, hash, bytes, effective_from, recorded_at)
     values ($1, $2, $3, $4, $5, $6)`,
    [position, packId, hash, bytes, effectiveFrom, recordedAt],
  );
};

interface Adoption {
  readonly packId: string;
  readonly hash: string;
  readonly effectiveFrom: Instant;
}

interface AdoptionRow {
  readonly position: string;
  readonly pack_id: string;
  readonly hash: string;
  /** Text or a timestamp, as the projection has it. */
  readonly effective_from: string | Date;
}

/** What the rulebook does with adoptions; the platform does not know what a pack says. */
interface PackReader<Law> {
  packInForce<Known extends Adoption>(known: readonly Known[], at: Instant): Known | undefined;
  lawOf(adoption: Adoption & { readonly bytes: string }): Law;
}

export class RulePackTable<Law> {
  /** By hash. */
  private readonly laws = new Map<string, Law>();

  constructor(
    private readonly database: DataSource,
    private readonly reader: PackReader<Law>,
  ) {}

  /** The law in force at an instant, by what was known at another; undefined before the first. */
  async inForce(at: Instant, knownAt: Instant): Promise<Law | undefined> {
    // Without the bytes: each has some 20 kB, and every question asks for the law.
    const rows = await this.database.query<AdoptionRow[]>(
      `select position, pack_id, hash, effective_from from rule_packs
        where recorded_at <= $1 order by position`,
      [knownAt],
    );
    const adoption = this.reader.packInForce(
      rows.map(({ position, pack_id: packId, hash, effective_from }) => {
        return { position, packId, hash, effectiveFrom: new Date(effective_from).toISOString() };
      }),
      at,
    );
    return adoption && (this.laws.get(adoption.hash) ?? this.read(adoption));
  }

  private async read({
    position,
    ...adoption
  }: Adoption & { readonly position: string }): Promise<Law> {
    const [row] = await this.database.query<[{ bytes: string }]>(
      'select bytes from rule_packs where position = $1',
      [position],
    );
    const law = this.reader.lawOf({ ...adoption, bytes: row.bytes });
    this.laws.set(adoption.hash, law);
    return law;
  }
}
