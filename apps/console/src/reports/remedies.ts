import type { MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';

// What is wrong with what was reported, and what to do about it, by the codes that pool reporting and
// exchange settlement give. The API says the same in English.

/** Of one row. */
export const ROW_REMEDIES: Readonly<Record<string, MessageDescriptor>> = {
  'address-checksum-wrong': msg`The checksum of the wallet does not fit, so a character of it is wrong. Copy the address again.`,
  'address-malformed': msg`The wallet is no address of the asset. Send it as the wallet or the chain shows it.`,
  'address-of-another-network': msg`The wallet is an address of another coin or another network. Send one of the asset that the row names.`,
  'already-busted': msg`The trade was busted before for another reason, and a bust is final. Leave the row out.`,
  'already-reversed': msg`This row was reversed before for another cause, and a reversal is final. Leave the row out.`,
  'amount-zero': msg`The amount is zero, so no coins moved. Leave the row out.`,
  'asset-changed': msg`A row cannot change its asset. Leave it out of the next version, which withdraws it, and send a new row id with the right asset.`,
  'asset-unknown': msg`The regime knows no asset of this code. Use one of the list in the description of the API.`,
  'before-regime': msg`An instant lies before the regime began. Check the year; what a licensee had before is declared once, as opening stock.`,
  'block-not-named': msg`The cause does not name the block that the credit was reported with. Send the hash of the orphaned block.`,
  'correction-empty': msg`The correction changes nothing. Send the fields that were wrong, with their right values.`,
  'duplicate-row': msg`An earlier row of this report has the same id (a fill: the same trade and side), and only that one was read. Remove one of the two, or give each its own id.`,
  'fee-above-quantity': msg`The fee is more than what was bought. Check both; they are in base units of the asset.`,
  'fee-incomplete': msg`Only one of fee and feeAsset is there. Send both, or neither where there was no fee.`,
  'fee-malformed': msg`The fee is below zero, or feeAsset is not a code of 3 to 10 capitals and digits. Send the fee in base units and the code of what it was taken in.`,
  'fill-changed': msg`This side of the trade was reported before with other content. Send a correction of the trade, or a bust.`,
  'id-ambiguous': msg`Together with your own id, the id of this row reads the same as a row of another sender. Send the row under another id.`,
  'id-malformed': msg`The id of the row is too long or has a character that is not allowed. Use up to 128 Latin letters, digits and . _ : ~ - with a letter or a digit in front.`,
  'instant-in-future': msg`An instant is more than 5 minutes ahead of our clock. Check your clock and the offset of the instant, and send the row when it has happened.`,
  'licence-unknown': msg`No licence has this number. Check it; once licensing has registered the licence, send the row again.`,
  'licensee-changed': msg`A row cannot move to another licensee. Leave it out of the next version, which withdraws it, and send a new row id for the right licensee.`,
  'licensee-unknown': msg`Nobody with this BIN holds a licence. Check the number; once licensing has registered the licensee, send the row again.`,
  'net-mismatch': msg`gross minus fee is not net. Check the three quantities, which are whole base units, and send the row again in the next version of the report.`,
  'no-block-behind-it': msg`No block stands behind this credit: it was sent without one, or its scheme pays whether a block is found or not. Only a credit for a block can be orphaned; report what was wrong in the next version of its report.`,
  'quantity-above-supply': msg`A quantity is more than there can ever be of the asset. Check the unit: quantities are in base units.`,
  'quantity-negative': msg`A quantity is below zero. Send quantities of zero or more.`,
  'quantity-zero': msg`The quantity is zero, so nothing was traded. Leave the row out; a trade that was undone is reported as a bust.`,
  'quote-malformed': msg`quote is not an amount of zero or more in a currency code of 3 to 10 capitals and digits. Send the amount in minor units and the code, such as KZT or USD.`,
  'row-belongs-to-another-report': msg`This row id came first in another report of yours. Change the row in a higher version of that report, or send it here under a new id.`,
  'row-unknown': msg`You have reported no row with this id. Check the id, or report the row first.`,
  'scheme-unknown': msg`The regime knows no payout scheme of this code. Use FPPS, PPS, PPS+, PPLNS or SOLO.`,
  'settled-before-executed': msg`settledAt is before executedAt. Check both instants and their offsets.`,
  'trade-busted': msg`The trade was busted, and what does not stand cannot be corrected. If it was made again, report it as a fill under its new tradeId.`,
  'txid-malformed': msg`The transaction id is not 64 hexadecimal digits in lower case. Send it as the chain shows it, in lower case.`,
  'version-not-newer': msg`This row is already known from this version of the report or a higher one. Send the change in a version above the latest.`,
  'vout-malformed': msg`vout is no whole number from 0 to 4294967295. Send the index of the output within its transaction.`,
  'wallet-bound-to-another': msg`At that time the wallet was bound to another licensee. Check wallet and licence; if both are right, the licensee has to register the wallet first.`,
};

/** Of a whole report. */
export const REPORT_REMEDIES: Readonly<Record<string, MessageDescriptor>> = {
  'fills-are-corrected-not-replaced': msg`A report of fills has one version only. Send busts and corrections for fills that were wrong, and new fills under a new reportId with version 1.`,
  'report-changed': msg`This version of the report was taken before with other content. Send the new content as the next version.`,
  'report-id-ambiguous': msg`Together with your own id, reportId reads the same as a report of another sender. Send the report under another id.`,
  'report-id-malformed': msg`reportId is too long or has a character that is not allowed. Use up to 128 Latin letters, digits and . _ : ~ - with a letter or a digit in front.`,
  'report-is-final': msg`Busts, corrections and reversals cannot be taken back, so their reports have one version only. Send what is new under a new reportId with version 1.`,
  'version-malformed': msg`version is no whole number from 1 up. Count the versions of a report 1, 2, 3.`,
  'version-superseded': msg`A higher version of this report was taken before. Send the change in a version above the latest.`,
};
