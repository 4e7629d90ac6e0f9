import { replay } from '@esep/kernel';
import { specify } from '@esep/kernel/specification';

import {
  assessmentDecider,
  creditTiyn,
  isPaid,
  paidTiyn,
  type AssessQuarter,
  type AssessmentEvent,
} from './assessment.js';
import type { JudgedMonth } from './judged-month.js';
import {
  approve,
  approved,
  assess,
  blocked,
  costAccepted,
  costDeclared,
  costRejected,
  issued,
  kzt,
  mined,
  months,
  paid,
  pay,
  steps,
} from './testing/assessments.js';

const { given } = specify(assessmentDecider);

const JUL = '2026-07-01T06:00:00.000Z';

describe('An assessment', () => {
  it('is issued for a quarter whose months are judged', () =>
    given().when(assess()).then(issued()));

  it('asked for again changes nothing', () => given(issued()).when(assess()).thenNothing());

  it('asked for later over new revisions that move nothing changes nothing', () =>
    given(issued())
      .when(assess({ at: JUL, judgements: months().map((month) => ({ ...month, revision: 2 })) }))
      .thenNothing());

  it('is superseded when the figures change, with the difference (TAX-5)', () =>
    given(issued())
      .when(assess({ ...mined(200n), at: JUL }))
      .then(
        issued({
          version: 2,
          base: kzt('200'),
          amount: kzt('30'),
          why: steps('2 BTC × 1 KZT = 2 KZT', '2 KZT', '2 KZT × 15 % = 0.3 KZT'),
          supersedes: 1,
          difference: kzt('15'),
          issuedAt: JUL,
        }),
      ));

  it('is superseded when the base changes, though the amount stays', () =>
    given(issued())
      .when(assess({ ...mined(101n), at: JUL }))
      .then(
        issued({
          version: 2,
          base: kzt('101'),
          amount: kzt('15'),
          why: steps('1.01 BTC × 1 KZT = 1.01 KZT', '1.01 KZT', '1.01 KZT × 15 % = 0.15 KZT'),
          supersedes: 1,
          difference: kzt('0'),
          issuedAt: JUL,
        }),
      ));

  it('is superseded by the harsher rate when a month turns out in breach', () => {
    const [first, ...rest] = months();
    given(issued())
      .when(
        assess({
          judgements: [{ ...(first as JudgedMonth), revision: 2, verdict: 'breach' }, ...rest],
        }),
      )
      .then(
        issued({
          version: 2,
          rateBps: 3_000,
          amount: kzt('30'),
          judgements: issued().judgements.map((judgement, i) =>
            i === 0 ? { ...judgement, revision: 2, verdict: 'breach' } : judgement,
          ),
          conditions: [
            {
              condition: 'sold-share-met',
              rule: 'SALE-1',
              state: 'broken',
              detail: 'BTC 2026-01 is breach',
            },
          ],
          why: [
            ...issued().why.slice(0, 2),
            { rule: 'SALE-1', text: 'sold-share-met: not kept, BTC 2026-01 is breach' },
            { rule: 'TAX-1', text: 'Not kept: sold-share-met: 30 %' },
            { rule: 'TAX-1', text: '1 KZT × 30 % = 0.3 KZT, rounded down to whole tiyn' },
          ],
          supersedes: 1,
          difference: kzt('15'),
        }),
      );
  });

  it('may turn out lower: the difference is negative', () =>
    given(issued({ version: 3, base: kzt('1000'), amount: kzt('150') }))
      .when(assess())
      .then(issued({ version: 4, supersedes: 3, difference: kzt('-135') })));

  it('FIGURES-7: takes costs off once they are accepted, and not when they are only declared', () => {
    given(costDeclared('40')).when(assess()).then(issued());
    given(costDeclared('40'), costAccepted('40'))
      .when(assess())
      .then(
        issued({
          base: kzt('60'),
          amount: kzt('9'),
          why: [
            ...issued().why.slice(0, 1),
            {
              rule: 'TAX-1',
              text: 'Mining profit: 1 KZT − costs of 0.4 KZT, not below 0 = 0.6 KZT',
            },
            ...issued().why.slice(2, 4),
            { rule: 'TAX-1', text: '0.6 KZT × 15 % = 0.09 KZT, rounded down to whole tiyn' },
          ],
        }),
      );
  });

  it('FIGURES-7: keeps the costs that were accepted while others are declared or rejected', () => {
    const accepted = [costDeclared('0'), costAccepted('0')];
    given(...accepted, costDeclared('40'))
      .when(assess())
      .then(issued());
    given(...accepted, costDeclared('40'), costRejected('40', { declaration: 2 }))
      .when(assess())
      .then(issued());
  });

  it('FIGURES-22: is superseded when another condition turns out broken, though the rate stays', () => {
    const rateConditions = ['sold-share-met', 'approved-pool'];
    const first = assess({
      terms: { ...assess().terms, rateConditions },
      findings: [{ findingType: 'unapproved-pool', asset: 'BTC', period: '2026-01' }],
    });
    const said = assessmentDecider.decide(first, assessmentDecider.initial);
    if (!said.accepted) throw new Error(said.reason);
    const [january, ...rest] = months();
    const next = assessmentDecider.decide(
      {
        ...first,
        findings: [],
        judgements: [{ ...(january as JudgedMonth), verdict: 'breach' }, ...rest],
      },
      replay(assessmentDecider, said.events),
    );
    expect(next).toMatchObject({
      events: [
        { version: 2, rateBps: 3_000, conditions: [{ state: 'broken' }, { state: 'kept' }] },
      ],
    });
  });

  it('is blocked while a month is not judged', () =>
    given()
      .when(assess({ judgements: months().slice(0, 2) }))
      .then(blocked()));

  it('blocked again for the same reason changes nothing', () =>
    given(blocked())
      .when(assess({ judgements: months().slice(0, 2), at: JUL }))
      .thenNothing());

  it('blocked for another reason says so', () =>
    given(blocked())
      .when(assess({ receipts: [{ asset: 'BTC', day: '2026-01-05', quantity: 100_000_000n }] }))
      .then(blocked({ reason: 'price-missing', detail: 'BTC 2026-01-05' })));

  it('is issued once nothing stands in the way any more', () =>
    given(blocked()).when(assess()).then(issued()));

  it('says the same figures again after a block, so that the block is not the last word', () =>
    given(issued(), blocked())
      .when(assess())
      .then(issued({ version: 2, supersedes: 1, difference: kzt('0') })));

  it.each([issued({ issuedAt: JUL }), blocked({ blockedAt: JUL })])(
    'from facts known in May does not follow what was said in July: $type',
    (said) =>
      given(said)
        .when(assess(mined(200n)))
        .thenRefused('assessed-from-later-facts'),
  );

  it.each<{ but: Partial<AssessQuarter>; what: string }>([
    { but: { quarter: '2026-Q2' }, what: 'a judgement' },
    {
      but: { receipts: [{ asset: 'BTC', day: '2026-04-01', quantity: 1n }] },
      what: 'a receipt',
    },
  ])('does not take $what of another quarter', ({ but }) =>
    given().when(assess(but)).thenRefused('outside-the-quarter'),
  );
});

describe('An approval (TAX-5)', () => {
  it('is of the version in force', () => given(issued()).when(approve()).then(approved()));

  it('given again changes nothing', () =>
    given(issued(), approved()).when(approve()).thenNothing());

  it('FIGURES-7: is of one version: the next one needs its own', () => {
    const second = issued({ version: 2, amount: kzt('30'), supersedes: 1, difference: kzt('15') });
    given(issued(), approved(), second).when(approve()).thenRefused('version-superseded');
    given(issued(), approved(), second)
      .when(approve({ version: 2 }))
      .then(approved({ version: 2 }));
    expect(replay(assessmentDecider, [issued(), approved(), second]).approved).toBeUndefined();
  });

  it('needs an assessment', () => given().when(approve()).thenRefused('not-assessed'));

  it('is not given while something stands in the way of the next version', () =>
    given(issued(), blocked()).when(approve()).thenRefused('assessment-blocked'));
});

describe('A payment', () => {
  it('is recorded', () => given(issued()).when(pay()).then(paid()));

  it('sent again under its reference changes nothing', () =>
    given(issued(), paid()).when(pay()).thenNothing());

  it('FIELD-5: is not of more than sums of many have room for', () => {
    const money = { amount: 10n ** 36n, currency: 'KZT' };
    given(issued())
      .when(pay({ money }))
      .then(paid({ money: kzt(money.amount.toString()) }));
    given(issued())
      .when(pay({ money: { ...money, amount: money.amount + 1n } }))
      .thenRefused('amount-out-of-range');
  });

  it('FIGURES-11: is the same however its reference is typed', () =>
    given(issued(), paid())
      .when(pay({ reference: ' kz-1' }))
      .thenNothing());

  it('does not change its amount under its reference', () =>
    given(issued(), paid())
      .when(pay({ money: { amount: 16n, currency: 'KZT' } }))
      .thenRefused('payment-reference-used'));

  it('does not change its day under its reference', () =>
    given(issued(), paid())
      .when(pay({ at: JUL }))
      .thenRefused('payment-reference-used'));

  it('FIGURES-11: is not from before its quarter', () => {
    given(issued())
      .when(pay({ at: '1999-04-12T05:00:00.000Z' }))
      .thenRefused('payment-before-quarter');
    // Midnight of 1 January in Almaty.
    given(issued())
      .when(pay({ at: '2025-12-31T18:59:59.999Z' }))
      .thenRefused('payment-before-quarter');
    given(issued())
      .when(pay({ at: '2025-12-31T19:00:00.000Z' }))
      .then(paid({ at: '2025-12-31T19:00:00.000Z' }));
  });

  it('of the same amount under another reference is another payment', () =>
    given(issued(), paid())
      .when(pay({ reference: 'KZ-2' }))
      .then(paid({ reference: 'KZ-2' })));

  it('needs an assessment', () => given().when(pay()).thenRefused('not-assessed'));

  it('is in tenge', () =>
    given(issued())
      .when(pay({ money: { amount: 15n, currency: 'USD' } }))
      .thenRefused('not-in-tenge'));

  it.each([0n, -15n])('is never of %d tiyn', (amount) =>
    given(issued())
      .when(pay({ money: { amount, currency: 'KZT' } }))
      .thenRefused('payment-not-positive'),
  );
});

describe('An assessment is paid', () => {
  const part = paid({ money: kzt('14'), reference: 'KZ-2' });
  const second = issued({ version: 2, amount: kzt('30'), supersedes: 1, difference: kzt('15') });
  it.each<{ past: readonly AssessmentEvent[]; is: boolean; tiyn: bigint; why: string }>([
    { past: [], is: false, tiyn: 0n, why: 'nothing is assessed' },
    { past: [blocked()], is: false, tiyn: 0n, why: 'nothing could be assessed' },
    { past: [issued()], is: false, tiyn: 0n, why: 'nothing has come' },
    { past: [issued(), part], is: false, tiyn: 14n, why: 'a tiyn is missing' },
    { past: [issued(), paid()], is: true, tiyn: 15n, why: 'all has come' },
    { past: [issued(), paid(), part], is: true, tiyn: 29n, why: 'more has come' },
    { past: [issued(), paid(), second], is: false, tiyn: 15n, why: 'the next version asks more' },
    { past: [second, paid(), issued({ version: 3 })], is: true, tiyn: 15n, why: 'it asks less' },
    { past: [issued({ amount: kzt('0') })], is: true, tiyn: 0n, why: 'nothing is owed' },
  ])('$is: $why', ({ past, is, tiyn }) => {
    const assessment = replay(assessmentDecider, past);
    expect(isPaid(assessment)).toBe(is);
    expect(paidTiyn(assessment)).toBe(tiyn);
  });

  it('FIGURES-11: with what is beyond it as a credit', () => {
    expect(creditTiyn(replay(assessmentDecider, [issued(), paid()]))).toBe(0n);
    expect(creditTiyn(replay(assessmentDecider, [issued(), paid(), part]))).toBe(14n);
    expect(creditTiyn(replay(assessmentDecider, [issued(), part, second]))).toBe(0n);
  });
});
