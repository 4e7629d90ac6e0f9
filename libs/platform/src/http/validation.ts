import { Injectable, type ArgumentMetadata, type PipeTransform, type Type } from '@nestjs/common';
import { holdsIin, isLong, type Instant } from '@esep/kernel';
import { getMetadataStorage, validateSync, type ValidationArguments } from 'class-validator';

import { Clock } from '../runtime/clock.js';
import { fieldFormOf, isPlainObject, type FieldForm } from './field.js';
import { IDENTITY_NUMBER_IN_TEXT } from './fields.js';
import { Problem, type FieldError } from './problem.js';
import { timeBoundsProblem, type TimeBounds } from '../runtime/time-bounds.js';
import { mapInTurns } from '../runtime/turns.js';

// The global validation pipe: class-validator decides, whitelisted and strict, and every wrong field
// is named by a JSON pointer and a code.
//
// Nest's own ValidationPipe costs 50–70 µs a row (class-transformer copies each object, and
// class-validator looks a class up among all classes of the process each time): half a second of the
// event loop for one submission. So a class's rules are looked up once, good values are checked by
// calling class-validator's own constraints, and class-validator itself runs only over an object that
// they find wrong. Only declared fields are followed, so deep or odd JSON costs nothing.

/** How many wrong fields an answer names; a report that is wrong everywhere stays readable. */
const ERRORS_MAX = 100;

@Injectable()
export class InputPipe implements PipeTransform {
  constructor(private readonly clock: Clock) {}

  transform(value: unknown, { type, metatype, data }: ArgumentMetadata): unknown {
    if (type === 'custom' || metatype === undefined) return value;
    if (type !== 'body' && typeof value === 'string') refuseText(value, type, data);
    if (metatype === Number && typeof value === 'string') return numberIn(value, type, data);
    if (PRIMITIVES.has(metatype)) return value;
    // `@Param('id')` with a class is a mistake of ours, not of the caller.
    if (data !== undefined) throw new Error(`A DTO describes a whole ${type}, not '${data}'.`);
    const now = this.clock.now();
    const Dto = metatype as Type<object>;
    const long = type === 'body' ? longListIn(Dto, value) : undefined;
    return long === undefined
      ? readInput(Dto, value === undefined ? {} : value, type, now)
      : readInTurns(Dto, value as Record<string, unknown>, long, now);
  }
}

const PRIMITIVES = new Set<unknown>([String, Number, Boolean, Array, Object]);

const numberIn = (text: string, from: string, name = ''): number => {
  if (/^-?\d{1,15}$/.test(text)) return Number(text);
  throw wrongParameter(from, { name, code: 'integer-expected', wants: 'be a whole number' });
};

/**
 * Control characters, NUL above all, are in no id of ours, and PostgreSQL would choke on them. Nor is
 * an address a place for a person's number: others keep addresses as well.
 */
const refuseText = (text: string, from: string, name = ''): void => {
  if (/\p{Cc}/u.test(text))
    throw wrongParameter(from, { name, code: 'text-malformed', wants: 'be printable' });
  if (holdsIin(text))
    throw wrongParameter(from, {
      name,
      code: 'identity-number-in-text',
      wants: IDENTITY_NUMBER_IN_TEXT.replace('must ', ''),
    });
};

const wrongParameter = (
  from: string,
  { name, code, wants }: { name: string; code: string; wants: string },
): Problem =>
  new Problem(400, 'parameter-invalid', {
    detail: `1 field of the ${from} is wrong.`,
    errors: [{ pointer: `/${name}`, code, message: `${name} must ${wants}.` }],
  });

/**
 * An instance of a DTO class from its wire form. Throws a `Problem` that names every wrong field.
 * In handlers the pipe does this; for NDJSON lines and the like call it yourself. Without `now`,
 * instants are not held against the clock.
 */
export const readInput = <Dto extends object>(
  Dto: Type<Dto>,
  value: unknown,
  from: 'body' | 'query' | 'param' = 'body',
  now?: Instant,
): Dto => readWhole(Dto, value, from, { now });

const readWhole = <Dto extends object>(
  Dto: Type<Dto>,
  value: unknown,
  from: 'body' | 'query' | 'param',
  given: Omit<Reading, 'errors'>,
): Dto => {
  const errors: FieldError[] = [];
  const rules = rulesOf(Dto);
  const dto = isPlainObject(value)
    ? readObject(rules, from === 'body' ? value : ofText(rules, value), { ...given, errors })
    : undefined;
  if (dto !== undefined && errors.length === 0) return dto as Dto;
  throw new Problem(400, from === 'body' ? 'body-invalid' : 'parameter-invalid', {
    detail: dto === undefined ? `The ${from} must be an object.` : countOf(errors, from),
    errors: errors.slice(0, ERRORS_MAX),
  });
};

/** The field with the rows of a long report. */
const longListIn = (Dto: Type<object>, value: unknown): Rule | undefined => {
  if (!isPlainObject(value)) return undefined;
  const lists = [...rulesOf(Dto).fields.values()].filter(({ form }) => form.object?.list);
  return lists.find(({ name }) => Array.isArray(value[name]) && isLong(value[name]));
};

/** The same as `readInput` of a body, but for its long list, which others need not wait for. */
const readInTurns = async (
  Dto: Type<object>,
  body: Readonly<Record<string, unknown>>,
  { name, form }: Rule,
  now: Instant,
): Promise<object> => {
  refuseTooManyRows(form, body[name]);
  const items = body[name] as readonly unknown[];
  const rules = rulesOf((form.object as NonNullable<FieldForm['object']>).type());
  const errors: FieldError[] = [];
  const dtos = await mapInTurns(items, (item, index) =>
    errors.length < ERRORS_MAX ? readItem(rules, item, index, { errors, now }) : [],
  );
  const before = new Map([[items, { dtos: dtos.flat(), errors }]]);
  return readWhole(Dto, body, 'body', { now, before });
};

const countOf = ({ length }: readonly FieldError[], from: string): string => {
  const fields = `${length === 1 ? '1 field' : `${length} fields`} of the ${from}`;
  return length < ERRORS_MAX
    ? `${fields} ${length === 1 ? 'is' : 'are'} wrong.`
    : `At least ${fields} are wrong; the first ${ERRORS_MAX} are named.`;
};

// ── A class's rules, looked up once ─────────────────────────────────────────────────────────────

interface Rules {
  readonly Dto: Type<object>;
  readonly fields: ReadonlyMap<string, Rule>;
}

interface Rule {
  readonly name: string;
  readonly form: FieldForm;
  readonly isGood: (value: unknown, object: object) => boolean;
}

const known = new WeakMap<Type<object>, Rules>();

const rulesOf = (Dto: Type<object>): Rules => {
  const found = known.get(Dto);
  if (found) return found;
  const metadata = getMetadataStorage().getTargetValidationMetadatas(Dto, '', false, false);
  if (metadata.length === 0) throw new Error(`${Dto.name} declares no fields.`);
  const fields = new Map<string, Rule>();
  for (const [name, rules] of Map.groupBy(metadata, ({ propertyName }) => propertyName))
    fields.set(name, {
      name,
      form: fieldFormOf(Dto.prototype as object, name),
      isGood: checkOf(Dto, name, rules),
    });
  const rules = { Dto, fields };
  known.set(Dto, rules);
  return rules;
};

type Metadata = ReturnType<
  ReturnType<typeof getMetadataStorage>['getTargetValidationMetadatas']
>[number];

/** All rules of one field as one function. */
const checkOf = (Dto: Type<object>, name: string, rules: readonly Metadata[]): Rule['isGood'] => {
  const conditions: ((object: object, value: unknown) => boolean)[] = [];
  const checks: ((value: unknown, object: object) => boolean)[] = [];
  for (const rule of rules) {
    if (rule.type === 'conditionalValidation') conditions.push(rule.constraints[0]);
    else if (rule.type === 'customValidation') checks.push(...constraintsOf(Dto, rule));
    else if (rule.type !== 'whitelistValidation')
      throw new Error(`${Dto.name}.${name}: use IsObjectOf, IsListOf or IsRows for objects.`);
  }
  return (value, object) =>
    conditions.some((applies) => !applies(object, value)) ||
    checks.every((check) => check(value, object));
};

const constraintsOf = (Dto: Type<object>, rule: Metadata) =>
  getMetadataStorage()
    .getTargetValidatorConstraints(rule.constraintCls)
    .map(({ instance, async }) => {
      if (async) throw new Error(`${Dto.name}.${rule.propertyName}: a check may not wait.`);
      // One for all calls: constraints are asked one after the other and keep nothing.
      const given: ValidationArguments = {
        value: undefined,
        object: {},
        property: rule.propertyName,
        targetName: Dto.name,
        constraints: rule.constraints,
      };
      const isGood = (one: unknown): boolean => instance.validate(one, given) === true;
      return (value: unknown, object: object): boolean => {
        if (rule.validateIf && !rule.validateIf(object, value)) return true;
        given.value = value;
        given.object = object;
        return rule.each && Array.isArray(value) ? value.every(isGood) : isGood(value);
      };
    });

// ── Reading ─────────────────────────────────────────────────────────────────────────────────────
// Pointers are relative to the object at hand; whoever holds it puts its own place in front, so that
// good input makes none.

/** What was found wrong so far, and the time that instants are held against. */
interface Reading {
  readonly errors: FieldError[];
  readonly now: Instant | undefined;
  /** Lists that were read before, because they are long. */
  readonly before?: ReadonlyMap<
    readonly unknown[],
    { readonly dtos: object[]; readonly errors: readonly FieldError[] }
  >;
}

const readObject = (
  { Dto, fields }: Rules,
  plain: Readonly<Record<string, unknown>>,
  reading: Reading,
): object => {
  const { errors } = reading;
  const dto = new Dto();
  const values = dto as Record<string, unknown>;
  const before = errors.length;
  for (const name of Object.keys(plain)) if (!fields.has(name)) errors.push(unknownField(name));
  let wrong = false;
  for (const { name, form, isGood } of fields.values()) {
    // Own properties only: `constructor` and the like are not on the wire.
    const value = Object.hasOwn(plain, name) ? plain[name] : undefined;
    refuseTooManyRows(form, value);
    if (!isGood(value === undefined ? values[name] : value, plain)) wrong = true;
    else if (value !== undefined) values[name] = readValue(form, value, name, reading);
  }
  if (wrong) errors.push(...errorsOf(Dto, plain));
  if (wrong && errors.length === before)
    throw new Error(`The checks of ${Dto.name} and class-validator disagree.`);
  return dto;
};

const readValue = (
  { object, normal, within }: FieldForm,
  value: unknown,
  name: string,
  reading: Reading,
): unknown => {
  if (object === undefined) {
    const read = normal ? normal(value) : value;
    if (within) refuseOutside(within, read as Instant, name, reading);
    return read;
  }
  const rules = rulesOf(object.type());
  const before = reading.errors.length;
  const read = object.list
    ? readList(rules, value as readonly unknown[], reading)
    : readObject(rules, value as Record<string, unknown>, reading);
  putInside(name, reading.errors, before);
  return read;
};

const refuseOutside = (
  bounds: TimeBounds,
  instant: Instant,
  name: string,
  { errors, now }: Reading,
): void => {
  const code = now === undefined ? undefined : timeBoundsProblem(bounds, instant, now);
  if (code === undefined) return;
  errors.push({ pointer: `/${escaped(name)}`, code, message: `${name} must lie ${bounds.text}.` });
};

const readList = (rules: Rules, items: readonly unknown[], reading: Reading): object[] => {
  const { errors, before } = reading;
  const known = before?.get(items);
  if (known) {
    errors.push(...known.errors);
    return known.dtos;
  }
  const dtos: object[] = [];
  for (const [index, item] of items.entries()) {
    if (errors.length >= ERRORS_MAX) break;
    dtos.push(...readItem(rules, item, index, reading));
  }
  return dtos;
};

/** One object of a list; none when it is not an object. */
const readItem = (rules: Rules, item: unknown, index: number, reading: Reading): object[] => {
  const { errors } = reading;
  const before = errors.length;
  const dtos = isPlainObject(item) ? [readObject(rules, item, reading)] : [];
  if (dtos.length === 0)
    errors.push({ pointer: '', code: 'object-expected', message: 'Must be an object.' });
  putInside(String(index), errors, before);
  return dtos;
};

const putInside = (place: string, errors: FieldError[], from: number): void => {
  for (let i = from; i < errors.length; i += 1) {
    const error = errors[i] as FieldError;
    errors[i] = { ...error, pointer: `/${escaped(place)}${error.pointer}` };
  }
};

const unknownField = (name: string): FieldError => ({
  pointer: `/${escaped(name)}`,
  code: 'unknown-field',
  message: 'There is no such field.',
});

const refuseTooManyRows = ({ object }: FieldForm, value: unknown): void => {
  if (object?.rowsMax === undefined || !Array.isArray(value) || value.length <= object.rowsMax)
    return;
  throw new Problem(413, 'too-many-rows', {
    detail: `A submission has at most ${object.rowsMax} rows; this one has ${value.length}. Send the rest as further reports.`,
  });
};

/** What class-validator says of one object, without what its fields hold. */
const errorsOf = (Dto: Type<object>, plain: Readonly<Record<string, unknown>>): FieldError[] => {
  const dto = new Dto();
  for (const name of rulesOf(Dto).fields.keys())
    if (Object.hasOwn(plain, name) && plain[name] !== undefined)
      (dto as Record<string, unknown>)[name] = plain[name];
  return validateSync(dto, { stopAtFirstError: true }).map(
    ({ property, value, constraints = {} }) => {
      const at = `/${escaped(property)}`;
      if (value === undefined)
        return { pointer: at, code: 'missing', message: `${property} is missing.` };
      if (value === null)
        return {
          pointer: at,
          code: 'null-given',
          message: `${property} must not be null: leave out what is optional.`,
        };
      const [rule = 'invalid', text = ''] = Object.entries(constraints)[0] ?? [];
      const [, code = kebab(rule), message = text.replace(`${property} `, '')] =
        /^([a-z-]+): (.+)$/s.exec(text) ?? [];
      return { pointer: at, code, message: `${property} ${message}.` };
    },
  );
};

const kebab = (name: string): string =>
  name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** RFC 6901: `~` and `/` inside a name are written `~0` and `~1`. */
const escaped = (name: string): string => name.replaceAll('~', '~0').replaceAll('/', '~1');

/** The values of a query or of path parameters: all text on the wire. */
const ofText = (
  { fields }: Rules,
  texts: Readonly<Record<string, unknown>>,
): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(texts).map(([name, text]) => {
      const read = fields.get(name)?.form.ofText;
      return [name, read && typeof text === 'string' ? read(text) : text];
    }),
  );
