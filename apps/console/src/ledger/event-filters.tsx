import type { ServiceName } from '@esep/client';
import { useLingui } from '@lingui/react/macro';
import { NativeSelect, TextInput } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';

import { EVENT_TYPES, eventWords } from '../language/events.js';
import { SERVICE_NAMES } from '../language/words.js';
import type { LedgerSearch } from '../router.js';
import { SERVICES } from '../session/services.js';
import { useHolderChoices } from '../shell/names.js';
import { EVENT_TYPE } from './log-events.js';

const route = getRouteApi('/ledger');

/** What sets a filter: another list, in which nothing is open yet. */
const useFilter = () => {
  const navigate = route.useNavigate();
  return (filter: Partial<LedgerSearch>) =>
    void navigate({
      search: (before) => ({ ...before, at: undefined, event: undefined, ...filter }),
    });
};

/** Which events of which log. */
export const Filters = ({ log }: { readonly log: ServiceName }) => {
  const { i18n, t } = useLingui();
  const { type, stream, licensee, since, until, order, at } = route.useSearch();
  const filter = useFilter();
  const holders = useHolderChoices();
  return (
    <search className="head filters">
      <NativeSelect
        size="xs"
        label={t`Log`}
        value={log}
        data={SERVICES.map((value) => ({ value, label: i18n._(SERVICE_NAMES[value]) }))}
        // A type or a stream of one log is none of another.
        onChange={({ currentTarget: { value } }) =>
          filter({ log: value, type: undefined, stream: undefined })
        }
      />
      <NativeSelect
        size="xs"
        label={t`Order`}
        value={order === 'oldest' ? 'oldest' : 'newest'}
        data={[
          { value: 'newest', label: t`Newest first` },
          { value: 'oldest', label: t`Oldest first` },
        ]}
        onChange={({ currentTarget: { value } }) =>
          filter({ order: value === 'oldest' ? value : undefined })
        }
      />
      <Written
        name="type"
        label={t`Type`}
        value={type}
        pattern={EVENT_TYPE}
        wrong={t`A type reads like FillRecorded.`}
        list="event-types"
      />
      <datalist id="event-types">
        {EVENT_TYPES.map((value) => (
          <option key={value} value={value} label={eventWords(value)} />
        ))}
      </datalist>
      <Written name="stream" label={t`Stream`} value={stream} />
      <NativeSelect
        size="xs"
        label={t`Licensee`}
        value={licensee ?? ''}
        data={[{ value: '', label: t`Everybody` }, ...holders]}
        onChange={({ currentTarget: { value } }) => filter({ licensee: value || undefined })}
      />
      <Written name="since" type="date" label={t`Recorded from`} value={since} />
      <Written name="until" type="date" label={t`Recorded until`} value={until} />
      <Written
        name="at"
        label={t`Go to position`}
        value={at?.toString()}
        pattern={/^\d{1,15}$/}
        wrong={t`A position is a number: the first event has 0.`}
      />
    </search>
  );
};

interface WrittenProps {
  readonly name: 'type' | 'stream' | 'since' | 'until' | 'at';
  readonly type?: 'date';
  readonly label: string;
  readonly value: string | undefined;
  readonly pattern?: RegExp;
  /** What is said of a text that is not like the pattern. */
  readonly wrong?: string;
  readonly list?: string;
}

/** A filter that is written, and counts with Enter or when the field is left. */
const Written = ({ name, label, value = '', pattern, wrong, ...rest }: WrittenProps) => {
  const filter = useFilter();
  const [isWrong, setWrong] = useState(false);
  const [text, setText] = useState(value);
  const [known, setKnown] = useState(value);
  // Another address, by a link or a key of the browser.
  if (known !== value) {
    setKnown(value);
    setText(value);
    setWrong(false);
  }
  const take = () => {
    const written = text.trim();
    const isRight = written === '' || pattern === undefined || pattern.test(written);
    setWrong(!isRight);
    if (!isRight || written === value) return;
    if (name === 'at') filter({ at: written === '' ? undefined : Number(written) });
    else filter({ [name]: written || undefined });
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        take();
      }}
    >
      <TextInput
        size="xs"
        name={name}
        label={label}
        value={text}
        maxLength={400}
        {...rest}
        {...(name === 'at' && { inputMode: 'numeric' })}
        {...(isWrong && { error: wrong })}
        onChange={({ currentTarget }) => setText(currentTarget.value)}
        onBlur={take}
      />
    </form>
  );
};
