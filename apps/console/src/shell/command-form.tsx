import { assetOf, identityNumberKind, isLei } from '@esep/kernel';
import { Trans, useLingui } from '@lingui/react/macro';
import {
  Button,
  Checkbox,
  NativeSelect,
  Textarea,
  TextInput,
  type TextInputProps,
} from '@mantine/core';
import { useRef, useState, type FormEvent, type ReactNode } from 'react';

import { formatCount, formatMonth } from '../language/format.js';
import { useLocale } from '../language/language.js';
import { Refusal } from './refusal.js';
import { useCommand } from './use-command.js';

export interface Field {
  readonly label: string;
  /** What may be written; one line of any text without it. `lines` is a list, `digest` a SHA-256. */
  readonly kind?: 'long' | 'lines' | 'digest' | 'day' | 'coins' | 'money' | 'bin' | 'lei' | 'yes';
  /** What can be chosen, where nothing else can be. */
  readonly choices?: readonly { readonly value: string; readonly label: string }[];
  readonly isOptional?: boolean;
  readonly initial?: string | undefined;
  readonly help?: string;
  /** How a text has to be written, as its label says. */
  readonly pattern?: RegExp;
}

/** What is read of the answer to a command. */
interface Done {
  /** Where a second person has to confirm. */
  readonly proposalId?: string | undefined;
  readonly periods?: readonly string[] | undefined;
}

interface CommandFormProps<Name extends string> {
  readonly title: ReactNode;
  readonly fields: Readonly<Record<Name, Field>>;
  readonly send: (
    values: Readonly<Record<Name, string>>,
    headers: Readonly<Record<string, string>>,
  ) => Promise<Done>;
  readonly button: ReactNode;
  /** What follows from it, and what it needs. */
  readonly children?: ReactNode;
}

/**
 * A command that somebody fills in: what is missing or cannot be read is said in words before it is sent,
 * and why it is refused after that.
 */
export const CommandForm = <Name extends string>(props: CommandFormProps<Name>) => {
  const { title, fields, send, button, children } = props;
  const problemOf = useProblems();
  const [problems, setProblems] = useState<Partial<Record<Name, string>>>({});
  const form = useRef<HTMLFormElement>(null);
  const command = useCommand(send);
  const named = Object.entries<Field>(fields) as [Name, Field][];
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (command.isPending) return;
    const written = new FormData(event.currentTarget);
    const values = Object.fromEntries(
      named.map(([name]) => [name, String(written.get(name) ?? '').trim()]),
    ) as Record<Name, string>;
    const found = Object.fromEntries(
      named.flatMap(([name, field]) => {
        const problem = problemOf(field, values[name], values as Record<string, string>);
        return problem === undefined ? [] : [[name, problem]];
      }),
    ) as Partial<Record<Name, string>>;
    setProblems(found);
    const [first] = Object.keys(found);
    if (first !== undefined) {
      form.current?.querySelector<HTMLElement>(`[name="${first}"]`)?.focus();
      return;
    }
    command.mutate(values, { onSuccess: () => form.current?.reset() });
  };
  return (
    <form ref={form} className="command" noValidate onSubmit={submit}>
      <h2>{title}</h2>
      {children}
      {named.map(([name, field]) => (
        <Input key={name} {...{ name, field }} problem={problems[name]} />
      ))}
      {/* Not disabled meanwhile: it would lose the keyboard. */}
      <Button type="submit" size="compact-sm" aria-busy={command.isPending}>
        {button}
      </Button>
      {command.data && <IsDone {...command.data} />}
      <Refusal error={command.error} />
    </form>
  );
};

interface InputProps {
  readonly name: string;
  readonly field: Field;
  readonly problem: string | undefined;
}

const Input = ({ name, field, problem }: InputProps) => {
  const { kind, choices, isOptional = false, initial = '', help } = field;
  const common = {
    name,
    size: 'xs',
    label: field.label,
    description: help,
    withAsterisk: !isOptional,
    'aria-required': !isOptional,
    error: problem,
    defaultValue: initial,
  } as const;
  if (choices) return <NativeSelect {...common} data={[...choices]} />;
  switch (kind) {
    case 'yes':
      return <Checkbox name={name} value="yes" size="xs" label={field.label} description={help} />;
    case 'long':
    case 'lines':
      return <Textarea {...common} minRows={2} maxLength={kind === 'long' ? 2_000 : undefined} />;
    case 'digest':
      return <DigestInput {...common} />;
    case 'day':
      return <TextInput {...common} type="date" />;
    case 'coins':
    case 'money':
      return <TextInput {...common} inputMode="decimal" />;
    case 'bin':
      return <TextInput {...common} inputMode="numeric" />;
    default:
      return <TextInput {...common} />;
  }
};

/** The digest of a document, which is computed here: the document goes nowhere. */
const DigestInput = (common: Readonly<TextInputProps>) => {
  const { t } = useLingui();
  const text = useRef<HTMLInputElement>(null);
  const take = async (file: File | undefined) => {
    if (!file || !text.current) return;
    const digest = await crypto.subtle.digest('SHA-256', await file.arrayBuffer());
    text.current.value = [...new Uint8Array(digest)]
      .map((byte) => byte.toString(16).padStart(2, '0'))
      .join('');
  };
  const label = String(common.label);
  return (
    <div className="digest">
      <TextInput ref={text} {...common} placeholder={t`SHA-256, or choose the file`} />
      <input
        type="file"
        aria-label={t`File: ${label}`}
        onChange={({ currentTarget }) => void take(currentTarget.files?.[0])}
      />
    </div>
  );
};

const IsDone = ({ proposalId, periods = [] }: Done) => {
  const locale = useLocale();
  const months = periods.map((period) => formatMonth(period, locale)).join(', ');
  return (
    <p className="done" role="status">
      {proposalId === undefined ? (
        <Trans>It is on record.</Trans>
      ) : (
        <Trans>It is proposed, and waits for a second person.</Trans>
      )}{' '}
      {months !== '' && <Trans>Judged months that it changes: {months}.</Trans>}
    </p>
  );
};

/** What is wrong with what was written, in words. */
const useProblems = () => {
  const { t } = useLingui();
  const locale = useLocale();
  return (
    { kind, isOptional, pattern }: Field,
    value: string,
    all: Readonly<Record<string, string>>,
  ): string | undefined => {
    if (value === '') return isOptional || kind === 'yes' ? undefined : t`This is needed.`;
    switch (kind) {
      case 'money':
        return minorIn(value) === undefined
          ? t`Write an amount in digits, with two decimals at most, as 1250.50.`
          : undefined;
      case 'coins': {
        const asset = all['asset'] ?? '';
        const decimals = formatCount(assetOf(asset)?.exponent ?? 0, locale);
        return baseUnitsIn(value, asset) === undefined
          ? t`Write a quantity in digits, as 1.25. Decimals of ${asset}: at most ${decimals}.`
          : undefined;
      }
      case 'digest':
        return /^[0-9a-f]{64}$/.test(value)
          ? undefined
          : t`This is no SHA-256: 64 digits from 0 to f. Choose the file, and it is computed.`;
      case 'bin':
        return identityNumberKind(value) === undefined
          ? t`This is no BIN or IIN: 12 digits, of which the last one checks the others.`
          : undefined;
      case 'lei':
        return isLei(value)
          ? undefined
          : t`This is no LEI: 20 signs, of which the last two check the others.`;
      default:
        return pattern?.test(value) === false ? t`This is not written as it has to be.` : undefined;
    }
  };
};

/** What people write with a comma or a point and spaces, in units of so many decimals. */
const unitsIn = (text: string, decimals: number): string | undefined => {
  const [, whole, part = ''] = /^(\d+)(?:[.,](\d+))?$/.exec(text.replace(/\s/g, '')) ?? [];
  if (whole === undefined || part.length > decimals) return undefined;
  return String(BigInt(whole + part.padEnd(decimals, '0')));
};

const MINOR_DECIMALS = 2;
/** Minor units of an amount of money. */
export const minorIn = (text: string): string | undefined => unitsIn(text, MINOR_DECIMALS);

/** Base units of whole coins. */
export const baseUnitsIn = (text: string, asset: string): string | undefined =>
  unitsIn(text, assetOf(asset)?.exponent ?? 0);

/** The instant at which a day begins in Almaty. */
export const startOf = (day: string): string => `${day}T00:00:00+05:00`;

/** A body without what was left empty. */
export const given = <Body extends Readonly<Record<string, unknown>>>(body: Body): Given<Body> =>
  Object.fromEntries(
    Object.entries(body).filter(([, value]) => value !== undefined && value !== ''),
  ) as Given<Body>;
type Given<Body> = {
  [Name in keyof Body as undefined extends Body[Name] ? never : Name]: Body[Name];
} & {
  [Name in keyof Body as undefined extends Body[Name] ? Name : never]?: Exclude<
    Body[Name],
    undefined
  >;
};

/** Of a field that may be left empty. */
export const orNone = (text: string): string | undefined => (text === '' ? undefined : text);
/** The day of an instant in Almaty, as a field of a day has it. */
export const dayIn = (instant: string | number): string => {
  const ALMATY_MS = 5 * 3_600_000;
  return new Date(new Date(instant).getTime() + ALMATY_MS).toISOString().slice(0, 10);
};

export const linesIn = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);
