import type { MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';

type Words = Readonly<Record<string, MessageDescriptor>>;

/** What takes two persons. */
export const ACTS: Words = {
  ParkedRelease: msg`Release of parked facts`,
  RulePackAdoption: msg`Adoption of a rule pack`,
  PoolApproval: msg`Approval of a pool`,
  PoolApprovalWithdrawal: msg`End of a pool’s approval`,
  ExchangeLicensing: msg`Licence of an exchange`,
  ExchangeLicenceWithdrawal: msg`End of an exchange’s licence`,
  LicenceSuspension: msg`Suspension`,
  LicenceReinstatement: msg`Reinstatement`,
  LicenceRevocation: msg`Revocation`,
  LicenceRenewal: msg`Renewal`,
  LicenceTransfer: msg`Transfer to another holder`,
  WalletBinding: msg`Wallet, bound from a time that has passed`,
  WalletCorrection: msg`Correction of a wallet`,
  PoolAffiliationCorrection: msg`Correction of the pool`,
  LicenseeRenaming: msg`Another name`,
  LicenseeNumberCorrection: msg`Correction of the number`,
  RelatedPartyCorrection: msg`Correction of a related party`,
  OpeningStockCorrection: msg`Correction of the opening stock`,
  Price: msg`Price of a coin`,
  ExchangeRate: msg`Exchange rate`,
  RetainedRelease: msg`Release of what need not be sold`,
  FindingDismissal: msg`Dismissal of a finding`,
  CompletenessWaiver: msg`A month is judged without a sender`,
  CompletenessWaiverRevocation: msg`A month waits for a sender again`,
  SaleDisqualification: msg`A sale does not count`,
  SaleRequalification: msg`A sale counts again`,
};

/** What is said in a proposal, in the order in which it is read. What is not here is for machines. */
export const TERMS: Words = {
  subscription: msg`Consumer`,
  key: msg`Whose facts`,
  how: msg`What happens to them`,
  licenceId: msg`Licence`,
  licenseeId: msg`Licensee`,
  toLicenseeId: msg`Who holds it then`,
  poolId: msg`Pool`,
  exchangeId: msg`Exchange`,
  sender: msg`Sender`,
  name: msg`Name`,
  bin: msg`BIN or IIN`,
  lei: msg`LEI`,
  kind: msg`Kind`,
  relation: msg`Relation`,
  asset: msg`Coin`,
  currency: msg`Currency`,
  address: msg`Address`,
  tradeId: msg`Trade`,
  type: msg`Finding`,
  period: msg`Month`,
  day: msg`Day`,
  quantity: msg`Quantity`,
  value: msg`Value`,
  from: msg`From`,
  at: msg`On`,
  until: msg`Until`,
  to: msg`Until`,
  effectiveFrom: msg`In force from`,
  periods: msg`Judged months that it changes`,
  correction: msg`Correction of a time that has passed`,
  urgent: msg`Urgent`,
  source: msg`Source`,
  proof: msg`Proof of control`,
  coinbaseTags: msg`Marks in blocks`,
  payoutAddresses: msg`Payout addresses`,
  depositAddresses: msg`Deposit addresses`,
};

/** What is done with facts that are parked. */
export const RELEASES: Words = {
  replay: msg`All are tried again, in their order`,
  skip: msg`The fact that failed is dropped for good`,
};

export const PROPOSAL_STATES = {
  open: msg`Open`,
  confirmed: msg`Confirmed`,
  declined: msg`Declined`,
  expired: msg`Expired`,
} as const satisfies Words;
