import { ADDRESS_MESSAGES, parseAddress, type AddressNetwork } from '@esep/kernel';

import { Problem } from './problem.js';

/** Where an address stood in what was sent. */
export interface AddressPlace {
  readonly from: 'body' | 'param';
  readonly pointer: string;
}

/** An address in its one spelling. Throws a `Problem` that names the field for what is none. */
export const readAddress = (
  asset: string,
  written: string,
  network: string,
  { from, pointer }: AddressPlace,
): string => {
  const parsed = parseAddress(asset, written, network as AddressNetwork);
  if (parsed.ok) return parsed.address;
  const name = pointer.slice(pointer.lastIndexOf('/') + 1);
  throw new Problem(400, from === 'body' ? 'body-invalid' : 'parameter-invalid', {
    detail: `1 field of the ${from} is wrong.`,
    errors: [
      {
        pointer,
        code: parsed.problem,
        message: `${name} ${ADDRESS_MESSAGES[parsed.problem]} (${asset}).`,
      },
    ],
  });
};
