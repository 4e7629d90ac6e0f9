import type { SpentOutput } from './chain-source.js';

// The outputs that a block spends, from Bitcoin Core's `getblock` at verbosity 3 (since 23.0, from its
// undo data). Other nodes answer without them.

/** Undefined when the answer has none of them. */
export const spentOutputsIn = (answer: unknown): readonly SpentOutput[] | undefined => {
  const inputs = listIn(answer, 'tx').flatMap((transaction) => listIn(transaction, 'vin'));
  const outputs = inputs.flatMap((input) => {
    const [txid, vout, prevout] = ['txid', 'vout', 'prevout'].map((name) => fieldOf(input, name));
    const script = fieldOf(fieldOf(prevout, 'scriptPubKey'), 'hex');
    const amount = baseUnitsOf(fieldOf(prevout, 'value'));
    if (typeof txid !== 'string' || typeof vout !== 'number') return [];
    if (typeof script !== 'string' || amount === undefined) return [];
    return [{ txid, vout, script: Buffer.from(script, 'hex'), amount }];
  });
  return outputs.length === 0 ? undefined : outputs;
};

const fieldOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null
    ? (value as Record<string, unknown>)[name]
    : undefined;

const listIn = (value: unknown, name: string): readonly unknown[] => {
  const list = fieldOf(value, name);
  return Array.isArray(list) ? list : [];
};

/** Core writes coins with eight decimals; a double has room for all of 21 million of them. */
const baseUnitsOf = (coins: unknown): bigint | undefined =>
  typeof coins === 'number' && coins >= 0 && coins <= 21_000_000
    ? BigInt(coins.toFixed(8).replace('.', ''))
    : undefined;
