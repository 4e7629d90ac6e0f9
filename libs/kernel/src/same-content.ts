/**
 * True when two pieces of wire content say the same: same fields, same values, lists in the same
 * order. What a retry sends again must be told from what changes the record.
 */
export const sameContent = (left: unknown, right: unknown): boolean => {
  if (!isStructure(left) || !isStructure(right)) return left === right;
  if (Array.isArray(left) !== Array.isArray(right)) return false;
  const fields = Object.keys(left);
  return (
    fields.length === Object.keys(right).length &&
    fields.every((field) => Object.hasOwn(right, field) && sameContent(left[field], right[field]))
  );
};

const isStructure = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;
