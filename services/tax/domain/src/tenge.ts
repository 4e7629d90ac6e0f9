/** Money of the regime's own currency, as events and answers have it. */
export const tenge = (tiyn: bigint) => ({ amount: tiyn.toString(), currency: 'KZT' });
