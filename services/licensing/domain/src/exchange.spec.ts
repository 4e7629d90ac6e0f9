import type { ExchangeLicenceWithdrawn, ExchangeLicensed } from '@esep/contracts';
import { specify } from '@esep/kernel/specification';

import type {
  ExchangeLicenceEvent,
  LicenseExchange,
  ProposeExchangeLicence,
  ProposeExchangeRegistration,
  ProposeExchangeWithdrawal,
} from './exchange-licence.js';
import { exchangeDecider } from './exchange.js';

const { given } = specify(exchangeDecider);

const LONG_AGO = '2025-12-31T00:00:00.000Z';
const JAN = '2026-01-01T00:00:00.000Z';
const MAR = '2026-03-01T00:00:00.000Z';
const JUN = '2026-06-01T00:00:00.000Z';

describe('An exchange', () => {
  describe('licence', () => {
    it('opens the stream', () => given().when(license()).then(licensed()));

    it('may be for over-the-counter trade', () =>
      given()
        .when(license({ kind: 'OTC' }))
        .then(licensed({ kind: 'OTC' })));

    it('keeps the LEI that was given', () =>
      given()
        .when(license({ lei: '529900T8BM49AURSDO55' }))
        .then(licensed({ lei: '529900T8BM49AURSDO55' })));

    it('takes no LEI whose check digits are wrong', () =>
      given()
        .when(license({ lei: '529900T8BM49AURSDO54' }))
        .thenRefused('lei-invalid'));

    it.each(['ex', 'ex-1-2'])(
      'is not given beside %s, whose streams it could be taken for',
      (other) =>
        given()
          .when(license({ others: [other] }))
          .thenRefused('sender-id-ambiguous'),
    );

    it('said again changes nothing', () => given(licensed()).when(license()).thenNothing());

    it('FIGURES-2: is said by one person once: other content is refused', () => {
      for (const other of [{ depositAddresses: ['bc1qother'] }, { name: 'KCM' }, { from: MAR }])
        given(licensed()).when(license(other)).thenRefused('exchange-licensed-before');
    });

    it('FIGURES-2: is not given back by one person after a withdrawal', () =>
      given(licensed(), withdrawn()).when(license()).thenRefused('exchange-licensed-before'));
  });

  describe('FIGURES-2: a first licence from a time that has passed', () => {
    it('is none of one person’s, but for what is of yesterday', () => {
      given()
        .when(license({ now: '2026-01-02T00:00:00.000Z' }))
        .then(licensed());
      given()
        .when(license({ now: '2026-01-02T00:00:00.001Z' }))
        .thenRefused('effective-before-published');
    });

    it('takes two', () => {
      given().when(enter()).then(entering('Proposed'));
      given(entering('Proposed'))
        .when({ type: 'ConfirmExchangeLicence', ...SECOND, at: JUN, by: 'aigerim', others: [] })
        .thenRefused('second-person-required');
      given(entering('Proposed'))
        .when({ type: 'ConfirmExchangeLicence', ...SECOND, at: JUN, others: [] })
        .then(entering('Confirmed'), licensed());
      given(entering('Proposed'))
        .when({ type: 'DeclineExchangeLicence', ...SECOND, at: JUN })
        .then(entering('Declined'));
    });

    it('is judged again when it is confirmed', () => {
      given(entering('Proposed'))
        .when({ type: 'ConfirmExchangeLicence', ...SECOND, at: JUN, others: ['ex-1-2'] })
        .thenRefused('sender-id-ambiguous');
      given(entering('Proposed'), licensed({ from: MAR }))
        .when({ type: 'ConfirmExchangeLicence', ...SECOND, at: JUN, others: [] })
        .thenRefused('effective-before-published');
    });

    it('is of what was never in the register; said again it changes nothing', () => {
      given(licensed()).when(enter()).thenNothing();
      given(licensed({ from: MAR }))
        .when(enter())
        .thenRefused('exchange-licensed-before');
    });
  });

  describe('a further licence', () => {
    const past = [licensed(), withdrawn({ at: MAR })] as const;

    it('takes two persons', () => {
      given(...past)
        .when(licenseAgain())
        .then(again('Proposed'));
      given(...past, again('Proposed'))
        .when({ type: 'ConfirmExchangeLicence', ...SECOND, others: [] })
        .then(again('Confirmed'), licensed({ from: JUN }));
      given(...past, again('Proposed'))
        .when({ type: 'DeclineExchangeLicence', ...SECOND })
        .then(again('Declined'));
    });

    it('does not reach back', () =>
      given(...past)
        .when(licenseAgain({ at: '2026-07-01T00:00:00.000Z' }))
        .thenRefused('effective-before-published'));

    it('does not begin while one is open', () =>
      given(licensed()).when(licenseAgain()).thenRefused('exchange-already-licensed'));
  });

  describe('withdrawal', () => {
    it('FIGURES-2: takes two persons', () => {
      given(licensed()).when(withdraw()).then(withdrawing('Proposed'));
      given(licensed(), withdrawing('Proposed'))
        .when({ type: 'ConfirmExchangeWithdrawal', ...SECOND })
        .then(withdrawing('Confirmed'), withdrawn());
      given(licensed(), withdrawing('Proposed'))
        .when({ type: 'ConfirmExchangeWithdrawal', ...SECOND, by: 'aigerim' })
        .thenRefused('second-person-required');
      given(licensed(), withdrawing('Proposed'))
        .when({ type: 'DeclineExchangeWithdrawal', ...SECOND })
        .then(withdrawing('Declined'));
    });

    it('FIGURES-2: takes effect before it is published only as a correction, and says so', () => {
      const at = '2026-09-01T00:00:00.000Z';
      given(licensed()).when(withdraw({ at })).thenRefused('effective-before-published');
      given(licensed(), withdrawing('Proposed', { correction: true }))
        .when({ type: 'ConfirmExchangeWithdrawal', ...SECOND })
        .then(withdrawing('Confirmed', { correction: true }), withdrawn({ correction: true }));
    });

    it('at the start annuls the licence', () =>
      given(licensed())
        .when(withdraw({ end: JAN }))
        .then(withdrawing('Proposed', { at: JAN })));

    it('said again would change nothing', () =>
      given(licensed(), withdrawn()).when(withdraw()).thenRefused('nothing-changes'));

    it('may be moved to a later end', () =>
      given(licensed(), withdrawn({ at: MAR }))
        .when(withdraw({ from: JAN, end: JUN }))
        .then(withdrawing('Proposed', { at: JUN })));

    it('is not moved into a later licence', () =>
      given(licensed(), withdrawn({ at: MAR }), licensed({ from: MAR }))
        .when(withdraw({ from: JAN, end: JUN }))
        .thenRefused('exchange-already-licensed'));

    it('does not end a licence before it began', () =>
      given(licensed({ from: MAR }))
        .when(withdraw({ end: JAN }))
        .thenRefused('withdrawal-before-licence'));

    it('needs a licence', () => given().when(withdraw()).thenRefused('exchange-not-licensed'));
  });
});

// The keys of pools live by the same rules; they are specified once, here.
describe('A key under which an exchange signs', () => {
  it('is registered', () => given(licensed()).when(register()).then(registered()));

  it('needs an exchange', () => given().when(register()).thenRefused('exchange-not-licensed'));

  it('said again changes nothing', () =>
    given(licensed(), registered()).when(register()).thenNothing());

  it('does not change under its id', () =>
    given(licensed(), registered())
      .when(register({ publicKey: 'B' }))
      .thenRefused('key-id-taken'));

  it('does not come back once revoked', () =>
    given(licensed(), registered(), revoked()).when(register()).thenRefused('key-revoked'));

  it('does not come back under another id', () =>
    given(licensed(), registered(), revoked())
      .when(register({ keyId: 'k-2' }))
      .thenRefused('public-key-already-registered'));

  it('may have a successor while it is good', () =>
    given(licensed(), registered())
      .when(register({ keyId: 'k-2', publicKey: 'B' }))
      .then(registered({ keyId: 'k-2', publicKey: 'B' })));

  it('is revoked', () => given(licensed(), registered()).when(revoke()).then(revoked()));

  it('revoked again at the same instant changes nothing', () =>
    given(licensed(), registered(), revoked()).when(revoke()).thenNothing());

  it('may be void from its very start', () =>
    given(licensed(), registered()).when(revoke(JAN)).then(revoked(JAN)));

  it('may turn out to be lost earlier', () =>
    given(licensed(), registered(), revoked()).when(revoke(MAR)).then(revoked(MAR)));

  it('does not become good again for a while', () =>
    given(licensed(), registered(), revoked(MAR)).when(revoke(JUN)).thenRefused('key-revoked'));

  it('is not revoked before it was registered', () =>
    given(licensed(), registered({ from: MAR }))
      .when(revoke(JAN))
      .thenRefused('revocation-before-registration'));

  it('is not revoked when nobody knows it', () =>
    given(licensed()).when(revoke()).thenRefused('key-unknown'));
});

// ── Vocabulary ──────────────────────────────────────────────────────────────────────────────────

function license(but: Partial<LicenseExchange> = {}): LicenseExchange {
  const { type: _, ...licence } = licensed();
  return { ...licence, type: 'LicenseExchange', others: [], now: JAN, ...but };
}
function enter(but: Partial<ProposeExchangeRegistration> = {}): ProposeExchangeRegistration {
  const { type: _, ...said } = licensed();
  return { type: 'ProposeExchangeRegistration', ...said, others: [], ...WHO, at: JUN, ...but };
}
function entering(stage: 'Proposed' | 'Confirmed' | 'Declined') {
  const { type: _, ...terms } = licensed();
  return act('ExchangeLicensing', stage, { ...terms, [`${stage.toLowerCase()}At`]: JUN });
}
function licensed(but: Partial<ExchangeLicensed> = {}): ExchangeLicensed {
  return {
    type: 'ExchangeLicensed',
    exchangeId: 'ex-1',
    name: 'AIFC Crypto Exchange',
    kind: 'DATF',
    from: JAN,
    depositAddresses: ['bc1qdeposit'],
    ...but,
  };
}
const WHO = { proposalId: 'p-1', by: 'aigerim', at: LONG_AGO };
const SECOND = { proposalId: 'p-1', by: 'berik', at: LONG_AGO };

/** Proposed long before anything begins or ends, where nothing else is said. */
function withdraw(but: Partial<ProposeExchangeWithdrawal> = {}): ProposeExchangeWithdrawal {
  const { at: end, reason } = withdrawn();
  return { type: 'ProposeExchangeWithdrawal', end, reason, ...WHO, ...but };
}
function withdrawing(stage: 'Proposed' | 'Confirmed' | 'Declined', but: object = {}) {
  const { type: _, ...terms } = withdrawn();
  return act('ExchangeLicenceWithdrawal', stage, { ...terms, ...but });
}
function licenseAgain(but: Partial<ProposeExchangeLicence> = {}): ProposeExchangeLicence {
  const { type: _, ...said } = licensed({ from: JUN });
  return { type: 'ProposeExchangeLicence', ...said, ...WHO, ...but };
}
function again(stage: 'Proposed' | 'Confirmed' | 'Declined') {
  const { type: _, ...terms } = licensed({ from: JUN });
  return act('ExchangeLicensing', stage, terms);
}
/** An event of an act, as each of its stages says the same terms. */
function act(name: string, stage: 'Proposed' | 'Confirmed' | 'Declined', terms: object) {
  const by = stage === 'Proposed' ? 'aigerim' : 'berik';
  const when = { [`${stage.toLowerCase()}At`]: LONG_AGO };
  const said = { proposalId: 'p-1', by, ...when, ...terms };
  return { type: `${name}${stage}`, ...said } as never as ExchangeLicenceEvent;
}
function withdrawn(but: Partial<ExchangeLicenceWithdrawn> = {}): ExchangeLicenceWithdrawn {
  return {
    type: 'ExchangeLicenceWithdrawn',
    exchangeId: 'ex-1',
    from: JAN,
    at: JUN,
    reason: 'licence returned',
    ...but,
  };
}
function register(but: { keyId?: string; publicKey?: string } = {}) {
  const { type: _, ...key } = registered(but);
  return { ...key, type: 'RegisterSenderKey' } as const;
}
function registered(but: { keyId?: string; publicKey?: string; from?: string } = {}) {
  const type = 'SenderKeyRegistered';
  return { type, sender: 'ex-1', keyId: 'k-1', publicKey: 'A', from: JAN, ...but } as const;
}
function revoke(at = JUN) {
  return { type: 'RevokeSenderKey', keyId: 'k-1', at } as const;
}
function revoked(at = JUN) {
  return { type: 'SenderKeyRevoked', sender: 'ex-1', keyId: 'k-1', at } as const;
}
