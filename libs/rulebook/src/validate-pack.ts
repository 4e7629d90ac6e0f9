import { isLedgerDay, isLocalDate, parseInstant } from '@esep/kernel';
import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import canonicalize from 'canonicalize';

import { FORMER_KEYS } from './later-rules.js';
import { packConflicts } from './pack-conflicts.js';
import { packProblem, type PackProblem } from './pack-problem.js';
import { rulePackSchema } from './rule-pack-schema.js';
import { frozen, type RulePack } from './rule-pack.js';

export type PackRefusal = 'rule-pack-not-json' | 'rule-pack-invalid';

/** `Parsed` of the kernel, with everything that is wrong and not only that something is. */
export type PackReading =
  | { readonly ok: true; readonly value: RulePack }
  | {
      readonly ok: false;
      readonly reason: PackRefusal;
      readonly problems: readonly PackProblem[];
    };

/**
 * Reads a pack from its bytes or from parsed JSON. All problems come at once, because a lawyer
 * corrects a document, not a field. The value is a frozen copy.
 */
export const validatePack = (input: string | Uint8Array | object): PackReading => {
  const text = textOf(input);
  if (text === undefined) return refused('rule-pack-not-json', [NOT_JSON]);
  const pack: unknown = JSON.parse(text);
  const validate = schemaCheck();
  if (!validate(pack)) return refused('rule-pack-invalid', schemaProblems(validate.errors ?? []));
  const conflicts = packConflicts(pack as RulePack);
  if (conflicts.length > 0) return refused('rule-pack-invalid', conflicts);
  return { ok: true, value: frozen(pack as RulePack) };
};

const refused = (reason: PackRefusal, problems: readonly PackProblem[]): PackReading => ({
  ok: false,
  reason,
  problems,
});

const NOT_JSON = packProblem(
  '',
  'not-json',
  'is not JSON in UTF-8',
  'Send one JSON object, as `canonicalPackBytes` writes it',
);

/** The JSON text of the input, or undefined when it has none that RFC 8785 can carry. */
const textOf = (input: string | Uint8Array | object): string | undefined => {
  try {
    if (typeof input === 'string') return canonicalize(JSON.parse(input));
    if (input instanceof Uint8Array)
      return canonicalize(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(input)));
    return canonicalize(input);
  } catch {
    return undefined;
  }
};

let compiled: ValidateFunction | undefined;

/**
 * Makes the next reading of a pack as fast as all that follow: for a service, before it serves
 * anybody. Without it the first reading takes some hundred milliseconds in one piece.
 */
export const prepareToReadPacks = (): void => void schemaCheck();

/** Compiling costs tens of milliseconds, and most users of the rulebook only evaluate. */
const schemaCheck = (): ValidateFunction => {
  compiled ??= new Ajv2020({
    allErrors: true,
    strict: true,
    verbose: true,
    // Both would only make the check itself faster, and packs are read once in years.
    inlineRefs: false,
    code: { optimize: false },
    formats: {
      date: isLocalDate,
      'ledger-day': isLedgerDay,
      'date-time': (text: string) => parseInstant(text).ok,
    },
  }).compile(rulePackSchema);
  return compiled;
};

/** `if` only repeats what its branches say better. */
const schemaProblems = (errors: readonly ErrorObject[]): readonly PackProblem[] =>
  errors.filter(({ keyword }) => keyword !== 'if').map(problemOf);

const problemOf = (error: ErrorObject): PackProblem => {
  const member = memberOf(error);
  const pointer =
    member === undefined ? error.instancePath : `${error.instancePath}/${escaped(member)}`;
  if (member !== undefined && isFormerKey(error.instancePath, member))
    return packProblem(pointer, 'not-followed', 'nothing is done by it', 'Leave it out');
  return packProblem(pointer, codeOf(error), ...explain(error));
};

const isFormerKey = (parent: string, member: string): boolean =>
  parent === '/rules' && FORMER_KEYS.has(member);

/** The member that is missing or too many stands below the object that ajv points at. */
const memberOf = ({ params }: ErrorObject): string | undefined =>
  params['missingProperty'] ?? params['additionalProperty'];

/** RFC 6901: a member's name inside a pointer. */
const escaped = (name: string): string => name.replaceAll('~', '~0').replaceAll('/', '~1');

const codeOf = ({ keyword }: ErrorObject): string =>
  ({ required: 'missing', additionalProperties: 'unknown-member' })[keyword] ?? `wrong-${keyword}`;

const explain = (error: ErrorObject): readonly [what: string, todo: string] => {
  const { keyword, params, message = 'is not allowed' } = error;
  switch (keyword) {
    case 'required':
      return ['is missing', 'Add it: a pack leaves no question of its format open'];
    case 'additionalProperties':
      return ['is not known', 'Check the spelling, or remove it'];
    case 'const':
      return [`${found(error)} is not allowed`, `Write ${JSON.stringify(params['allowedValue'])}`];
    case 'enum':
      return [
        `${found(error)} is not allowed`,
        `Choose one of ${params['allowedValues'].join(', ')}`,
      ];
    case 'format':
      return wrongFormat(found(error), params['format']);
    default:
      return [`${found(error)} ${message}`, 'Correct the value'];
  }
};

const wrongFormat = (found: string, format: string): readonly [what: string, todo: string] => {
  switch (format) {
    case 'date':
      return [`${found} is no day of the calendar`, 'Write it as YYYY-MM-DD'];
    case 'ledger-day':
      return [`${found} is no day from 1970 to 9998`, 'Write it as YYYY-MM-DD'];
    default:
      return [`${found} is no instant from 1970 to 9998`, 'Write it as 2024-02-29T18:00:00.000Z'];
  }
};

/** What stands there, short enough for a message. */
const found = ({ data }: ErrorObject): string => {
  const text = JSON.stringify(data);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
};
