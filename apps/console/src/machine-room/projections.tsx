import type { ServiceName } from '@esep/client';
import { Trans, useLingui } from '@lingui/react/macro';
import { getRouteApi } from '@tanstack/react-router';

import { formatCount, formatShare } from '../language/format.js';
import { useLocale } from '../language/language.js';
import { SERVICE_NAMES } from '../language/words.js';
import { Wide } from '../shell/wide.js';
import { eventsIn, isBeingBuilt, useProjections, type Projection } from './machine-room.js';
import { ProjectionPanel } from './projection-panel.js';

const route = getRouteApi('/machine-room');

/** Tables that reads are answered from, and the copies of them. */
export const Projections = () => {
  const { i18n, t } = useLingui();
  const locale = useLocale();
  const navigate = route.useNavigate();
  const { open } = route.useSearch();
  const services = useProjections();
  const all = services.flatMap(({ service, value = [] }) =>
    value.map((projection) => ({ service, projection, id: `${service}/${projection.name}` })),
  );
  const opened = all.find(({ id }) => id === open);
  const show = (id: string | undefined) =>
    void navigate({ search: (before) => ({ ...before, open: id }), resetScroll: false });
  const close = () => {
    show(undefined);
    document.querySelector<HTMLElement>(`[data-id="${open}"]`)?.focus();
  };
  return (
    <section aria-labelledby="projections">
      <h2 id="projections">
        <Trans>Projections</Trans>
      </h2>
      <p className="dim">
        <Trans>
          Tables that pages are answered from. Each can be made anew from the logs, beside the one
          that is read.
        </Trans>
      </p>
      <div className={opened ? 'split' : undefined}>
        <Wide label={t`Projections`}>
          <table className="list">
            <thead>
              <tr>
                <th scope="col">
                  <Trans>Service</Trans>
                </th>
                <th scope="col">
                  <Trans>Projection</Trans>
                </th>
                <th scope="col" className="figure">
                  <Trans>Version</Trans>
                </th>
                <th scope="col" className="figure">
                  <Trans>Events</Trans>
                </th>
                <th scope="col">
                  <Trans>Next copy</Trans>
                </th>
                <th scope="col">
                  <Trans>Earlier copy</Trans>
                </th>
              </tr>
            </thead>
            <tbody>
              {all.map(({ service, projection, id }) => (
                <tr key={id}>
                  <td>{i18n._(SERVICE_NAMES[service])}</td>
                  <th scope="row">
                    <button
                      type="button"
                      className="link projection"
                      data-id={id}
                      aria-expanded={id === open}
                      onClick={() => show(id)}
                    >
                      <code>{projection.name}</code>
                    </button>
                  </th>
                  <td className="figure">
                    <Version projection={projection} />
                  </td>
                  <td className="figure">{formatCount(eventsIn(projection, 'live'), locale)}</td>
                  <td>
                    <NextCopy projection={projection} />
                  </td>
                  <td>{projection.old ? <Trans>kept</Trans> : '–'}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </Wide>
        {opened && <ProjectionPanel key={opened.id} {...opened} onClose={close} />}
      </div>
    </section>
  );
};

export interface ProjectionOf {
  readonly service: ServiceName;
  readonly projection: Projection;
}

const Version = ({ projection: { version, live } }: { readonly projection: Projection }) => {
  const locale = useLocale();
  const [runs, is] = [version, live?.version ?? version].map((one) => formatCount(one, locale));
  if (runs === is) return is;
  return (
    <span className="badge v-inconclusive">
      <Trans>
        {is}, this release has {runs}
      </Trans>
    </span>
  );
};

/** How far the copy is that is to be read next. */
export const NextCopy = ({ projection }: { readonly projection: Projection }) => {
  const locale = useLocale();
  const { next } = projection;
  if (!next) return '–';
  if (next.trouble !== null)
    return (
      <span className="badge v-breach">
        <Trans>cannot go on</Trans>
      </span>
    );
  if (isBeingBuilt(projection)) {
    const share = eventsIn(projection, 'next') / eventsIn(projection, 'live');
    const percent = formatShare(Math.floor(share * 10_000), locale);
    return <Trans>is being built: {percent}</Trans>;
  }
  if (!next.comparison) return <Trans>built, not compared</Trans>;
  return next.comparison.equal ? <Trans>built, equal</Trans> : <Trans>built, differs</Trans>;
};
