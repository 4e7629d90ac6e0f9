import 'reflect-metadata';

import { applyDecorators, type Type } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { ValidateBy } from 'class-validator';

import type { TimeBounds } from '../runtime/time-bounds.js';

// What a field of a DTO is made of. One decorator declares a class-validator rule and the OpenAPI
// property; validation.ts compiles the rules of a class. The fields themselves are in fields.ts;
// class-validator's own decorators work beside them. class-transformer takes no part.

export interface FieldOptions {
  /** May be absent. `null` is a value, and none that a field has. */
  readonly optional?: true;
  /** A list of such values. */
  readonly list?: { readonly min?: number; readonly max: number };
  readonly description?: string;
  readonly example?: unknown;
}

/** What is wrong with a value: a code for programs, and after the field's name a text for people. */
export class WrongValue {
  constructor(
    readonly code: string,
    readonly message: string,
  ) {}
}

export interface Field {
  /** The value as handlers get it, or a `WrongValue`. */
  readonly read: (value: unknown) => unknown;
  readonly schema: Readonly<Record<string, unknown>>;
  /** From the text of a query or path parameter; text of another form is left for `read` to refuse. */
  readonly ofText?: (text: string) => unknown;
  /** For instants: within which time, by the clock of the service. */
  readonly within?: TimeBounds;
  /** The class of the object, or of each object in the list, that the field holds. */
  readonly object?: {
    readonly type: () => Type<object>;
    readonly list: boolean;
    /** More than this is too large to be read at all: 413. */
    readonly rowsMax?: number;
  };
}

const FIELD = 'field';

/** A field by its parts. */
export const field = (one: Field, options: FieldOptions = {}): PropertyDecorator => {
  const { optional, description, example, list } = options;
  const many = list ? listOf(one, list) : one;
  const read = optional
    ? (value: unknown) => (value === undefined ? value : many.read(value))
    : many.read;
  return applyDecorators(
    ValidateBy({
      name: FIELD,
      constraints: [{ ...many, read } satisfies Field],
      validator: { validate: (value: unknown) => !(read(value) instanceof WrongValue) },
    }),
    ApiProperty({
      ...many.schema,
      required: !optional,
      ...(description === undefined ? {} : { description }),
      ...(example === undefined ? {} : { example }),
    }),
  );
};

/** The field that a class-validator rule declares; undefined for class-validator's own decorators. */
export const fieldOfRule = (rule: {
  readonly name?: string;
  readonly constraints: readonly unknown[];
}): Field | undefined => (rule.name === FIELD ? (rule.constraints[0] as Field) : undefined);

const listOf = (one: Field, { min = 0, max }: NonNullable<FieldOptions['list']>): Field => {
  const { ofText = (text: string) => text } = one;
  return {
    ...one,
    read: (value) => {
      const items = readList(value, min, max);
      if (items instanceof WrongValue) return items;
      const read = items.map((item) => one.read(item));
      return read.find((item) => item instanceof WrongValue) ?? read;
    },
    schema: { type: 'array', items: one.schema, minItems: min, maxItems: max },
    ofText: (text) => text.split(',').map(ofText),
  };
};

export const readList = (
  value: unknown,
  min: number,
  max: number,
): readonly unknown[] | WrongValue => {
  if (!Array.isArray(value)) return new WrongValue('list-expected', 'must be a list');
  if (value.length < min)
    return new WrongValue('list-too-short', `must have at least ${min} items`);
  if (value.length > max) return new WrongValue('list-too-long', `must have at most ${max} items`);
  return value;
};

export const isPlainObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
