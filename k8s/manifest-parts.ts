import type { Manifest } from './schemas.js';

// How rules about manifests look into them.

export type Rules = Readonly<Record<string, unknown>>;
export type Labels = Readonly<Record<string, string>>;
export type Finder = (kind: string, name: string) => Rules | undefined;

/** The `spec` of an object, as far as it is there. */
export const finder =
  (all: readonly Manifest[]): Finder =>
  (kind, name) =>
    all.find((object) => object.kind === kind && object.metadata.name === name)?.['spec'] as Rules;

/** A value deep inside, or undefined wherever something is missing. */
export const at = (object: unknown, ...path: readonly (string | number)[]): unknown =>
  path.reduce<unknown>((value, key) => (value as Rules | undefined)?.[key], object);

/** The faults whose rule does not hold. */
export const unless = (rules: Readonly<Record<string, boolean>>): string[] =>
  Object.entries(rules).flatMap(([fault, holds]) => (holds ? [] : [fault]));

export const LABEL = 'app.kubernetes.io/name';
export const labelsOf = (service: string, component = 'service'): Labels => ({
  [LABEL]: service,
  'app.kubernetes.io/component': component,
  'app.kubernetes.io/part-of': 'esep',
});
export const matches = (selector: unknown, labels: Labels): boolean =>
  Object.entries((selector ?? {}) as Labels).every(([name, value]) => labels[name] === value);
