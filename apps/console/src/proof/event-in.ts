/** The event in a receipt as it was hashed; of what is no receipt, what it says. */
export const eventIn = (receipt: string): string => {
  try {
    const { event } = (JSON.parse(receipt) ?? {}) as { readonly event?: unknown };
    return typeof event === 'string' ? event : receipt;
  } catch {
    return receipt;
  }
};
