import { hasRole, requireOrganisation, type Principal } from '@esep/platform';

/** Who may read assessments; a licensee only its own. */
export const READERS = ['tax-officer', 'auditor', 'service', 'licensee'] as const;

export const seesAll = (principal: Principal): boolean =>
  hasRole(principal, 'tax-officer', 'auditor', 'service');

/** 403 `other-organisation` for a licensee that asks about another. */
export const requireReader = (principal: Principal, licenseeId: string): void => {
  if (!seesAll(principal)) requireOrganisation(principal, licenseeId);
};
