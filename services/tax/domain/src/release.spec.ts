import type { RetainedReleased } from '@esep/contracts';
import { specify } from '@esep/kernel/specification';

import { releaseDecider, type ReleaseOfOpening, type ReleaseOfPeriod } from './release.js';

const { given } = specify(releaseDecider);

const APR = '2026-04-20T06:00:00.000Z';
const MAY = '2026-05-20T06:00:00.000Z';

describe('Release of what need not be sold (SALE-3)', () => {
  it('gives all that is left when no quantity is named', () =>
    given().when(release()).then(released()));

  it('gives the quantity that is named', () =>
    given()
      .when(release({ quantity: 10n }))
      .then(released({ quantity: '10' })));

  it('gives the rest later', () =>
    given(released({ quantity: '10' }))
      .when(release({ at: MAY }))
      .then(released({ quantity: '15', at: MAY })));

  it('gives the last base unit', () =>
    given(released({ quantity: '10' }))
      .when(release({ quantity: 15n, at: MAY }))
      .then(released({ quantity: '15', at: MAY })));

  it('delivered twice changes nothing', () => given(released()).when(release()).thenNothing());

  it('delivered twice with its quantity changes nothing', () =>
    given(released({ quantity: '10' }))
      .when(release({ quantity: 10n }))
      .thenNothing());

  it('does not give a base unit more than was retained', () =>
    given()
      .when(release({ quantity: 26n }))
      .thenRefused('exceeds-retained'));

  it('does not give the same coins twice', () =>
    given(released({ quantity: '10' }))
      .when(release({ quantity: 16n, at: MAY }))
      .thenRefused('exceeds-retained'));

  it('gives nothing when all was given', () =>
    given(released())
      .when(release({ at: MAY }))
      .thenRefused('nothing-to-release'));

  it('gives nothing when nothing was retained', () =>
    given()
      .when(release({ retained: 0n }))
      .thenRefused('nothing-to-release'));

  it('gives nothing more when a restatement lowered what was retained', () =>
    given(released())
      .when(release({ retained: 20n, at: MAY }))
      .thenRefused('nothing-to-release'));

  it('gives what a restatement added', () =>
    given(released())
      .when(release({ retained: 30n, at: MAY }))
      .then(released({ quantity: '5', at: MAY })));

  it.each([0n, -1n])('does not give %d', (quantity) =>
    given().when(release({ quantity })).thenRefused('quantity-not-positive'),
  );

  it('needs the period to be judged for good', () =>
    given()
      .when(release({ isPeriodFinal: false }))
      .thenRefused('period-not-final'));

  it("needs the quarter's tax to be paid", () =>
    given()
      .when(release({ isAssessmentPaid: false }))
      .thenRefused('assessment-not-paid'));

  it('of opening stock needs neither (SALE-5)', () =>
    given()
      .when(releaseOpening())
      .then(released({ period: 'opening' })));

  it('of opening stock gives no more than was held', () =>
    given()
      .when({ ...releaseOpening(), quantity: 26n })
      .thenRefused('exceeds-retained'));
});

// ── Vocabulary ──────────────────────────────────────────────────────────────────────────────────

function release(but: Partial<ReleaseOfPeriod> = {}): ReleaseOfPeriod {
  const gates = { isPeriodFinal: true, isAssessmentPaid: true };
  return { ...releaseOpening(), period: '2026-03', ...gates, ...but };
}
function releaseOpening(): ReleaseOfOpening {
  const [licenseeId, asset] = ['0197-a', 'BTC'];
  return { type: 'Release', licenseeId, asset, period: 'opening', retained: 25n, at: APR };
}
function released(but: Partial<RetainedReleased> = {}): RetainedReleased {
  const [licenseeId, asset, period, quantity] = ['0197-a', 'BTC', '2026-03', '25'];
  return { type: 'RetainedReleased', licenseeId, asset, period, quantity, at: APR, ...but };
}
