import 'reflect-metadata';

import { applyDecorators, type Type } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { ValidateBy, ValidateIf } from 'class-validator';

import type { TimeBounds } from '../runtime/time-bounds.js';

// What a field of a DTO is made of. One decorator says what class-validator checks, what OpenAPI
// shows, and how the wire form becomes what handlers see. The fields themselves are in fields.ts;
// class-validator's own decorators work beside them. class-transformer takes no part.

export interface FieldOptions {
  /** May be absent. `null` is a value, and none that a field has. */
  readonly optional?: true;
  /** A list of such values. */
  readonly list?: { readonly min?: number; readonly max: number };
  readonly description?: string;
  readonly example?: unknown;
}

/** What validation.ts needs to know of a field beside its class-validator rules. */
export interface FieldForm {
  /** From the text of a query or path parameter; what it cannot read it leaves for the check. */
  readonly ofText?: (text: string) => unknown;
  /** From a checked value to what handlers see. */
  readonly normal?: (value: unknown) => unknown;
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

export interface Field extends FieldForm {
  readonly name: string;
  /** Undefined for a good value, else the code of what is wrong with it. */
  readonly problemOf: (value: unknown) => string | undefined;
  readonly messages: Readonly<Record<string, string>>;
  readonly schema: Readonly<Record<string, unknown>>;
}

const FORM = Symbol('esep:field-form');

export const fieldFormOf = (prototype: object, name: string): FieldForm =>
  (Reflect.getMetadata(FORM, prototype, name) as FieldForm | undefined) ?? {};

/** A field by its parts. `code: message` is how a rule's text carries its code to the answer. */
export const field = (one: Field, options: FieldOptions = {}): PropertyDecorator => {
  const { name, problemOf, messages, schema, ...form } = options.list ? listOf(one, options) : one;
  const { optional, description, example } = options;
  return applyDecorators(
    ValidateBy({
      name,
      validator: {
        validate: (value: unknown) => problemOf(value) === undefined,
        defaultMessage: (args) => {
          const code = problemOf(args?.value) ?? name;
          return `${code}: ${messages[code] ?? 'is wrong'}`;
        },
      },
    }),
    ...(optional ? [ValidateIf((_object, value: unknown) => value !== undefined)] : []),
    ApiProperty({
      ...schema,
      required: !optional,
      ...(description === undefined ? {} : { description }),
      ...(example === undefined ? {} : { example }),
    }),
    (prototype: object, property: string | symbol) =>
      Reflect.defineMetadata(FORM, form, prototype, property),
  );
};

const listOf = (one: Field, { list }: FieldOptions): Field => {
  const { min = 0, max } = list ?? { max: 0 };
  const { ofText = (text: string) => text, normal } = one;
  return {
    ...one,
    problemOf: (value) => {
      if (!Array.isArray(value)) return 'list-expected';
      if (value.length < min) return 'list-too-short';
      if (value.length > max) return 'list-too-long';
      return value.map(one.problemOf).find((problem) => problem !== undefined);
    },
    messages: {
      ...one.messages,
      'list-expected': 'must be a list',
      'list-too-short': `must have at least ${min} items`,
      'list-too-long': `must have at most ${max} items`,
    },
    schema: { type: 'array', items: one.schema, minItems: min, maxItems: max },
    ofText: (text) => text.split(',').map(ofText),
    ...(normal ? { normal: (value: unknown) => (value as unknown[]).map(normal) } : {}),
  };
};

export const isPlainObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
