import type { Adapter, AdapterPayload } from 'oidc-provider';

/** What is remembered, by model and id; `until` in milliseconds since 1970. */
export type Remembered = Readonly<Record<string, Entry>>;

interface Entry {
  readonly payload: AdapterPayload;
  readonly until: number;
}

interface RememberedFile {
  load(): Promise<Remembered | undefined>;
  save(remembered: Remembered): Promise<void>;
}

/** Anybody who reaches the host can make it remember a sign-in. */
const ENTRIES_MAX = 5_000;
const SECONDS_MAX = 86_400;

/**
 * Sessions, codes and refresh tokens, in one file: a host that was restarted still knows who is signed in,
 * and which tokens were used.
 */
export class SignInStore {
  private saving: Promise<void> = Promise.resolve();

  private constructor(
    private readonly file: RememberedFile,
    private readonly entries: Map<string, Entry>,
  ) {}

  static async open(file: RememberedFile): Promise<SignInStore> {
    return new SignInStore(file, new Map(Object.entries((await file.load()) ?? {})));
  }

  /** The part of one model, e.g. of `RefreshToken`. */
  adapterOf(model: string): Adapter {
    const keyOf = (id: string): string => `${model}:${id}`;
    const find = async (id: string) => this.find(keyOf(id));
    const findBy = async (field: 'uid' | 'userCode', value: string) => {
      const of = [...this.entries].filter(([key]) => key.startsWith(keyOf('')));
      const [key] = of.find(([, { payload }]) => payload[field] === value) ?? [];
      return key === undefined ? undefined : this.find(key);
    };
    return {
      find,
      findByUid: (uid) => findBy('uid', uid),
      findByUserCode: (userCode) => findBy('userCode', userCode),
      upsert: async (id, payload, expiresIn = SECONDS_MAX) => {
        this.entries.delete(keyOf(id));
        this.entries.set(keyOf(id), { payload, until: Date.now() + expiresIn * 1_000 });
        await this.save();
      },
      consume: async (id) => {
        const payload = await find(id);
        if (payload) payload.consumed = Math.floor(Date.now() / 1_000);
        await this.save();
      },
      destroy: async (id) => {
        this.entries.delete(keyOf(id));
        await this.save();
      },
      revokeByGrantId: async (grantId) => {
        for (const [key, { payload }] of this.entries)
          if (payload.grantId === grantId && key.startsWith(keyOf(''))) this.entries.delete(key);
        await this.save();
      },
    };
  }

  private find(key: string): AdapterPayload | undefined {
    const entry = this.entries.get(key);
    return entry && entry.until > Date.now() ? entry.payload : undefined;
  }

  /** One save after the other: they would write the same file. */
  private save(): Promise<void> {
    this.saving = this.saving.catch(() => undefined).then(() => this.write());
    return this.saving;
  }

  private write(): Promise<void> {
    const now = Date.now();
    let surplus = this.entries.size - ENTRIES_MAX;
    for (const [key, { until }] of this.entries)
      if (until <= now || surplus > 0) {
        this.entries.delete(key);
        surplus -= 1;
      }
    return this.file.save(Object.fromEntries(this.entries));
  }
}
