import { atOnce } from '@esep/kernel';
import type { FindingDismissal } from '@esep/contracts';
import { specify } from '@esep/kernel/specification';

import {
  findingDecider,
  type FindingCommand,
  type FindingContent,
  type FindingDecision,
  type FindingEvent,
  type FindingIdentity,
} from './finding.js';
import {
  FACTS_MAX,
  findingCommandsWork,
  findingId,
  raiseFinding,
  underSecretId,
} from './found-findings.js';
import type { ReconciliationFinding } from '../reconciliation/period-findings.js';

const { given } = specify(findingDecider);

const LICENSEE = '01a5d3c0-0000-7000-8000-000000000001';
const MAY = '2026-05-01T00:00:00.000Z';
const JUNE = '2026-06-01T00:00:00.000Z';
const JULY = '2026-07-01T00:00:00.000Z';
const AIGERIM = 'officer-1';
const DAULET = 'officer-2';

const MORE = { quantity: '2600000000' };

describe('A finding', () => {
  describe('raised', () => {
    it('opens the stream', () => given().when(raise()).then(raised()));

    it('again with the same content changes nothing', () =>
      given(raised()).when(raise({}, JUNE)).thenNothing());

    it('again with another quantity is revised', () =>
      given(raised())
        .when(raise(MORE, JUNE))
        .then(revised({ ...MORE, revision: 2, at: JUNE })));

    it.each<Partial<FindingContent>>([
      { factsId: 'other-facts' },
      { curedAt: JUNE },
      { rules: ['SALE-1', 'SALE-9'] },
      { severity: 'low' },
      { quantityMax: '9900000000' },
    ])('again with %o is revised', (but) =>
      given(raised())
        .when(raise(but, JUNE))
        .then(revised({ ...but, revision: 2, at: JUNE })),
    );

    it('again after it was withdrawn is reopened', () =>
      given(raised(), withdrawn())
        .when(raise({}, JULY))
        .then(reopened({ revision: 2, at: JULY })));

    it.each(['FindingExplained', 'FindingConfirmed', 'FindingDismissed'] as const)(
      'again with the same content after %s changes nothing',
      (type) => given(raised(), decided(type)).when(raise({}, JULY)).thenNothing(),
    );

    it('with other content after a decision is reopened and shows the old decision', () =>
      given(raised(), decided('FindingDismissed'))
        .when(raise(MORE, JULY))
        .then(reopened({ ...MORE, revision: 2, at: JULY, decision: decision('dismissed') })));

    it('again after it was contradicted is reopened and shows what the person confirmed', () =>
      given(raised(), decided('FindingConfirmed'), contradicted())
        .when(raise({}, JULY))
        .then(reopened({ revision: 3, at: JULY, decision: decision('confirmed') })));
  });

  describe('no longer found', () => {
    it('is withdrawn', () => given(raised()).when(withdraw()).then(withdrawn()));

    it('is withdrawn also when a person had explained or dismissed it', () => {
      given(raised(), decided('FindingExplained')).when(withdraw()).then(withdrawn());
      given(raised(), decided('FindingDismissed')).when(withdraw()).then(withdrawn());
    });

    it('a second time changes nothing', () =>
      given(raised(), withdrawn()).when(withdraw(JULY)).thenNothing());

    it('needs to have been found', () => given().when(withdraw()).thenRefused('finding-unknown'));

    it('is never withdrawn once a person confirmed it, but contradicted', () =>
      given(raised(), decided('FindingConfirmed')).when(withdraw()).then(contradicted()));

    it('is contradicted also when it was revised after it was confirmed', () =>
      given(
        raised(),
        decided('FindingConfirmed'),
        reopened({ ...MORE, revision: 2, decision: decision('confirmed') }),
      )
        .when(withdraw())
        .then(contradicted({ revision: 3 })));

    it('is contradicted once, also when the person stands by it', () => {
      const history = [raised(), decided('FindingConfirmed'), contradicted()];
      given(...history)
        .when(withdraw(JULY))
        .thenNothing();
      given(...history, decided('FindingConfirmed', { revision: 2 }))
        .when(withdraw(JULY))
        .thenNothing();
    });
  });

  describe('decided by a person', () => {
    it.each([
      ['explained', 'FindingExplained'],
      ['confirmed', 'FindingConfirmed'],
      ['dismissed', 'FindingDismissed'],
    ] as const)('can be %s', (outcome, type) =>
      given(raised()).when(decide({ outcome })).then(decided(type)),
    );

    it('needs to have been found', () => given().when(decide()).thenRefused('finding-unknown'));

    it('binds to the revision that the person saw', () => {
      const history = [raised(), revised({ ...MORE, revision: 2 })];
      given(...history)
        .when(decide({ revision: 1 }))
        .thenRefused('finding-revised-since');
      given(...history)
        .when(decide({ revision: 3 }))
        .thenRefused('finding-revised-since');
      given(...history)
        .when(decide({ revision: 2 }))
        .then(decided('FindingConfirmed', { revision: 2 }));
    });

    it('is not asked for while it is withdrawn', () =>
      given(raised(), withdrawn()).when(decide()).thenRefused('finding-withdrawn'));

    it('needs a reason', () =>
      given(raised())
        .when(decide({ reason: ' ' }))
        .thenRefused('reason-required'));

    it('twice the same way changes nothing', () =>
      given(raised(), decided('FindingConfirmed'))
        .when(decide({ at: JULY }))
        .thenNothing());

    it('may follow an explanation', () =>
      given(raised(), decided('FindingExplained'))
        .when(decide({ outcome: 'dismissed' }))
        .then(decided('FindingDismissed')));

    it('is overturned by another person only', () => {
      const history = [raised(), decided('FindingConfirmed')];
      given(...history)
        .when(decide({ outcome: 'dismissed' }))
        .thenRefused('second-person-required');
      given(...history)
        .when(decide({ outcome: 'dismissed', by: DAULET }))
        .then(decided('FindingDismissed', { by: DAULET }));
    });

    it.each(['confirmed', 'explained'] as const)(
      'as confirmed is not %s by another person',
      (outcome) =>
        given(raised(), decided('FindingConfirmed'))
          .when(decide({ outcome, by: DAULET }))
          .thenRefused('finding-already-decided'),
    );

    it('answers a contradiction', () =>
      given(raised(), decided('FindingConfirmed'), contradicted())
        .when(decide({ outcome: 'dismissed', revision: 2, at: JULY }))
        .then(decided('FindingDismissed', { revision: 2, at: JULY })));
  });
});

describe('The identity of a finding', () => {
  it('is the same for the same thing, and for nothing else', () => {
    const id = findingId('unsourced-sale', LICENSEE, 'BTC', '2026-03', 'ex-1:t-1:sell');
    const others = [
      findingId('self-trade', LICENSEE, 'BTC', '2026-03', 'ex-1:t-1:sell'),
      findingId('unsourced-sale', 'other', 'BTC', '2026-03', 'ex-1:t-1:sell'),
      findingId('unsourced-sale', LICENSEE, 'LTC', '2026-03', 'ex-1:t-1:sell'),
      findingId('unsourced-sale', LICENSEE, 'BTC', '2026-04', 'ex-1:t-1:sell'),
      findingId('unsourced-sale', LICENSEE, 'BTC', '2026-03', 'ex-1:t-2:sell'),
      findingId('unsourced-sale', LICENSEE, 'BTC', '2026-03'),
    ];
    expect(findingId('unsourced-sale', LICENSEE, 'BTC', '2026-03', 'ex-1:t-1:sell')).toBe(id);
    expect(others).not.toContain(id);
  });

  it('never changes: files that were given out name it', () =>
    expect(findingId('under-sold', LICENSEE, 'BTC', '2026-03')).toBe(
      'b58b379a-2ca2-5e92-a9cb-443ca10b4978',
    ));

  it('of an under-sold month does not hang on its facts', () => {
    const first = raiseFinding(LICENSEE, 'BTC', underSold({ facts: ['d-1'] }), MAY);
    const second = raiseFinding(LICENSEE, 'BTC', underSold({ facts: ['d-2'] }), MAY);
    expect(first.identity).toEqual(second.identity);
    expect(first.content.factsId).not.toBe(second.content.factsId);
  });
});

describe('The id that strangers cannot compute', () => {
  const command = raiseFinding(LICENSEE, 'BTC', underSold(), MAY);
  const { findingId: id } = command.identity;
  const secretOf = (name: string) => `secret of ${name}`;

  it('API-3: is the id of what is found from now on, the same again and again', () => {
    const first = underSecretId(command, new Map(), secretOf);
    expect(first.identity).toEqual({ ...command.identity, findingId: `secret of ${id}` });
    const onRecord = new Map([[`secret of ${id}`, 'on record']]);
    expect(underSecretId(command, onRecord, secretOf)).toEqual(first);
  });

  it('API-3: is not given to what was published under the other one', () =>
    expect(underSecretId(command, new Map([[id, 'on record']]), secretOf)).toBe(command));
});

describe('A finding of the reconciliation', () => {
  it('is raised with the severity and the rules of its type', () =>
    expect(raiseFinding(LICENSEE, 'BTC', underSold({ curedAt: JUNE }), MAY)).toMatchObject({
      identity: { findingType: 'under-sold', licenseeId: LICENSEE, period: '2026-03' },
      content: {
        severity: 'critical',
        quantity: '2500000000',
        facts: ['d-1', 'ex-1:t-1:sell'],
        factCount: 2,
        rules: ['SALE-1'],
        curedAt: JUNE,
      },
    }));

  it('with thousands of facts names the first of them, and its content tells any other list', () => {
    const facts = Array.from({ length: 3_000 }, (_, index) => `d-${10_000 + index}`);
    const { content } = raiseFinding(LICENSEE, 'BTC', underSold({ facts }), MAY);
    const other = raiseFinding(LICENSEE, 'BTC', underSold({ facts: facts.slice(0, -1) }), MAY);
    expect(content).toMatchObject({ facts: facts.slice(0, FACTS_MAX), factCount: 3_000 });
    expect(other.content.factsId).not.toBe(content.factsId);
  });
});

describe('A recomputation', () => {
  const commandsTo = (...asked: Parameters<typeof findingCommandsWork>) =>
    atOnce(findingCommandsWork(...asked));
  const found = raiseFinding(LICENSEE, 'BTC', underSold(), JUNE);
  const { findingId: id } = found.identity;
  const withdrawal: FindingCommand = { type: 'WithdrawFinding', at: JUNE };

  it('raises what is not on record', () =>
    expect(commandsTo([found], new Map(), JUNE)).toEqual([{ findingId: id, command: found }]));

  it('says nothing of what is on record with the same content', () =>
    expect(
      commandsTo([found], new Map([[id, { found: true, content: found.content }]]), JUNE),
    ).toEqual([]));

  it('raises again what is on record with other content, or as no longer found', () => {
    const other = { found: true, content: { ...found.content, quantity: '1' } };
    const gone = { found: false, content: found.content };
    for (const record of [other, gone])
      expect(commandsTo([found], new Map([[id, record]]), JUNE)).toEqual([
        { findingId: id, command: found },
      ]);
  });

  it('withdraws what it no longer finds, once', () => {
    const record = { found: true, content: found.content };
    expect(commandsTo([], new Map([[id, record]]), JUNE)).toEqual([
      { findingId: id, command: withdrawal },
    ]);
    expect(commandsTo([], new Map([[id, { ...record, found: false }]]), JUNE)).toEqual([]);
  });
});

describe('FIGURES-6: a finding that a tax rate depends on', () => {
  const about = { findingType: 'unapproved-pool' as const };
  const found: FindingEvent = { ...raised(), ...about };
  const terms = { proposalId: 'p-1', revision: 1, reason: 'Approved in truth.', by: AIGERIM };
  const propose = (but: object = {}): FindingCommand => ({
    type: 'ProposeDismissal',
    ...terms,
    at: JUNE,
    expiresAt: JULY,
    ...but,
  });
  const proposed: FindingDismissal = {
    type: 'FindingDismissalProposed',
    ...identity(),
    ...about,
    ...terms,
    proposedAt: JUNE,
    expiresAt: JULY,
  };
  const answer = (type: 'ConfirmDismissal' | 'DeclineDismissal', by: string, at = JUNE) =>
    ({ type, proposalId: 'p-1', by, at }) as const;

  it('is not dismissed by one person', () =>
    given(found)
      .when(decide({ outcome: 'dismissed' }))
      .thenRefused('dismissal-takes-two-persons'));

  it('is dismissed when a second person confirms', () => {
    given(found).when(propose()).then(proposed);
    given(found, proposed)
      .when(answer('ConfirmDismissal', AIGERIM))
      .thenRefused('second-person-required');
    given(found, proposed)
      .when(answer('ConfirmDismissal', DAULET))
      .then(
        {
          type: 'FindingDismissalConfirmed',
          ...identity(),
          ...about,
          ...terms,
          by: DAULET,
          confirmedAt: JUNE,
        },
        {
          ...decided('FindingDismissed'),
          ...about,
          by: DAULET,
          reason: terms.reason,
          at: JUNE,
        },
      );
  });

  it('is not dismissed by a proposal that has expired, or that was about another revision', () => {
    given(found, proposed)
      .when(answer('ConfirmDismissal', DAULET, JULY))
      .thenRefused('proposal-expired');
    given(found, proposed, { ...revised({ ...MORE, revision: 2, at: JUNE }), ...about })
      .when(answer('ConfirmDismissal', DAULET))
      .thenRefused('finding-revised-since');
  });

  it('is proposed to be dismissed once at a time, and after a refusal anew', () => {
    const declined: FindingDismissal = {
      type: 'FindingDismissalDeclined',
      ...identity(),
      ...about,
      ...terms,
      by: DAULET,
      declinedAt: JUNE,
    };
    given(found, proposed).when(propose()).thenNothing();
    given(found, proposed)
      .when(propose({ proposalId: 'p-2' }))
      .thenRefused('dismissal-already-proposed');
    given(found, proposed).when(answer('DeclineDismissal', DAULET)).then(declined);
    given(found, proposed, declined)
      .when(propose({ proposalId: 'p-2' }))
      .then({ ...proposed, proposalId: 'p-2' });
  });
});

// ── Vocabulary ──────────────────────────────────────────────────────────────────────────────────

type Of<Union, Type extends string> = Extract<Union, { readonly type: Type }>;
type Event<Type extends FindingEvent['type']> = Of<FindingEvent, Type>;
type Command<Type extends FindingCommand['type']> = Of<FindingCommand, Type>;
type DecisionEvent = 'FindingExplained' | 'FindingConfirmed' | 'FindingDismissed';

function identity(): FindingIdentity {
  return {
    findingId: 'finding-1',
    findingType: 'under-sold',
    licenseeId: LICENSEE,
    asset: 'BTC',
    period: '2026-03',
  };
}
function content(but: Partial<FindingContent> = {}): FindingContent {
  return {
    severity: 'critical',
    quantity: '2500000000',
    facts: ['d-1'],
    factCount: 1,
    factsId: 'facts-1',
    rules: ['SALE-1'],
    ...but,
  };
}
function raise(but: Partial<FindingContent> = {}, at = MAY): Command<'RaiseFinding'> {
  return { type: 'RaiseFinding', identity: identity(), content: content(but), at };
}
function raised(): Event<'FindingRaised'> {
  return { type: 'FindingRaised', ...identity(), ...content(), revision: 1, at: MAY };
}
function revised(but: Partial<Event<'FindingRevised'>>): Event<'FindingRevised'> {
  return { ...raised(), type: 'FindingRevised', at: JUNE, ...but };
}
function reopened(but: Partial<Event<'FindingReopened'>>): Event<'FindingReopened'> {
  return { ...raised(), type: 'FindingReopened', at: JUNE, ...but };
}
function withdraw(at = JUNE): Command<'WithdrawFinding'> {
  return { type: 'WithdrawFinding', at };
}
function withdrawn(): Event<'FindingWithdrawn'> {
  return { type: 'FindingWithdrawn', ...identity(), revision: 1, at: JUNE };
}
function contradicted(
  but: Partial<Event<'FindingContradicted'>> = {},
): Event<'FindingContradicted'> {
  const bound = { revision: 2, at: JUNE, decision: decision('confirmed') };
  return { type: 'FindingContradicted', ...identity(), ...bound, ...but };
}
function decide(but: Partial<Command<'DecideFinding'>> = {}): Command<'DecideFinding'> {
  const bound = { revision: 1, by: AIGERIM, reason: 'bank statement seen', at: JUNE };
  return { type: 'DecideFinding', outcome: 'confirmed', ...bound, ...but };
}
function decided<Type extends DecisionEvent>(
  type: Type,
  but: Partial<Omit<Event<Type>, 'type'>> = {},
) {
  const bound = { revision: 1, by: AIGERIM, reason: 'bank statement seen', at: JUNE };
  return { type, ...identity(), ...bound, ...but };
}
function decision(outcome: FindingDecision['outcome']): FindingDecision {
  return { outcome, revision: 1, by: AIGERIM, reason: 'bank statement seen', at: JUNE };
}
function underSold(but: Partial<ReconciliationFinding> = {}): ReconciliationFinding {
  return {
    type: 'under-sold',
    period: '2026-03',
    quantity: 2_500_000_000n,
    facts: ['d-1', 'ex-1:t-1:sell'],
    rules: ['SALE-1'],
    ...but,
  };
}
