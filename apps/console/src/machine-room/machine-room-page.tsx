import './machine-room.css';

import { Trans, useLingui } from '@lingui/react/macro';

import { formatCount, formatInstant } from '../language/format.js';
import { useLocale } from '../language/language.js';
import { SERVICE_NAMES } from '../language/words.js';
import { useServicesThat } from '../session/allowed.js';
import { serviceOf } from '../session/services.js';
import { NotYours } from '../shell/asked.js';
import { Wide } from '../shell/wide.js';
import { formatAge } from './age.js';
import { nowOf, useHeads, useSources, type Source } from './machine-room.js';
import { ParkedFacts } from './parked-facts.js';
import { Projections } from './projections.js';

/** How the five services do: for whoever runs them. */
export const MachineRoomPage = () => {
  const readable = useServicesThat('GET', 'subscriptions');
  if (readable === undefined)
    return (
      <p className="notice" role="status">
        <Trans>Loading …</Trans>
      </p>
    );
  if (readable.length === 0) return <NotYours />;
  return (
    <div className="machines">
      <h1>
        <Trans>Machine room</Trans>
      </h1>
      <Logs />
      <Consumers />
      <ParkedFacts />
      <Projections />
    </div>
  );
};

/** The five logs: how long they are, when their heads were signed, how far their readers are. */
const Logs = () => {
  const { i18n, t } = useLingui();
  const locale = useLocale();
  const heads = useHeads();
  const sources = useSources();
  return (
    <section aria-labelledby="logs">
      <h2 id="logs">
        <Trans>Services and their logs</Trans>
      </h2>
      <Wide label={t`Services and their logs`}>
        <table className="list">
          <thead>
            <tr>
              <th scope="col">
                <Trans>Service</Trans>
              </th>
              <th scope="col" className="figure">
                <Trans>Events</Trans>
              </th>
              <th scope="col">
                <Trans>Head signed</Trans>
              </th>
              <th scope="col" className="figure">
                <Trans>Yet to take</Trans>
              </th>
              <th scope="col" className="figure">
                <Trans>Parked</Trans>
              </th>
              <th scope="col">
                <Trans>State</Trans>
              </th>
            </tr>
          </thead>
          <tbody>
            {sources.map(({ service, value, error }, at) => {
              const head = heads[at]?.value;
              const now = nowOf(value);
              const signedAt = head?.at ?? undefined;
              const age =
                now === undefined || signedAt === undefined
                  ? undefined
                  : formatAge((now - Date.parse(signedAt)) / 1_000, locale);
              const behind = value?.reduce((sum, one) => sum + (one.behind ?? 0), 0) ?? 0;
              const parked = value?.reduce((sum, one) => sum + one.parked, 0) ?? 0;
              return (
                <tr key={service}>
                  <th scope="row">{i18n._(SERVICE_NAMES[service])}</th>
                  <td className="figure">
                    {head === undefined ? '…' : formatCount(head.size, locale)}
                  </td>
                  <td>
                    {signedAt === undefined ? (
                      '…'
                    ) : (
                      <>
                        {formatInstant(signedAt, locale)}{' '}
                        {age !== undefined && (
                          <span className="dim">
                            <Trans>({age} ago)</Trans>
                          </span>
                        )}
                      </>
                    )}
                  </td>
                  <td className="figure">{formatCount(behind, locale)}</td>
                  <td className="figure">{formatCount(parked, locale)}</td>
                  <td>
                    {error !== null || heads[at]?.error ? (
                      <span className="badge v-breach">
                        <Trans>does not answer</Trans>
                      </span>
                    ) : (
                      <State sources={value ?? []} />
                    )}
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </Wide>
    </section>
  );
};

/** The worst of what consumers say of themselves. */
const State = ({ sources }: { readonly sources: readonly Source[] }) => {
  if (sources.some(({ state }) => state === 'forked'))
    return (
      <span className="badge v-breach">
        <Trans>the log is another one than was read</Trans>
      </span>
    );
  if (sources.some(({ state }) => state === 'stopped'))
    return (
      <span className="badge v-breach">
        <Trans>stopped: a fact cannot be taken</Trans>
      </span>
    );
  if (sources.some(({ head }) => head === null))
    return (
      <span className="badge v-inconclusive">
        <Trans>waits for a service that does not answer</Trans>
      </span>
    );
  if (sources.some(({ parked }) => parked > 0))
    return (
      <span className="badge v-inconclusive">
        <Trans>facts are parked</Trans>
      </span>
    );
  return <Trans>works</Trans>;
};

/** How far each consumer is in each log that it reads. */
const Consumers = () => {
  const { i18n, t } = useLingui();
  const locale = useLocale();
  const sources = useSources();
  return (
    <section aria-labelledby="consumers">
      <h2 id="consumers">
        <Trans>Consumers</Trans>
      </h2>
      <p className="dim">
        <Trans>What a service knows of a log, its own included, it knows by these.</Trans>
      </p>
      <Wide label={t`Consumers`}>
        <table className="list">
          <thead>
            <tr>
              <th scope="col">
                <Trans>Service</Trans>
              </th>
              <th scope="col">
                <Trans>Consumer</Trans>
              </th>
              <th scope="col">
                <Trans>Reads the log of</Trans>
              </th>
              <th scope="col" className="figure">
                <Trans>Taken</Trans>
              </th>
              <th scope="col" className="figure">
                <Trans>Yet to take</Trans>
              </th>
              <th scope="col" className="figure">
                <Trans>All is known until</Trans>
              </th>
              <th scope="col">
                <Trans>State</Trans>
              </th>
            </tr>
          </thead>
          <tbody>
            {sources.flatMap(({ service, value = [] }) =>
              value.map((source) => {
                const of = serviceOf(source.log);
                const age = formatAge(source.behindSeconds, locale);
                return (
                  <tr key={`${service} ${source.subscription} ${source.log}`}>
                    <th scope="row">{i18n._(SERVICE_NAMES[service])}</th>
                    <td>
                      <code>{source.subscription}</code>
                    </td>
                    <td>{of ? i18n._(SERVICE_NAMES[of]) : source.log}</td>
                    <td className="figure">{formatCount(source.position, locale)}</td>
                    <td className="figure">
                      {source.behind === null ? '?' : formatCount(source.behind, locale)}
                    </td>
                    <td className="figure">
                      <Trans>{age} ago</Trans>
                    </td>
                    <td>
                      <State sources={[source]} />
                    </td>
                  </tr>
                );
              }),
            )}
          </tbody>
        </table>
      </Wide>
    </section>
  );
};
