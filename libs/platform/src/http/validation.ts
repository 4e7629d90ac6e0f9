import { Injectable, type ArgumentMetadata, type PipeTransform, type Type } from '@nestjs/common';
import { holdsIin, isLong, type Instant } from '@esep/kernel';
import { getMetadataStorage, ValidationTypes } from 'class-validator';

import { Clock } from '../runtime/clock.js';
import { fieldOfRule, isPlainObject, WrongValue, type Field } from './field.js';
import { IDENTITY_NUMBER_IN_TEXT } from './fields.js';
import { Problem, type FieldError } from './problem.js';
import { timeBoundsProblem, type TimeBounds } from '../runtime/time-bounds.js';
import { mapInTurns } from '../runtime/turns.js';

// The global validation pipe: whitelisted and strict; every wrong field is named by a JSON pointer and
// a code.
//
// DTOs are declared with class-validator's decorators. Their rules are compiled once per class: Nest's
// own ValidationPipe costs 50–70 µs a row (class-transformer copies each object, and class-validator
// looks a class up among all classes of the process each time), which is half a second of the event
// loop for one submission. Only declared fields are followed, so deep or odd JSON costs nothing.

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
    // `@Param('id')` with a class is a bug of the controller.
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
 * PostgreSQL refuses NUL in text, and no id has control characters. A person's number in a URL would be
 * kept in the logs of proxies.
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
 * An instance of a DTO class from its wire form. Throws a `Problem` that names every wrong field. Without
 * `now`, instants are not compared with the clock.
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
const longListIn = (Dto: Type<object>, value: unknown): CompiledField | undefined => {
  if (!isPlainObject(value)) return undefined;
  const lists = [...rulesOf(Dto).fields.values()].filter(({ form }) => form.object?.list);
  return lists.find(({ name }) => Array.isArray(value[name]) && isLong(value[name]));
};

/** The same as `readInput` of a body, but its long list is read without blocking the event loop. */
const readInTurns = async (
  Dto: Type<object>,
  body: Readonly<Record<string, unknown>>,
  { name, form }: CompiledField,
  now: Instant,
): Promise<object> => {
  refuseTooManyRows(form, body[name]);
  const items = body[name] as readonly unknown[];
  const rules = rulesOf((form.object as NonNullable<Field['object']>).type());
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

// ── The rules of a class, compiled once ─────────────────────────────────────────────────────────

interface Rules {
  readonly Dto: Type<object>;
  readonly fields: ReadonlyMap<string, CompiledField>;
}

interface CompiledField {
  readonly name: string;
  readonly form: Pick<Field, 'ofText' | 'within' | 'object'>;
  readonly read: Read;
}

/** The value as handlers get it, or a `WrongValue`. */
type Read = (value: unknown, object: object) => unknown;

const compiled = new WeakMap<Type<object>, Rules>();

const rulesOf = (Dto: Type<object>): Rules => {
  const found = compiled.get(Dto);
  if (found) return found;
  const declared = getMetadataStorage().getTargetValidationMetadatas(Dto, '', false, false);
  if (declared.length === 0) throw new Error(`${Dto.name} declares no fields.`);
  const fields = new Map<string, CompiledField>();
  for (const [name, rules] of Map.groupBy(declared, ({ propertyName }) => propertyName)) {
    const form = rules.map(fieldOfRule).find((field) => field !== undefined) ?? {};
    fields.set(name, { name, form, read: readOf(Dto, name, rules) });
  }
  const rules = { Dto, fields };
  compiled.set(Dto, rules);
  return rules;
};

type Rule = ReturnType<
  ReturnType<typeof getMetadataStorage>['getTargetValidationMetadatas']
>[number];

/** All rules of one field as one function. */
const readOf = (Dto: Type<object>, name: string, rules: readonly Rule[]): Read => {
  const conditions: ((object: object, value: unknown) => boolean)[] = [];
  const reads: Read[] = [];
  for (const rule of rules) {
    const field = fieldOfRule(rule);
    if (field) reads.push(field.read);
    else if (rule.type === ValidationTypes.CONDITIONAL_VALIDATION)
      conditions.push(rule.constraints[0]);
    else if (rule.type === ValidationTypes.CUSTOM_VALIDATION) reads.push(...checksOf(Dto, rule));
    else if (rule.type !== ValidationTypes.WHITELIST)
      throw new Error(`${Dto.name}.${name}: use IsObjectOf, IsListOf or IsRows for objects.`);
  }
  return (value, object) => {
    if (conditions.some((applies) => !applies(object, value))) return value;
    let result = value;
    for (const read of reads) {
      result = read(result, object);
      if (result instanceof WrongValue) break;
    }
    return result;
  };
};

/** A rule of one of class-validator's own decorators, such as `@Min(3)`. */
const checksOf = (Dto: Type<object>, rule: Rule): Read[] =>
  getMetadataStorage()
    .getTargetValidatorConstraints(rule.constraintCls)
    .map(({ instance, async, name = rule.type }) => {
      const { propertyName: property, constraints } = rule;
      if (async) throw new Error(`${Dto.name}.${property}: a check may not wait.`);
      return (value, object) => {
        const args = { value, object, property, targetName: Dto.name, constraints };
        const isGood = (one: unknown): boolean => instance.validate(one, args) === true;
        if (rule.validateIf && !rule.validateIf(object, value)) return value;
        if (rule.each && Array.isArray(value) ? value.every(isGood) : isGood(value)) return value;
        const message = rule.message || (instance.defaultMessage?.(args) ?? '');
        return wrongBy(name, typeof message === 'function' ? message(args) : message, constraints);
      };
    });

/** A message that begins with `code: ` carries its own code. `$value` stays: answers repeat no values. */
const wrongBy = (name: string, message: string, constraints: readonly unknown[]): WrongValue => {
  const text = message
    .replaceAll('$property ', '')
    .replaceAll(/\$constraint(\d+)/g, (_token, n: string) => shown(constraints[Number(n) - 1]));
  const [, code = kebab(name), rest = text] = /^([a-z-]+): (.+)$/s.exec(text) ?? [];
  return new WrongValue(code, rest);
};

const shown = (constraint: unknown): string =>
  Array.isArray(constraint) ? constraint.join(', ') : String(constraint);

const kebab = (name: string): string =>
  name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

// ── Reading ─────────────────────────────────────────────────────────────────────────────────────
// Pointers are relative to the current object, and the caller prepends its own part: valid input builds
// no pointers.

interface Reading {
  readonly errors: FieldError[];
  readonly now: Instant | undefined;
  /** Long lists that were read in turns before. */
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
  for (const name of Object.keys(plain)) if (!fields.has(name)) errors.push(unknownField(name));
  const wrong: FieldError[] = [];
  for (const { name, form, read } of fields.values()) {
    // Own properties only: `constructor` is inherited by every object.
    const sent = Object.hasOwn(plain, name) ? plain[name] : undefined;
    refuseTooManyRows(form, sent);
    const value = sent === undefined ? values[name] : sent;
    const result = read(value, plain);
    if (result instanceof WrongValue) wrong.push(wrongField(name, value, result));
    else if (sent !== undefined) values[name] = finish(form, result, name, reading);
  }
  errors.push(...wrong);
  return dto;
};

/** The objects inside a value, and the bounds of an instant. */
const finish = (
  { object, within }: CompiledField['form'],
  value: unknown,
  name: string,
  reading: Reading,
): unknown => {
  if (object === undefined) {
    if (within) refuseOutside(within, value as Instant, name, reading);
    return value;
  }
  const rules = rulesOf(object.type());
  const before = reading.errors.length;
  const read = object.list
    ? readItems(rules, value as readonly unknown[], reading)
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

const readItems = (rules: Rules, items: readonly unknown[], reading: Reading): object[] => {
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

/** Never repeats the value. */
const wrongField = (name: string, value: unknown, { code, message }: WrongValue): FieldError => {
  const pointer = `/${escaped(name)}`;
  if (value === undefined) return { pointer, code: 'missing', message: `${name} is missing.` };
  if (value === null)
    return {
      pointer,
      code: 'null-given',
      message: `${name} must not be null: leave out what is optional.`,
    };
  return { pointer, code, message: `${name} ${message}.` };
};

const refuseTooManyRows = ({ object }: CompiledField['form'], value: unknown): void => {
  if (object?.rowsMax === undefined || !Array.isArray(value) || value.length <= object.rowsMax)
    return;
  throw new Problem(413, 'too-many-rows', {
    detail: `A submission has at most ${object.rowsMax} rows; this one has ${value.length}. Send the rest as further reports.`,
  });
};

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
