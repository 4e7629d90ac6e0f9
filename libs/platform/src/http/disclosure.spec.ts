import type { Envelope } from '@esep/ledger-format';

import type { StoredEvent } from '../event-store/event-store.js';
import { mayRead } from './disclosure.js';
import type { Role } from './request-context.js';

// Who reads an event and its proof, beside what a service adds.

const as = (role: Role, organisation: string) => ({ subject: 's', organisation, roles: [role] });

/** An event that the pool `dmp-1` sent. */
const eventOf = (type: string, body: Envelope['body']): StoredEvent => {
  const meta = { actor: 's', organisation: 'dmp-1', correlationId: 'c', causationId: 'c' };
  return { position: 1, bytes: '', envelope: { type, body, meta } as unknown as Envelope };
};

describe('An event', () => {
  const batch = eventOf('TelemetryChunkRecorded', { holders: ['a', 'b'] });
  const movement = eventOf('ChainMovementObserved', { holders: ['a', 'b'] });

  it.each<[string, boolean, Role, string]>([
    ['by the regulator', true, 'auditor', 'aifc'],
    ['by whoever sent it', true, 'pool', 'dmp-1'],
    ['not by another sender', false, 'pool', 'dmp-2'],
    ['not by a licensee, whose competitors’ figures it has', false, 'licensee', 'a'],
  ])('of what several mined is read %s', async (_who, may, role, organisation) =>
    expect(await mayRead(as(role, organisation), batch)).toBe(may),
  );

  it('of what anybody sees on a chain is read by each whom it is about', async () => {
    expect(await mayRead(as('licensee', 'a'), movement)).toBe(true);
    expect(await mayRead(as('licensee', 'c'), movement)).toBe(false);
  });
});
