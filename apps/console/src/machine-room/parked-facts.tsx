import type { ServiceName } from '@esep/client';
import { Plural, Trans, useLingui } from '@lingui/react/macro';

import { RELEASES } from '../language/acts.js';
import { formatCount, formatInstant } from '../language/format.js';
import { useLocale } from '../language/language.js';
import { SERVICE_NAMES } from '../language/words.js';
import { useServicesThat } from '../session/allowed.js';
import { answerOf, esep } from '../session/esep.js';
import { pathOf, SERVICES } from '../session/services.js';
import { CommandForm } from '../shell/command-form.js';
import { useNameOf } from '../shell/names.js';
import { WaitingFor } from '../shell/proposals.js';
import { useParked, type Parked } from './machine-room.js';

/** Facts that could not be taken, and all behind them of the same licensee. */
export const ParkedFacts = () => {
  const services = useParked();
  const isEmpty = services.every(({ value }) => value?.length === 0);
  return (
    <section aria-labelledby="parked">
      <h2 id="parked">
        <Trans>Parked facts</Trans>
      </h2>
      {isEmpty && (
        <p className="dim">
          <Trans>None: everything that was recorded could be taken.</Trans>
        </p>
      )}
      {services.flatMap(({ service, value = [] }) =>
        [...Map.groupBy(value, ({ subscription, key }) => `${subscription} ${key}`)].map(
          ([id, facts]) => <Waiting key={`${service} ${id}`} {...{ service, facts }} />,
        ),
      )}
      {SERVICES.map((service) => (
        <WaitingFor key={service} service={service} of={({ act }) => act === 'ParkedRelease'} />
      ))}
    </section>
  );
};

interface WaitingProps {
  readonly service: ServiceName;
  /** Of one consumer and one licensee, in their order. */
  readonly facts: readonly Parked[];
}

const Waiting = ({ service, facts }: WaitingProps) => {
  const { i18n, t } = useLingui();
  const locale = useLocale();
  const nameOf = useNameOf();
  const mayPropose = useServicesThat('POST', 'parked/releases')?.includes(service);
  const [first] = facts;
  if (!first) return null;
  const { subscription, key, log, position, error, parkedAt } = first;
  const whose = nameOf(key);
  const name = i18n._(SERVICE_NAMES[service]);
  const at = formatInstant(parkedAt, locale);
  const count = formatCount(facts.length, locale);
  return (
    <article className="proposal">
      <h3>
        {name} · <code>{subscription}</code> · {whose}
      </h3>
      <p>
        <Plural
          value={facts.length}
          one={`${count} fact waits since ${at}. Figures that rest on it are not complete until then.`}
          other={`${count} facts wait since ${at}. Figures that rest on them are not complete until then.`}
        />
      </p>
      {error !== null && (
        <blockquote lang="en">
          {error}{' '}
          <code>
            {log} {position}
          </code>
        </blockquote>
      )}
      {mayPropose && (
        <CommandForm
          title={<Trans>Propose what happens to them</Trans>}
          button={<Trans>Propose</Trans>}
          fields={{
            how: {
              label: t`What happens to them`,
              choices: Object.entries(RELEASES).map(([value, word]) => ({
                value,
                label: i18n._(word),
              })),
            },
            reason: { label: t`Reason`, kind: 'long' },
          }}
          send={({ how, reason }, headers) =>
            answerOf(
              esep.POST(pathOf(service, 'parked/releases'), {
                body: { subscription, key, how: how as 'replay' | 'skip', reason },
                headers,
              }),
            )
          }
        >
          <p>
            <Trans>
              Somebody of supervision or enforcement has to confirm it: what is dropped is missing
              from figures.
            </Trans>
          </p>
        </CommandForm>
      )}
    </article>
  );
};
