import type { Api } from './api.js';
import { Caller, demoTokens, type DemoToken } from './caller.js';

type Role = DemoToken['roles'][number];

/** Everybody who takes part, each with a token of their own. */
export class Participants {
  private constructor(
    private readonly api: Api,
    private readonly tokens: readonly DemoToken[],
  ) {}

  /** Asks for the tokens of the demonstration; only a development host gives them. */
  static async open(api: Api): Promise<Participants> {
    return new Participants(api, await demoTokens(api));
  }

  /** Somebody of a role: of a pool or an exchange by its id, else of the regulator's staff. */
  of(role: Role, organisation?: string): Caller {
    return this.all(role, organisation)[0] as Caller;
  }

  /** Two persons of a role, for acts that one must not do alone. */
  two(role: Role): readonly [Caller, Caller] {
    const [first, second] = this.all(role);
    if (first === undefined || second === undefined)
      throw new Error(
        `There is only one ${role} among the demonstration tokens, and two must act.`,
      );
    return [first, second];
  }

  private all(role: Role, organisation?: string): Caller[] {
    const found = this.tokens.filter(
      (known) =>
        known.roles.includes(role) &&
        (organisation === undefined || known.organisation === organisation),
    );
    const who = organisation === undefined ? role : `${role} ${organisation}`;
    if (found.length === 0) throw new Error(`No demonstration token is for the ${who}.`);
    return found.map(({ token }) => new Caller(this.api, token));
  }
}
