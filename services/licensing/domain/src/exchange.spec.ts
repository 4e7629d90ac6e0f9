import type { ExchangeLicenceWithdrawn, ExchangeLicensed } from '@esep/contracts';
import { specify } from '@esep/kernel/specification';

import { exchangeDecider, type LicenseExchange, type WithdrawExchangeLicence } from './exchange.js';

const { given } = specify(exchangeDecider);

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

    it('said again with another deposit address replaces the record', () =>
      given(licensed())
        .when(license({ depositAddresses: ['bc1qother'] }))
        .then(licensed({ depositAddresses: ['bc1qother'] })));

    it('said again after a withdrawal has no end any more', () =>
      given(licensed(), withdrawn()).when(license()).then(licensed()));

    it('does not begin a second time while the first is open', () =>
      given(licensed())
        .when(license({ from: MAR }))
        .thenRefused('exchange-already-licensed'));

    it('may begin anew after the first ended', () =>
      given(licensed(), withdrawn({ at: MAR }))
        .when(license({ from: JUN }))
        .then(licensed({ from: JUN })));
  });

  describe('withdrawal', () => {
    it('ends the licence in force', () => given(licensed()).when(withdraw()).then(withdrawn()));

    it('at the start annuls the licence', () =>
      given(licensed())
        .when(withdraw({ at: JAN }))
        .then(withdrawn({ at: JAN })));

    it('said again changes nothing', () =>
      given(licensed(), withdrawn()).when(withdraw()).thenNothing());

    it('may be moved to a later end', () =>
      given(licensed(), withdrawn({ at: MAR }))
        .when(withdraw({ from: JAN, at: JUN }))
        .then(withdrawn({ at: JUN })));

    it('is not moved into a later licence', () =>
      given(licensed(), withdrawn({ at: MAR }), licensed({ from: MAR }))
        .when(withdraw({ from: JAN, at: JUN }))
        .thenRefused('exchange-already-licensed'));

    it('does not end a licence before it began', () =>
      given(licensed({ from: MAR }))
        .when(withdraw({ at: JAN }))
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
  return { ...licence, type: 'LicenseExchange', others: [], ...but };
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
function withdraw(but: Partial<WithdrawExchangeLicence> = {}): WithdrawExchangeLicence {
  const { at, reason } = withdrawn();
  return { type: 'WithdrawExchangeLicence', at, reason, ...but };
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
