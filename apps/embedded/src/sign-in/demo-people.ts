import {
  DEMO_REGULATOR,
  demoPrincipals,
  type DevelopmentIssuer,
  type Principal,
} from '@esep/platform';

import type { DemoSector } from '../development.module.js';

/** A person of a demonstration. */
export interface DemoPerson extends Principal {
  readonly name: string;
  /** As whom a list shows it: a first name, or the organisation. */
  readonly label: string;
  /** Where the person is, by the id that people know. */
  readonly at: string;
}

/** Whom one may choose to be. */
export interface DemoPeople {
  all(): Promise<readonly DemoPerson[]>;
  find(subject: string): Promise<DemoPerson | undefined>;
}

interface Licence {
  readonly licenceId: string;
  readonly licenseeId: string;
}

interface Row {
  readonly licenseeId: string;
  readonly name: string | null;
}

/** Staff, somebody of each pool and exchange, and of each licensee that the services know. */
export const demoPeople = (
  sector: DemoSector,
  url: string,
  issuer: DevelopmentIssuer,
): DemoPeople => {
  const known = demoPrincipals(sector).map((principal) => demoPerson(principal));
  const licensees = async (): Promise<readonly DemoPerson[]> => {
    const [licences, rows] = await Promise.all([
      itemsAt<Licence>(`${url}/licensing/v1/licences?limit=500`, issuer),
      itemsAt<Row>(`${url}/supervision/v1/reconciliations?limit=500`, issuer),
    ]);
    const licenceOf = new Map(licences.map((one) => [one.licenseeId, one.licenceId]));
    const nameOf = new Map(rows.map(({ licenseeId, name }) => [licenseeId, name]));
    return demoPrincipals({ pools: [], exchanges: [], licensees: [...licenceOf.keys()] })
      .filter(({ roles }) => roles.includes('licensee'))
      .map((principal) => {
        const { organisation } = principal;
        const at = licenceOf.get(organisation) ?? organisation;
        return demoPerson({ ...principal, name: nameOf.get(organisation) ?? at }, at);
      });
  };
  return {
    all: async () => [...known, ...(await licensees())],
    find: async (subject) => {
      const isThisOne = (person: DemoPerson): boolean => person.subject === subject;
      return known.find(isThisOne) ?? (await licensees()).find(isThisOne);
    },
  };
};

/** People at organisations have no names in the demonstration: they go by where they are. */
export const demoPerson = (principal: Principal, at = principal.organisation): DemoPerson => {
  const { name = at, roles } = principal;
  const label = roles.includes('licensee') ? name : (name.split(',')[0] ?? name);
  return { ...principal, name, label, at };
};

/** None while a service does not answer: staff sign in all the same. */
const itemsAt = async <Item>(
  address: string,
  issuer: DevelopmentIssuer,
): Promise<readonly Item[]> => {
  const reader = { subject: 'sign-in', organisation: DEMO_REGULATOR, roles: ['auditor'] as const };
  const authorization = `Bearer ${await issuer.token(reader, 60)}`;
  try {
    const answer = await fetch(address, { headers: { authorization } });
    return answer.ok ? ((await answer.json()) as { items: Item[] }).items : [];
  } catch {
    return [];
  }
};
