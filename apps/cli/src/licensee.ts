import type { Schemas } from '@esep/client';
import { isIinOrBin } from '@esep/kernel';

import { failed, type Failure, type LedgerApi } from './ledger-api.js';
import { tableOf } from './table.js';
import type { ExitCode, World } from './world.js';

type Licence = Schemas['licensing']['LicenceItem'];

export interface LicenseeOptions {
  readonly json?: boolean;
}

export const licensee = async (
  who: string,
  { json }: LicenseeOptions,
  api: LedgerApi,
  world: World,
): Promise<ExitCode> => {
  const found = await licenseeIdOf(who, api);
  if (!found.ok) return failed(found, world);
  const { licenseeId } = found;
  const answer = await api.ask((esep) =>
    esep.GET('/licensing/v1/licences', { params: { query: { licenseeId, limit: 500 } } }),
  );
  if (!answer.ok) return failed(answer, world);
  const licences = answer.body.items.filter((licence) => licence.licenseeId === licenseeId);
  if (json) world.out(JSON.stringify({ licenseeId, licences }, null, 2));
  else world.out(`${licenseeId}\n\n${licencesText(licences)}`);
  return 0;
};

const licencesText = (licences: readonly Licence[]): string =>
  licences.length === 0
    ? 'No licence.'
    : tableOf(
        ['licence', 'status', 'authority', 'issued', 'valid until'],
        licences.map(({ licenceId, status, authority, issuedAt, validUntil }) => [
          licenceId,
          status,
          authority,
          issuedAt,
          validUntil ?? '',
        ]),
      );

/** BINs go only into bodies, never into an address; what comes back is the opaque id. */
export const licenseeIdOf = async (
  who: string,
  api: LedgerApi,
): Promise<{ readonly ok: true; readonly licenseeId: string } | Failure> => {
  if (UUID.test(who)) return { ok: true, licenseeId: who.toLowerCase() };
  if (!isIinOrBin(who))
    return { ok: false, problem: `${who} is neither a licensee's id nor a BIN or IIN.` };
  const answer = await api.ask((esep) =>
    esep.POST('/licensing/v1/licensees/lookup', { body: { bin: who } }),
  );
  return answer.ok ? { ok: true, licenseeId: answer.body.licenseeId } : answer;
};

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
