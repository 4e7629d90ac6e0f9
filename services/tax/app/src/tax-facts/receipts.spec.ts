import { BTC, LICENSEE, startTestTax, type TestTax } from '../testing/test-tax.js';

describe('What a licensee received', () => {
  let tax: TestTax;
  beforeAll(async () => {
    tax = await startTestTax();
    await tax.register();
    await tax.adopt();
  });
  afterAll(() => tax.close());

  it('is the last version of each row, on its local day, unless it was withdrawn or reversed', async () => {
    const stays = '2026-01-05T07:00:00.000Z';
    await tax.mine(stays, '1');
    await tax.mine(stays, '2', { rowId: 'another-of-the-day' });
    // Half past midnight of 1 February in Almaty.
    await tax.mine('2026-01-31T19:30:00.000Z', '3');

    const moves = { rowId: 'moves' };
    await tax.mine(stays, '4', moves);
    await tax.mine('2026-03-31T18:59:59.999Z', '5', { ...moves, ...replaced(2) });

    const leaves = { rowId: 'leaves-the-quarter' };
    await tax.mine(stays, '6', leaves);
    await tax.mine('2026-03-31T19:00:00.000Z', '6', { ...leaves, ...replaced(2) });

    const returns = { rowId: 'returns' };
    await tax.mine(stays, '7', returns);
    await tax.leaveOut('returns', 2);
    await tax.mine('2026-02-10T07:00:00.000Z', '8', { ...returns, ...replaced(3) });

    await tax.mine(stays, '9', { rowId: 'withdrawn' });
    await tax.leaveOut('withdrawn', 2);

    const reversed = { rowId: 'reversed' };
    await tax.mine(stays, BTC, reversed);
    await tax.mine(stays, BTC, { ...reversed, ...replaced(2) });
    await tax.reverse('reversed');

    await tax.known();
    const { body } = await tax.get(`assessments/${LICENSEE}/2026-Q1/explain`);
    const receipts = body['receipts'] as { day: string; quantity: string; proofs: string[] }[];
    expect(receipts.map(({ day, quantity }) => [day, quantity])).toEqual([
      ['2026-01-05', '3'],
      ['2026-02-01', '3'],
      ['2026-02-10', '8'],
      ['2026-03-31', '5'],
    ]);
    expect(receipts[0]?.proofs).toHaveLength(2);
  });
});

function replaced(version: number) {
  return { type: 'DistributionReplaced', version } as const;
}
