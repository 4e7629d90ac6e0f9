import type { OpenAPIObject } from '@nestjs/swagger';
import { refusalAnswer, type Refusals } from '@esep/kernel';

import { noteOf } from './handler-notes.js';

// The failures of an operation in its document: each status with the values that `type` may have.

export type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;

interface Failure {
  readonly description: string;
  readonly facts: readonly string[];
  readonly header?: { readonly name: string; readonly description: string };
}

const RETRY = { name: 'Retry-After', description: 'Seconds until it is worth another try.' };

/** Failures of all operations. */
const COMMON: Readonly<Record<string, Failure>> = {
  '400': {
    description: 'The body or a parameter cannot be read, or a field of it is wrong: see `errors`.',
    facts: [
      'body-invalid',
      'body-malformed',
      'body-too-deep',
      'parameter-invalid',
      'request-malformed',
      'too-many-names',
    ],
  },
  '401': {
    description: 'No access token, or one that is not valid now.',
    facts: ['token-expired', 'token-invalid', 'token-missing'],
    header: { name: 'WWW-Authenticate', description: 'RFC 6750.' },
  },
  '403': {
    description: 'The token may not do this, or speaks for another organisation.',
    facts: ['other-organisation', 'role-missing'],
  },
  '404': { description: 'It does not exist.', facts: ['route-unknown'] },
  '405': {
    description: 'The address has other methods than the one that was asked.',
    facts: ['method-not-allowed'],
    header: { name: 'Allow', description: 'The methods of this address.' },
  },
  '409': {
    description: 'It conflicts with what was recorded before.',
    facts: ['event-id-reused', 'wrong-expected-version'],
  },
  '413': {
    description: 'Too large: more than 8 MiB or 10,000 rows.',
    facts: ['body-too-large', 'too-many-rows', 'too-many-values'],
  },
  '415': {
    description: 'Not a content type, an encoding or a character set of this call.',
    facts: ['charset-unsupported', 'content-encoding-unsupported', 'content-type-unsupported'],
  },
  '422': { description: 'Refused by a rule; `type` names it.', facts: [] },
  '429': {
    description: 'Too many calls.',
    facts: ['too-many-requests'],
    header: RETRY,
  },
  '500': { description: 'Our fault; quote `instance`.', facts: ['internal-error'] },
  '503': {
    description: 'Starting, stopping or without its database; send the same request again.',
    facts: ['identity-provider-unavailable', 'starting', 'store-full', 'store-unavailable'],
    header: RETRY,
  },
};

/** Failures that follow from the kind of an operation. */
const READS = { '422': ['answer-too-large'] };
const LISTS = { '400': ['cursor-invalid'] };
const COMMANDS = { '400': ['idempotency-key-malformed'], '422': ['idempotency-key-reused'] };

const FAILS = 'x-esep-fails-' as const;

/** The facts that a handler throws as a `Problem` of a status. On a class: those of all its handlers. */
export const Fails = (
  status: number,
  ...facts: readonly string[]
): MethodDecorator & ClassDecorator =>
  noteOf(`${FAILS}${status}`, facts, (ofHandler, ofClass) => [...ofHandler, ...ofClass]);

/** Adds the failures of an operation. `refusals` are those of the service's commands. */
export const addFailures = (
  operation: Operation,
  { isRead, isPublic, refusals }: FailureContext,
): void => {
  const parameters = (operation.parameters ?? []) as { readonly name?: string }[];
  const has = (name: string): boolean => parameters.some((one) => one.name === name);
  const isCommand = has('Idempotency-Key');
  const refused = (status: string) => (isCommand ? refusedWith(refusals, Number(status)) : []);
  for (const [status, { description, facts, header }] of Object.entries(COMMON)) {
    if (isPublic && ['401', '403'].includes(status)) continue;
    const own = takeOwn(operation, status);
    const all = new Set([
      ...facts,
      ...own,
      ...refused(status),
      ...(isRead ? of(READS, status) : []),
      ...(has('cursor') ? of(LISTS, status) : []),
      ...(isCommand ? of(COMMANDS, status) : []),
    ]);
    if (all.size === 0 || (isRead && ['409', '413'].includes(status) && own.length === 0)) continue;
    operation.responses[status] ??= {
      description,
      ...(header && {
        headers: { [header.name]: { description: header.description, schema: { type: 'string' } } },
      }),
      content: { 'application/problem+json': { schema: problemOf(Number(status), [...all]) } },
    };
  }
};

/** The refusals of a table that are answered with a status. */
export const refusedWith = (refusals: Refusals, status: number): string[] =>
  Object.keys(refusals).filter((reason) => refusalAnswer(refusals, reason)?.status === status);

interface FailureContext {
  readonly isRead: boolean;
  readonly isPublic: boolean;
  readonly refusals: Refusals;
}

const of = (facts: Readonly<Record<string, readonly string[]>>, status: string) =>
  facts[status] ?? [];

const takeOwn = (operation: Operation, status: string): readonly string[] => {
  const extensions = operation as unknown as Record<string, readonly string[] | undefined>;
  const own = extensions[FAILS + status] ?? [];
  delete extensions[FAILS + status];
  return own;
};

const problemOf = (status: number, facts: readonly string[]) => ({
  allOf: [
    { $ref: '#/components/schemas/ProblemSchema' },
    {
      type: 'object',
      properties: {
        type: { type: 'string', enum: facts.toSorted().map((fact) => `urn:esep:problem:${fact}`) },
        status: { type: 'integer', enum: [status] },
      },
    },
  ],
});
