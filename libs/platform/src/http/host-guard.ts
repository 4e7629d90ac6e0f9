import type { IncomingMessage, ServerResponse } from 'node:http';

import { Problem, sendProblem } from './problem.js';

// DNS rebinding: a foreign page can resolve its own name to this machine's address, and its requests
// are then of the same origin. They still carry that name in `Host`.

/** Sends 421 and returns false for a request to a host that is not in `names`. Ignores the port. */
export const isKnownHost = (
  names: readonly string[],
  request: IncomingMessage,
  response: ServerResponse,
): boolean => {
  const name = (request.headers.host ?? '').toLowerCase().replace(/:\d*$/, '');
  if (names.includes(name)) return true;
  const detail = `Nobody is known here by the name in Host. Ask for ${names.join(' or ')}, or have the name added to ESEP_HOST_NAMES.`;
  sendProblem(response, new Problem(421, 'host-unknown', { detail }));
  return false;
};
