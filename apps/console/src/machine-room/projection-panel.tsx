import { Trans, useLingui } from '@lingui/react/macro';
import { Button, Textarea } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';

import { formatCount, formatInstant } from '../language/format.js';
import { useLocale } from '../language/language.js';
import { useServicesThat } from '../session/allowed.js';
import { answerOf, esep } from '../session/esep.js';
import { pathOf } from '../session/services.js';
import { Panel } from '../shell/panel.js';
import { Refusal } from '../shell/refusal.js';
import { Wide } from '../shell/wide.js';
import { eventsIn, isBeingBuilt, type Comparison } from './machine-room.js';
import { NextCopy, type ProjectionOf } from './projections.js';

type Step =
  | { readonly does: 'rebuild' | 'compare' }
  | { readonly does: 'switch'; readonly changed?: string }
  | { readonly does: 'drop'; readonly copy: 'next' | 'old' };

/** One projection: its copies, and the steps from one to the next; each says what it does. */
export const ProjectionPanel = (props: ProjectionOf & { readonly onClose: () => void }) => {
  const { t } = useLingui();
  const { service, projection, onClose } = props;
  const { next, old } = projection;
  const [comparison, setComparison] = useState<Comparison>();
  const mayChange = useServicesThat('POST', 'projections/{name}/rebuild')?.includes(service);
  const step = useStep(props, setComparison);
  const isBuilt = next !== null && next.trouble === null && !isBeingBuilt(projection);
  return (
    <Panel
      title={
        <>
          <Trans>Projection</Trans> <code>{projection.name}</code>
        </>
      }
      label={t`Projection`}
      onClose={onClose}
    >
      <Facts {...props} />
      {next && <Progress {...props} />}
      {mayChange && (
        <>
          {next === null && old === null && (
            <StepButton step={step} does={{ does: 'rebuild' }} name={t`Build anew`}>
              <Trans>
                A copy is made from the logs, beside the one that is read. Reads go on as they are;
                the database has more to do until the copy is as far.
              </Trans>
            </StepButton>
          )}
          {isBuilt && (
            <StepButton step={step} does={{ does: 'compare' }} name={t`Compare both copies`}>
              <Trans>
                Both copies are held against each other, row by row, at one place of all logs. What
                is new waits a moment for it, and nothing changes.
              </Trans>
            </StepButton>
          )}
          {comparison && <Compared comparison={comparison} />}
          {isBuilt && next.comparison && <Switch step={step} isEqual={next.comparison.equal} />}
          {next && (
            <StepButton
              step={step}
              does={{ does: 'drop', copy: 'next' }}
              name={t`Drop the next copy`}
              isLesser
            >
              <Trans>What was built is thrown away. What is read stays as it is.</Trans>
            </StepButton>
          )}
          {old && (
            <StepButton
              step={step}
              does={{ does: 'drop', copy: 'old' }}
              name={t`Drop the earlier copy`}
              isLesser
            >
              <Trans>
                The copy that was read before is deleted, and its room is free. There is no way back
                to it. Only then can another copy be built.
              </Trans>
            </StepButton>
          )}
        </>
      )}
      <Refusal error={step.error} />
    </Panel>
  );
};

const useStep = (
  { service, projection: { name } }: ProjectionOf,
  setComparison: (comparison: Comparison | undefined) => void,
) => {
  const queries = useQueryClient();
  const params = { path: { name } };
  return useMutation({
    mutationFn: async (step: Step): Promise<Comparison | undefined> => {
      switch (step.does) {
        case 'rebuild':
          await answerOf(esep.POST(pathOf(service, 'projections/{name}/rebuild'), { params }));
          return undefined;
        case 'compare':
          return answerOf(esep.POST(pathOf(service, 'projections/{name}/compare'), { params }));
        case 'switch': {
          const { does: _, ...body } = step;
          await answerOf(esep.POST(pathOf(service, 'projections/{name}/switch'), { params, body }));
          return undefined;
        }
        case 'drop': {
          const body = { copy: step.copy };
          await answerOf(esep.POST(pathOf(service, 'projections/{name}/drop'), { params, body }));
          return undefined;
        }
      }
    },
    onSuccess: async (comparison) => {
      setComparison(comparison);
      await queries.invalidateQueries({ queryKey: ['machine-room', 'projections', service] });
      // Its button may be gone: the keyboard goes on from the panel.
      document.querySelector<HTMLElement>('.why')?.focus();
    },
  });
};

interface StepButtonProps {
  readonly step: ReturnType<typeof useStep>;
  readonly does: Step;
  readonly name: string;
  /** Not what one comes for. */
  readonly isLesser?: true;
  /** What it does, said before it is done. */
  readonly children: ReactNode;
}

const StepButton = ({ step, does, name, isLesser, children }: StepButtonProps) => (
  <div className="command">
    <p>{children}</p>
    <Button
      size="compact-md"
      {...(isLesser && { variant: 'default' })}
      aria-busy={step.isPending}
      onClick={() => {
        if (!step.isPending) step.mutate(does);
      }}
    >
      {name}
    </Button>
  </div>
);

const Switch = (props: Pick<StepButtonProps, 'step'> & { readonly isEqual: boolean }) => {
  const { t } = useLingui();
  const { step, isEqual } = props;
  const [changed, setChanged] = useState('');
  const why = changed.trim();
  return (
    <>
      {!isEqual && (
        <Textarea
          size="xs"
          label={t`What has changed, and why that is meant`}
          description={t`The copies differ: without a reason the next one is not read.`}
          maxLength={2_000}
          value={changed}
          onChange={({ currentTarget }) => setChanged(currentTarget.value)}
        />
      )}
      <StepButton
        step={step}
        does={{ does: 'switch', ...(why !== '' && { changed: why }) }}
        name={t`Have the next copy read`}
      >
        <Trans>
          From then on pages are answered from the next copy. The one that is read now is kept until
          it is dropped.
        </Trans>
      </StepButton>
    </>
  );
};

const Facts = ({ projection }: ProjectionOf) => {
  const locale = useLocale();
  const { subscription, live, old } = projection;
  const by = live?.switchedBy ?? live?.madeBy;
  const since = live?.switchedAt ?? live?.madeAt;
  return (
    <dl className="facts">
      <div>
        <dt>
          <Trans>Consumer</Trans>
        </dt>
        <dd>
          <code>{subscription}</code>
        </dd>
      </div>
      {since !== undefined && (
        <div>
          <dt>
            <Trans>Read since</Trans>
          </dt>
          <dd>
            {formatInstant(since, locale)}
            {by && ` · ${by}`}
          </dd>
        </div>
      )}
      {live?.switchedWhy && (
        <div>
          <dt>
            <Trans>Because</Trans>
          </dt>
          <dd>{live.switchedWhy}</dd>
        </div>
      )}
      <div>
        <dt>
          <Trans>Next copy</Trans>
        </dt>
        <dd>
          <span role="status">
            <NextCopy projection={projection} />
          </span>
        </dd>
      </div>
      <div>
        <dt>
          <Trans>Earlier copy</Trans>
        </dt>
        <dd>{old ? <Trans>kept since {formatInstant(old.madeAt, locale)}</Trans> : '–'}</dd>
      </div>
    </dl>
  );
};

const Progress = ({ projection }: ProjectionOf) => {
  const { t } = useLingui();
  const locale = useLocale();
  const [done, all] = [eventsIn(projection, 'next'), eventsIn(projection, 'live')];
  const [count, of] = [done, all].map((events) => formatCount(events, locale));
  return (
    <p>
      <progress aria-label={t`Built`} max={Math.max(all, 1)} value={Math.min(done, all)} />{' '}
      <Trans>
        {count} of {of} events
      </Trans>
      {projection.next?.trouble && (
        <span className="refusal" lang="en">
          {projection.next.trouble}
        </span>
      )}
    </p>
  );
};

/** What a comparison found, table by table. */
const Compared = ({ comparison: { equal, tables } }: { readonly comparison: Comparison }) => {
  const { t } = useLingui();
  const locale = useLocale();
  const rows = (sum: { readonly rows: number } | null) =>
    sum === null ? '–' : formatCount(sum.rows, locale);
  return (
    <>
      <p role="status">
        <b>{equal ? <Trans>Both copies are equal.</Trans> : <Trans>The copies differ.</Trans>}</b>
      </p>
      <Wide label={t`Tables`}>
        <table className="plain">
          <thead>
            <tr>
              <th scope="col">
                <Trans>Table</Trans>
              </th>
              <th scope="col" className="figure">
                <Trans>Rows that are read</Trans>
              </th>
              <th scope="col" className="figure">
                <Trans>Rows of the next copy</Trans>
              </th>
              <th scope="col">
                <Trans>Equal</Trans>
              </th>
            </tr>
          </thead>
          <tbody>
            {tables.map(({ table, live, next, equal: isEqual }) => (
              <tr key={table}>
                <th scope="row">
                  <code>{table}</code>
                </th>
                <td className="figure">{rows(live)}</td>
                <td className="figure">{rows(next)}</td>
                <td>{isEqual ? <Trans>yes</Trans> : <Trans>no</Trans>}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Wide>
      {tables.flatMap(({ table, differences }) =>
        differences.map(({ in: copy, row }) => (
          <p key={`${table} ${copy} ${row}`}>
            {copy === 'live' ? (
              <Trans>Only in what is read:</Trans>
            ) : (
              <Trans>Only in the next copy:</Trans>
            )}{' '}
            <code>
              {table} {row}
            </code>
          </p>
        )),
      )}
    </>
  );
};
