import {
  DEMO_REGULATOR,
  demoPrincipals,
  type DevelopmentIssuer,
  type Principal,
} from '@esep/platform';

import type { DemoSector } from '../development.module.js';
import type { DemoPerson } from './sign-in-pages.js';

interface Licence {
  readonly licenceId: string;
  readonly licenseeId: string;
}

/** Whom one may be: staff, somebody of each pool and exchange, and of each licensee of the register. */
export const demoPeople =
  (sector: DemoSector, url: string, issuer: DevelopmentIssuer) =>
  async (): Promise<readonly DemoPerson[]> => {
    const licences = await licencesAt(url, issuer);
    const licenceOf = new Map(licences.map((one) => [one.licenseeId, one.licenceId]));
    const principals = demoPrincipals({ ...sector, licensees: [...licenceOf.keys()] });
    return principals.map((principal) => demoPerson(principal, licenceOf));
  };

/** People at organisations have no names in the demonstration: they go by where they are. */
export const demoPerson = (
  principal: Principal,
  licenceOf: ReadonlyMap<string, string> = new Map(),
): DemoPerson => {
  const { name, organisation } = principal;
  const label = name?.split(',')[0] ?? licenceOf.get(organisation) ?? organisation;
  return { ...principal, name: name ?? label, label };
};

/** None while licensing does not answer: staff sign in all the same. */
const licencesAt = async (url: string, issuer: DevelopmentIssuer): Promise<readonly Licence[]> => {
  const reader = { subject: 'sign-in', organisation: DEMO_REGULATOR, roles: ['auditor'] as const };
  const authorization = `Bearer ${await issuer.token(reader, 60)}`;
  try {
    const answer = await fetch(`${url}/licensing/v1/licences?limit=500`, {
      headers: { authorization },
    });
    return answer.ok ? ((await answer.json()) as { items: Licence[] }).items : [];
  } catch {
    return [];
  }
};
