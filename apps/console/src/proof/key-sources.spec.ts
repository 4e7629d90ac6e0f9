import { chosenOf, keysIn } from './key-sources.js';

const KEYS = ['esep/tax/2026+0a1b2c3d+AW9uZQ==', 'esep/tax/2026+1a1b2c3d+AXR3bw=='] as const;
const [one, two] = KEYS;

describe('The key of a log', () => {
  it.each([
    ['pasted', { pasted: [one], console: [two], host: [two] }, [one], ['console', 'host']],
    ['console', { pasted: [], console: [one], host: [two] }, [one], ['host']],
    ['host', { pasted: [], console: [], host: [two] }, [two], []],
    // The host says the newest one of those that are pinned.
    ['console', { pasted: [], console: [one, two], host: [two] }, [one, two], []],
  ])('is the one that is %s, and others are named', (source, said, keys, strange) =>
    expect(chosenOf(said)).toEqual({
      source,
      keys,
      strange: strange.map((other) => ({ source: other, key: two })),
    }),
  );

  it.each([
    ['', []],
    [`${one}\n\n ${two} `, KEYS],
    [`${one}\nno key`, undefined],
    [one.replace('0a', '0'), undefined],
  ])('is read from what was pasted: %j', (text, keys) => expect(keysIn(text)).toEqual(keys));
});
