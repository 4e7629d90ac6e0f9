// Text order of the regime's figures: UTF-8 bytes, which is the order of code points. JavaScript
// compares UTF-16 units, where a surrogate pair (above U+FFFF) wrongly sorts before U+E000–U+FFFF.

/** Negative, zero or positive, as `left` stands before, with or after `right` by UTF-8 bytes. */
export const compareText = (left: string, right: string): number => {
  const length = Math.min(left.length, right.length);
  for (let i = 0; i < length; i += 1) {
    const difference = rankOf(left.charCodeAt(i)) - rankOf(right.charCodeAt(i));
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
};

const rankOf = (unit: number): number => {
  if (unit < 0xd800) return unit;
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800;
};

/** Sorted by UTF-8 bytes, without doubles. */
export const sortedSet = (texts: readonly string[]): readonly string[] => {
  // Below U+D800 both orders are one, and the built-in sort is many times faster.
  const sorted = texts.some((text) => SURROGATE_OR_ABOVE.test(text))
    ? texts.toSorted(compareText)
    : texts.toSorted();
  return sorted.filter((text, index) => index === 0 || text !== sorted[index - 1]);
};

const SURROGATE_OR_ABOVE = /[\ud800-\uffff]/;
