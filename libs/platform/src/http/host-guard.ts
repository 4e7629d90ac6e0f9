import type { IncomingMessage, ServerResponse } from 'node:http';

import { Problem, sendProblem } from './problem.js';

// A page of a stranger may give its own name the address of this machine, and then ask as if it were
// of here (DNS rebinding). What its requests cannot change is the name they ask for.

/** Answers 421 and false to a request for another host than those of these names, at any port. */
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
