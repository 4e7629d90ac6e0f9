/**
 * The facts of the regime by id, each in a line. Code, specifications, findings and answers of the
 * API cite these ids; `RULE_OF` says which values of a pack belong to which of them.
 */
export const REGIME_FACTS = {
  'LIC-1':
    'The AIFC alone issues mining licences; the issuing authority is a field of each licence.',
  'LIC-2': 'An applicant is a Kazakh legal entity or an individual entrepreneur.',
  'LIC-3': 'Foreign ownership is free; offshore structures and nominee directors are refused.',
  'LIC-4': 'Every person behind a licence is traceable.',
  'LIC-5': 'An application has three phases, each with a window of months.',
  'LIC-6':
    'Preparation needs five pieces of evidence, from business plan to management experience.',
  'LIC-7':
    'Incorporation needs an office, two officers, paid-up capital and a board in Kazakhstan.',
  'LIC-8': 'Approval needs three live tests; a failed one sends the applicant back to the start.',
  'LIC-9': 'The data centre is owned, or leased long-term with full operational control.',
  'LIC-10': 'Every machine is registered, whatever its kind.',
  'LIC-11': 'A licence can be suspended, reinstated and revoked, and its holder barred.',
  'LIC-12': 'What a licence costs is known item by item before anybody applies.',
  'LIC-13': 'Five pools are approved at a time; exchanges hold a licence too; both are dated.',
  'LIC-14': 'A miner connects only to approved pools, declared by licence and asset.',
  'LIC-15': 'Unlicensed mining is detected from power and traffic, and becomes a case.',
  'POOL-1': 'Pools report every hash rate, payout and movement of coins of every miner.',
  'POOL-2': 'Accrued, distributed and paid out are three states of coins, kept apart.',
  'POOL-3': 'The obligation arises when coins are credited to the miner; gross − fee = net.',
  'POOL-4': 'Work is reported by worker and interval; missing is not zero.',
  'POOL-5': 'A credit with a block behind it is reversed when the block is orphaned.',
  'POOL-6': 'Merged mining gives two assets for one piece of work.',
  'POOL-7': 'What should have been earned follows from work, difficulty and the scheme.',
  'POOL-8': 'Pools are gatekeepers: who serves a suspended or unlicensed miner is in breach.',
  'SALE-1': 'A share of the mined coins, 75 % since 2025, is sold on licensed exchanges.',
  'SALE-2': 'The sale converts to tenge or dollars through a bank, and counts at the trade.',
  'SALE-3': 'The rest may be moved once its period is reported and its tax is paid.',
  'SALE-4': 'A fill counts once, by venue, trade id and side; orders and deposits never do.',
  'SALE-5': 'Only mined coins discharge the duty, mined ones sold first.',
  'SALE-6': 'A sale at a venue without a licence counts for nothing.',
  'SALE-7': 'A sale to oneself, or to a related party, counts for nothing.',
  'SALE-8': 'A fee in coins is no sale, and a stablecoin no conversion.',
  'SALE-9': 'Basis, period, deadline and working days are values of the rule pack.',
  'TAX-1': '15 % of profit for who keeps all other rules, a higher rate for who does not.',
  'TAX-2': 'By Kazakh law: 20 % of what was received, at the price of its day.',
  'TAX-3': 'Prices and exchange rates are the published ones; a missing price blocks.',
  'TAX-4': 'The fee by kilowatt-hour follows from meters; no meter means the top rate.',
  'TAX-5': 'An assessment is never edited; the next version supersedes it.',
  'SUP-1': 'Chain and exchange records are held against each other.',
  'SUP-2': 'A breach of the share may cost the licence, back taxes, a fine and a bar.',
  'SUP-3': 'Work, pool report, chain and exchange are four independent sources.',
  'SUP-4': 'A machine raises and withdraws a finding; only a person confirms it.',
  'SUP-5': 'Licensees are audited by quarter, each with a pack of evidence.',
  'SUP-6': 'The rules keep changing; a change of rule is data.',
  'SUP-7': 'A decision names its legal basis, follows a hearing, and can be appealed.',
  'SUP-8': 'What a person decides about a finding has effect on the figures it concerns.',
} as const satisfies Readonly<Record<string, string>>;

export type RegimeFact = keyof typeof REGIME_FACTS;
