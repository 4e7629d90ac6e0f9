import { Trans, useLingui } from '@lingui/react/macro';
import { Button } from '@mantine/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useRef, useState } from 'react';

import { formatInstant } from '../language/format.js';
import { useLocale } from '../language/language.js';
import type { Board } from './board.js';

const DAY_MS = 86_400_000;

type KnownBoard = Pick<Board, 'periods' | 'changedAt' | 'knownThrough'>;

/** Moves a page through both times: what was known by then, and what had happened by then. */
export const KnownBar = ({ board }: { readonly board: KnownBoard }) => {
  const { t } = useLingui();
  const { knownAt, asOf } = useSearch({ from: '__root__' });
  const navigate = useNavigate();
  const { periods, changedAt, knownThrough } = board;
  const until = Date.parse(knownThrough);
  const begun = Date.parse(`${periods[0] ?? '2026-01'}-01T00:00:00+05:00`);
  const from = Math.min(begun, until - DAY_MS);
  const move = (field: 'knownAt' | 'asOf', at: number | undefined) =>
    void navigate({
      to: '.',
      replace: true,
      search: (search: object) => ({
        ...search,
        [field]: at === undefined ? undefined : new Date(at).toISOString(),
      }),
    });
  const isMoved = knownAt !== undefined || asOf !== undefined;
  return (
    <section className="known" aria-label={t`The time that you look at`}>
      <Moment
        label={t`As known on`}
        {...{ from, until, changedAt, at: knownAt }}
        move={(at) => move('knownAt', at)}
      />
      <Moment
        label={t`What had happened by`}
        {...{ from, until, changedAt: [], at: asOf }}
        move={(at) => move('asOf', at)}
      />
      <Button
        size="compact-sm"
        variant="default"
        disabled={!isMoved}
        onClick={() => {
          void navigate({
            to: '.',
            search: (search: object) => ({ ...search, knownAt: undefined, asOf: undefined }),
          });
        }}
      >
        <Trans>Now</Trans>
      </Button>
    </section>
  );
};

interface MomentProps {
  readonly label: string;
  /** The earliest instant that is worth a look, and the latest that is known. */
  readonly from: number;
  readonly until: number;
  /** When figures changed, earliest first. */
  readonly changedAt: readonly string[];
  readonly at: string | undefined;
  readonly move: (at: number | undefined) => void;
}

/** Where an instant is on the slider; those that fall on one point have one mark. */
const shareOf = (at: number, from: number, until: number): string =>
  `${((Math.min(1, Math.max(0, (at - from) / (until - from))) * 1_000) | 0) / 10}%`;

/** So long a slider stands still before the page is asked for anew. */
const SETTLED_MS = 100;

const Moment = ({ label, from, until, changedAt, at, move }: MomentProps) => {
  const locale = useLocale();
  const { t } = useLingui();
  // Where the slider is as long as it moves; afterwards the address says it.
  const [moving, setMoving] = useState<number>();
  const drawn = moving ?? (at === undefined ? until : Date.parse(at));
  const pending = useRef<ReturnType<typeof setTimeout>>(undefined);
  // The last step, which may be short, is now.
  const said = drawn >= until ? t`now` : formatInstant(drawn, locale);
  const slide = (value: number) => {
    setMoving(value);
    clearTimeout(pending.current);
    pending.current = setTimeout(() => {
      setMoving(undefined);
      move(value >= until ? undefined : value);
    }, SETTLED_MS);
  };
  return (
    <label className="moment">
      <span>
        {label} <b>{said}</b>
      </span>
      <input
        type="range"
        aria-valuetext={said}
        min={from}
        max={from + Math.ceil((until - from) / DAY_MS) * DAY_MS}
        step={DAY_MS}
        value={drawn}
        onChange={({ currentTarget }) => slide(Number(currentTarget.value))}
      />
      {changedAt.length > 0 && (
        <span className="marks" aria-hidden="true">
          {[...new Set(changedAt.map((change) => shareOf(Date.parse(change), from, until)))].map(
            (left) => (
              <i key={left} style={{ left }} />
            ),
          )}
        </span>
      )}
    </label>
  );
};
