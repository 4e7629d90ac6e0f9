import { Trans, useLingui } from '@lingui/react/macro';
import { Button, Textarea, TextInput } from '@mantine/core';
import { useState, type FormEvent } from 'react';

import { ACTS } from '../language/acts.js';
import { formatCount } from '../language/format.js';
import { useLocale } from '../language/language.js';
import { Refusal } from '../shell/refusal.js';
import { useLaw, usePropose, type Act, type Licence, type Status } from './licences.js';

/** What can be proposed about a licence as it stands. */
const POSSIBLE: Readonly<Record<Status, readonly Act[]>> = {
  active: ['LicenceSuspension', 'LicenceRevocation'],
  suspended: ['LicenceReinstatement', 'LicenceRevocation'],
  'not-yet-in-force': [],
  expired: [],
  revoked: [],
};

const DAY_MS = 86_400_000;
const ALMATY = '+05:00';
const ALMATY_MS = 5 * 3_600_000;
const dayAt = (ms: number): string => new Date(ms + ALMATY_MS).toISOString().slice(0, 10);
const plusMonths = (day: string, months: number): string => {
  const at = new Date(`${day}T00:00:00Z`);
  at.setUTCMonth(at.getUTCMonth() + months);
  return at.toISOString().slice(0, 10);
};

interface SanctionFormProps {
  readonly licence: Licence;
  readonly onProposed: () => void;
}

/** First the act, then its days and its ground. It begins with days that the law allows. */
export const SanctionForm = ({ licence, onProposed }: SanctionFormProps) => {
  const { i18n, t } = useLingui();
  const [act, setAct] = useState<Act>();
  const [isProposed, setIsProposed] = useState(false);
  const possible = POSSIBLE[licence.status];
  if (possible.length === 0) return null;
  return (
    <section className="decide">
      <h3>
        <Trans>Propose a sanction</Trans>
      </h3>
      <p>
        <Trans>
          Nothing takes effect by one person: another officer has to confirm what you propose.
        </Trans>
      </p>
      <div className="choices" role="group" aria-label={t`What to propose`}>
        {possible.map((one) => (
          <button
            key={one}
            type="button"
            aria-pressed={act === one}
            onClick={() => {
              setAct(one);
              setIsProposed(false);
            }}
          >
            {ACTS[one] && i18n._(ACTS[one])}
          </button>
        ))}
      </div>
      {act !== undefined && (
        <ActForm
          key={act}
          licence={licence}
          act={act}
          onProposed={() => {
            setAct(undefined);
            setIsProposed(true);
            // The button that had the keyboard goes.
            onProposed();
          }}
        />
      )}
      {isProposed && (
        <p role="status">
          <Trans>It is proposed, and waits for another person.</Trans>
        </p>
      )}
    </section>
  );
};

interface ActFormProps extends SanctionFormProps {
  readonly act: Act;
}

const ActForm = ({ licence, act, onProposed }: ActFormProps) => {
  const { t } = useLingui();
  const locale = useLocale();
  const law = useLaw();
  const propose = usePropose();
  const isSuspension = act === 'LicenceSuspension';
  const now = Date.parse(licence.asOf);
  const notice = Number(law('sanctionNoticeDays', dayAt(now)) ?? 0);
  const months = law('suspensionMonths', dayAt(now)) as { min: number; max: number } | undefined;
  const days = act === 'LicenceReinstatement' ? 1 : notice + 1;
  const [chosen, setChosen] = useState<{ from?: string; until?: string }>({});
  const [ground, setGround] = useState('');
  const [isUrgent, setIsUrgent] = useState(false);
  const from = chosen.from ?? dayAt(now + (isUrgent ? 1 : days) * DAY_MS);
  const until = chosen.until ?? plusMonths(from, months?.min ?? 1);
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (ground.trim() === '') return;
    propose.mutate(
      {
        licenceId: licence.licenceId,
        act,
        from: `${from}T00:00:00${ALMATY}`,
        until: isSuspension ? `${until}T00:00:00${ALMATY}` : undefined,
        ground: ground.trim(),
        isUrgent: isSuspension && isUrgent,
      },
      { onSuccess: onProposed },
    );
  };
  const noticeDays = formatCount(notice, locale);
  const [least, most] = [months?.min ?? 1, months?.max ?? 1].map((n) => formatCount(n, locale));
  return (
    <form onSubmit={send}>
      <Textarea
        label={t`Ground, for the record`}
        autoFocus
        required
        minRows={2}
        value={ground}
        onChange={({ currentTarget }) => setGround(currentTarget.value)}
      />
      <div className="choices">
        <TextInput
          type="date"
          label={t`From`}
          required
          value={from}
          onChange={({ currentTarget }) =>
            setChosen((before) => ({ ...before, from: currentTarget.value }))
          }
        />
        {isSuspension && (
          <TextInput
            type="date"
            label={t`Until`}
            required
            value={until}
            onChange={({ currentTarget }) =>
              setChosen((before) => ({ ...before, until: currentTarget.value }))
            }
          />
        )}
      </div>
      {isSuspension && (
        <>
          <p>
            <Trans>
              Months that a suspension may last: {least} to {most}. Days of notice: {noticeDays}.
            </Trans>
          </p>
          <label>
            <input
              type="checkbox"
              checked={isUrgent}
              onChange={({ currentTarget }) => setIsUrgent(currentTarget.checked)}
            />{' '}
            <Trans>Urgent: it cannot wait for the notice; the hearing follows it</Trans>
          </label>
        </>
      )}
      <p>
        <Button type="submit" size="compact-md" loading={propose.isPending}>
          <Trans>Propose</Trans>
        </Button>
      </p>
      <Refusal error={propose.error} />
    </form>
  );
};
