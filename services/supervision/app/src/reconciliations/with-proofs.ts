/**
 * Adds to every source of an explanation (`{ log, position, eventId }`) where its proof is:
 * `/<service>/v1/receipts/<eventId>`, the service being the middle of `esep/<service>/<deployment>`.
 */
export const withProofs = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(withProofs);
  if (typeof value !== 'object' || value === null) return value;
  const copy: Record<string, unknown> = Object.fromEntries(
    Object.entries(value).map(([name, field]) => [name, withProofs(field)]),
  );
  const { log, eventId } = copy;
  if (typeof log === 'string' && typeof eventId === 'string')
    copy['proof'] = `/${log.split('/')[1]}/v1/receipts/${eventId}`;
  return copy;
};
