import { ACT_REFUSALS, notFound, type Refusals } from '@esep/kernel';

import type { AddressSetRefusal } from './address-set.js';
import type { BarRefusal } from './bar.js';
import type { DataCentreRefusal } from './data-centre.js';
import type { ExchangeRefusal } from './exchange.js';
import type { LicenceRefusal } from './licence.js';
import type { LicenseeChangeRefusal } from './licensee-change.js';
import type { LicenseeRefusal } from './licensee.js';
import type { MachineRefusal } from './machine.js';
import type { PoolRefusal } from './pool.js';
import type { RelatedPartyRefusal } from './related-party.js';
import type { RulePacksRefusal } from './rule-packs.js';
import type { SenderKeyRefusal } from './sender-key.js';
import type { WalletRefusal } from './wallet.js';

export type LicensingRefusal =
  | AddressSetRefusal
  | BarRefusal
  | DataCentreRefusal
  | ExchangeRefusal
  | LicenceRefusal
  | LicenseeChangeRefusal
  | LicenseeRefusal
  | MachineRefusal
  | PoolRefusal
  | RelatedPartyRefusal
  | RulePacksRefusal
  | SenderKeyRefusal
  | WalletRefusal;

/** What is wrong and what to do about it, for each refusal of licensing. */
export const LICENSING_REFUSALS: Refusals<LicensingRefusal> = {
  ...ACT_REFUSALS,
  'address-not-added':
    'The address is not in the list at that time. Read the list, and send what stands in it.',
  'addresses-too-many':
    'One event holds no more addresses. Register without them, and add them in several calls.',
  'affiliation-unknown': notFound(
    'No affiliation with this pool began then. Read the licence, and name the `from` that stands there.',
  ),
  'already-suspended':
    'The licence is suspended at that time already. Reinstate it first, or choose another time.',
  'already-the-holder': 'The licence is held by that licensee already.',
  'asset-unknown': notFound('No such asset is in the register. Use its code, as BTC.'),
  'before-registration':
    'The data centre was registered later than that. Read it, and check the instant.',
  'bin-invalid':
    'This is no BIN: 12 digits, a month of registration first, the last a check digit.',
  'closed-before-amendment':
    'The data centre was amended for a later time. Close it at that time or after it.',
  'control-not-full':
    'Others operate the data centre too. LIC-9 asks for full operational control; a rack in a shared hall does not do.',
  'data-centre-closed':
    'The data centre is closed at that time. Register another one, or move the end by `…/close`.',
  'data-centre-of-another-licence':
    'The data centre is of another licence. Register one of this licence, or name the licence that has it.',
  'data-centre-registered-before':
    'A data centre with this id was registered otherwise. Amend that one, or choose another id.',
  'data-centre-unknown': notFound('There is no data centre with this id.'),
  'effective-before-published':
    'This takes effect before it is recorded. From now on it needs no more; for a time that has passed, send it as a correction, which a second person confirms.',
  'end-before-start': 'The end lies before the beginning. Check both instants.',
  'evidence-missing':
    'LIC-9 asks for a document of each kind: the deed of an owned site or the lease of a leased one, and `power-contract`, `access-logs`, `cooling`, `power-redundancy`, `security`.',
  'exchange-already-licensed': 'The exchange is licensed at that time already. Read its licences.',
  'exchange-licensed-before':
    'It was licensed before. Send the next licence to `…/approvals`, which a second person confirms.',
  'exchange-not-licensed':
    'No licence of the exchange began then. Read the exchange, and name the `from` that stands there.',
  'key-id-taken': 'A key with this id is registered already. Give the new one an id of its own.',
  'key-revoked': 'The key is revoked already.',
  'key-unknown': notFound('No key with this id is registered for this organisation.'),
  'kind-disagrees-with-number':
    'A BIN is of a legal entity, an IIN of an individual entrepreneur. Correct the kind, or the number.',
  'lease-end-missing': 'A lease has an end. Send `leasedUntil`.',
  'lease-ended': 'The lease ends before that. Check `from` and `leasedUntil`.',
  'lei-invalid': 'This is no LEI (ISO 17442): 20 signs, the last two check digits.',
  'licence-already-imported':
    'The licence was imported already, and otherwise. Read it; renew, transfer or correct it by its own calls.',
  'licence-not-active': 'The licence is not in force at that time. Read the licence and its terms.',
  'licence-not-suspended': 'The licence is not suspended at that time.',
  'licence-of-another-licensee': 'The licence is held by another licensee. Check both numbers.',
  'licence-revoked': 'The licence was revoked, for good.',
  'licence-suspended': 'The licence is suspended at that time. Reinstate it first.',
  'licence-unknown': notFound(
    'There is no licence with this number. Check it, or import the licence.',
  ),
  'licensee-already-registered':
    'It is registered with other particulars. Read the licensee; what changes about it has calls of its own.',
  'licensee-barred':
    'A licence of this number was revoked, and it gets no other one before its bar ends. Read its licences.',
  'licensee-unknown': notFound(
    'There is no licensee with this id. The look-up gives the id of a BIN or IIN.',
  ),
  'machine-not-in-service':
    'The machine was retired by then. Register it again, from when it mines again.',
  'moved-later':
    'The machine was moved for a later time, or began later. Read it, and say what follows after that.',
  'not-genesis':
    'The first rule pack is adopted when the ledger begins, and it has begun. Propose this one.',
  'nothing-changes': 'It is so already. Check what was to change.',
  'notice-too-short':
    'The rule pack asks for more time between the decision and its effect (`sanctionNoticeDays`).',
  'opening-stock-already-declared':
    'Opening stock is declared once. Propose its correction, which a second person confirms.',
  'personal-data-in-plain': 'The name or number of a person may not stand in the log in plain.',
  'pool-already-approved': 'The pool is approved at that time already. Read its approvals.',
  'pool-approved-before':
    'It was approved before. Send the next approval to `…/approvals`, which a second person confirms.',
  'pool-cap-reached':
    'As many pools as the rule pack allows (`poolCap`) are approved at that time. One has to be withdrawn first.',
  'pool-not-approved':
    'No approval of the pool began then. Read the pool, and name the `from` that stands there.',
  'proof-malformed': 'The proof of the wallet cannot be read. Send it as its method writes it.',
  'public-key-already-registered':
    'This public key is registered already, under another id or for somebody else.',
  'quantity-above-supply':
    'There can never be so much of the asset. Check the unit: quantities are base units.',
  'quantity-negative': 'A quantity is not below zero.',
  'related-party-needs-declaration':
    'A further licence brings no further relations. Declare them at `…/related-parties`.',
  'related-party-unknown': notFound(
    'No such relation began then. Read the licensee, and name the `from` that stands there.',
  ),
  'release-before-binding': 'The wallet was bound later than that. Check the instant.',
  'renewal-ahead':
    'The licence has a renewal that has not begun. Transfer it after that, or correct the renewal first.',
  'revocation-before-registration': 'The key was registered later than that. Check the instant.',
  'rule-pack-already-adopted': 'This pack is in force from that time already.',
  'rule-pack-changes-the-past':
    'The pack changes days that are over. Say why in `retroactive`, or let it begin later.',
  'rule-pack-not-followed':
    'The software cannot follow a value of this pack. Correct what is named.',
  'sender-id-ambiguous':
    'Up to a hyphen the id is that of another sender, or the other way round. Choose another.',
  'serial-already-registered':
    'A machine with this serial is in service then, on other terms. Move or retire that one, or check the serial.',
  'serial-unknown': notFound('There is no machine with this serial. Register it first.'),
  'site-capacity-exceeded':
    'With this machine, those of the data centre take more than its contract for power gives (`powerKw`). Amend the data centre first.',
  'suspended-under-another-case': 'The licence is suspended under another case. Name that one.',
  'suspension-is-empty': 'The suspension ends when it begins. Check both instants.',
  'suspension-too-long': 'The rule pack allows no suspension of that length (`suspensionMonths`).',
  'suspension-too-short': 'The rule pack allows no suspension of that length (`suspensionMonths`).',
  'tenure-not-allowed':
    'The rule pack allows no data centre of that tenure (`siteTenures`, LIC-9).',
  'term-too-long': 'The rule pack allows no term of that length. Check `until`.',
  'validity-is-empty': 'The licence ends when it begins. Check both instants.',
  'validity-overlaps': 'The licence has a term at that time already. Read its terms.',
  'wallet-already-bound':
    'The address is bound at that time already. Release it first, or propose a correction.',
  'wallet-not-bound': 'The address is not bound to this licensee at that time.',
  'withdrawal-before-approval': 'The approval began later than that. Check the instant.',
  'withdrawal-before-licence': 'The licence began later than that. Check the instant.',
};
