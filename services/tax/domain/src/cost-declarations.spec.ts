import { specify } from '@esep/kernel/specification';

import { assessmentDecider } from './assessment.js';
import {
  acceptCost,
  costAccepted,
  costDeclared,
  costRejected,
  declare,
  rejectCost,
} from './testing/assessments.js';

const { given } = specify(assessmentDecider);

describe('The costs of a quarter', () => {
  it('are declared', () => given().when(declare(40n)).then(costDeclared('40')));

  it('declared again by the same person change nothing', () =>
    given(costDeclared('40')).when(declare(40n)).thenNothing());

  it('declared anew replace the earlier sum', () =>
    given(costDeclared('40')).when(declare(50n)).then(costDeclared('50')));

  it('may be declared as nothing', () => given().when(declare(0n)).then(costDeclared('0')));

  it('declared as they were accepted change nothing', () =>
    given(costDeclared('40'), costAccepted('40')).when(declare(40n)).thenNothing());

  it('that were rejected may be declared once more', () =>
    given(costDeclared('40'), costRejected('40')).when(declare(40n)).then(costDeclared('40')));

  it('FIELD-5: are not more than sums of many have room for', () =>
    given()
      .when(declare(10n ** 36n + 1n))
      .thenRefused('amount-out-of-range'));

  it('are not negative', () => given().when(declare(-1n)).thenRefused('cost-negative'));

  it('are in tenge', () =>
    given()
      .when({ ...declare(1n), cost: { amount: 1n, currency: 'USD' } })
      .thenRefused('not-in-tenge'));
});

describe('Declared costs', () => {
  it('FIGURES-7: are accepted by another person, who names the documents', () =>
    given(costDeclared('40')).when(acceptCost()).then(costAccepted('40')));

  it('FIGURES-7: are not accepted by who declared them', () =>
    given(costDeclared('40'))
      .when(acceptCost({ by: 'batys' }))
      .thenRefused('second-person-required'));

  it('are rejected with a reason', () =>
    given(costDeclared('40')).when(rejectCost()).then(costRejected('40')));

  it('are answered once', () =>
    given(costDeclared('40'), costAccepted('40'))
      .when(acceptCost())
      .thenRefused('already-confirmed'));

  it('are not accepted after they were rejected', () =>
    given(costDeclared('40'), costRejected('40'))
      .when(acceptCost())
      .thenRefused('proposal-closed'));

  it('FIGURES-7: are not accepted when others were declared meanwhile', () =>
    given(costDeclared('40'), costDeclared('1000000'))
      .when(acceptCost())
      .thenRefused('declaration-superseded'));

  it('are accepted by their number', () =>
    given(costDeclared('40'), costDeclared('50'))
      .when(acceptCost({ declaration: 2 }))
      .then(costAccepted('50', { declaration: 2 })));

  it('are not accepted before there are any', () =>
    given().when(acceptCost()).thenRefused('declaration-unknown'));

  it('FIGURES-7: of whom nobody knows who declared them are not accepted', () => {
    const { by: _, ...old } = costDeclared('40');
    given(old).when(acceptCost()).thenRefused('declarer-unknown');
    given(old).when(declare(40n)).then(costDeclared('40'));
  });
});
