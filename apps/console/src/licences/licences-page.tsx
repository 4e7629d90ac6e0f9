import './licences.css';

import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { NativeSelect, TextInput } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { useRef } from 'react';

import { TimeBar } from '../board/time-bar.js';
import { formatCount, formatDay } from '../language/format.js';
import { useLocale } from '../language/language.js';
import { LICENCE_STATUSES } from '../language/words.js';
import { Asked, Empty } from '../shell/asked.js';
import { Csv } from '../shell/csv-button.js';
import { Panel } from '../shell/panel.js';
import { moveInList } from '../shell/move-in-list.js';
import { StatusBadge, useHolder } from './holder.js';
import { LicencePanel } from './licence-panel.js';
import {
  dayOf,
  useLicences,
  usePowers,
  useSenders,
  type ListedLicence,
  type Powers,
} from './licences.js';
import { NewLicence } from './new-licence.js';
import { NewSender, SenderPanel } from './sender-panel.js';
import { Senders } from './senders.js';

const route = getRouteApi('/licences');
const SETTLED_MS = 200;

/** Who may mine, run a pool, and trade. Whoever may know no more sees the public register. */
export const LicencesPage = () => {
  const query = usePowers();
  return <Asked query={query}>{(powers) => <Licences powers={powers} />}</Asked>;
};

const Licences = ({ powers }: { readonly powers: Powers }) => {
  const { i18n, t } = useLingui();
  const { search = '', status, ...travel } = route.useSearch();
  const navigate = route.useNavigate();
  const typing = useRef<ReturnType<typeof setTimeout>>(undefined);
  const query = useLicences(powers, search, travel);
  const list = powers.list ? 'licences' : 'register';
  const find = (text: string) => {
    clearTimeout(typing.current);
    typing.current = setTimeout(() => {
      void navigate({
        replace: true,
        search: (before) => ({ ...before, search: text.trim() || undefined }),
      });
    }, SETTLED_MS);
  };
  return (
    <>
      <div className="head">
        <h1>{powers.list ? <Trans>Licences</Trans> : <Trans>Public register</Trans>}</h1>
        <TextInput
          size="xs"
          type="search"
          className="find"
          aria-label={t`Search licences`}
          placeholder={powers.list ? t`Name, licence or BIN` : t`Licence`}
          defaultValue={search}
          onChange={({ currentTarget }) => find(currentTarget.value)}
        />
        <NativeSelect
          size="xs"
          aria-label={t`Status`}
          value={status ?? ''}
          data={[
            { value: '', label: t`Every status` },
            ...Object.entries(LICENCE_STATUSES).map(([value, word]) => ({
              value,
              label: i18n._(word),
            })),
          ]}
          onChange={({ currentTarget }) =>
            void navigate({
              search: (before) => ({ ...before, status: currentTarget.value || undefined }),
            })
          }
        />
        <Csv
          name={list}
          path={`/licensing/v1/${list}`}
          query={{ ...dayOf(travel), search: powers.list ? search : undefined }}
          only={{ status: status === undefined ? undefined : [status] }}
        />
      </div>
      <Asked query={query}>
        {(licences) => (
          <Found
            licences={licences.filter((one) => status === undefined || one.status === status)}
            powers={powers}
          />
        )}
      </Asked>
    </>
  );
};

interface FoundProps {
  readonly licences: readonly ListedLicence[];
  readonly powers: Powers;
}

const Found = ({ licences, powers }: FoundProps) => {
  const { licence, sender, asOf, knownAt } = route.useSearch();
  const navigate = route.useNavigate();
  const list = useRef<HTMLUListElement>(null);
  const show = (licenceId: string | undefined) =>
    void navigate({
      search: (before) => ({ ...before, licence: licenceId, act: undefined, sender: undefined }),
    });
  const close = () => {
    show(undefined);
    requestAnimationFrame(() => {
      const lines = [...(list.current?.querySelectorAll<HTMLElement>('button') ?? [])];
      (lines.find(({ dataset }) => dataset['id'] === licence) ?? lines[0])?.focus();
    });
  };
  return (
    <>
      <Headline count={licences.length} at={asOf ?? knownAt} />
      <TimeBar />
      <div className="split even">
        {licences.length === 0 ? (
          <Empty>
            <Trans>No licence is like that. Search for less, or choose another status.</Trans>
          </Empty>
        ) : (
          <ul
            className="inbox"
            ref={list}
            onKeyDown={moveInList}
            // Without buttons in it, it is scrolled by keys itself.
            {...(powers.list ? {} : { tabIndex: 0 })}
          >
            {licences.map((one) => (
              <li key={one.licenceId}>
                {powers.list ? (
                  <button
                    type="button"
                    className="card licence"
                    data-id={one.licenceId}
                    aria-current={one.licenceId === licence || undefined}
                    onClick={() => show(one.licenceId)}
                  >
                    <Line licence={one} />
                  </button>
                ) : (
                  <div className="card licence shown">
                    <Line licence={one} />
                  </div>
                )}
              </li>
            ))}
          </ul>
        )}
        {powers.list && licence !== undefined ? (
          <LicencePanel key={licence} licenceId={licence} powers={powers} onClose={close} />
        ) : sender === undefined || !powers.list ? (
          <Senders powers={powers} />
        ) : (
          <Beside key={sender} {...{ sender, powers }} onClose={close} />
        )}
      </div>
    </>
  );
};

interface BesideProps {
  readonly sender: string;
  readonly powers: Powers;
  readonly onClose: () => void;
}

/** A pool or an exchange, or the form of something new. */
const Beside = ({ sender, powers, onClose }: BesideProps) => {
  const { t } = useLingui();
  const query = useSenders(route.useSearch());
  const [of, id] = sender.split('/');
  const kind = of === 'exchanges' ? 'exchanges' : 'pools';
  if (id === undefined)
    return (
      <Panel
        title={<Trans>New in the register</Trans>}
        label={t`New in the register`}
        onClose={onClose}
      >
        {powers.register && (of === 'licences' ? <NewLicence /> : <NewSender kind={kind} />)}
      </Panel>
    );
  return (
    <Asked query={query}>
      {(senders) => {
        const found = senders[kind].find((one) => one.id === id);
        return found ? (
          <SenderPanel {...{ kind, powers, onClose }} sender={found} />
        ) : (
          <Empty>
            <Trans>There is none of this id at this time.</Trans>
          </Empty>
        );
      }}
    </Asked>
  );
};

const Headline = (props: { readonly count: number; readonly at: string | undefined }) => {
  const locale = useLocale();
  const count = formatCount(props.count, locale);
  const day = props.at === undefined ? '' : formatDay(props.at, locale);
  return (
    <p className="headline" role="status">
      <Plural value={props.count} one={`${count} licence`} other={`${count} licences`} />
      {props.at !== undefined && (
        <>
          {' '}
          <Trans>as they stood on {day}</Trans>
        </>
      )}
    </p>
  );
};

const Line = ({ licence }: { readonly licence: ListedLicence }) => {
  const locale = useLocale();
  const holderOf = useHolder();
  const { licenceId, name, bin, status, issuedAt, validUntil } = licence;
  const from = formatDay(issuedAt, locale);
  const until = validUntil === null ? '' : formatDay(validUntil, locale);
  return (
    <>
      <b>{name === undefined ? licenceId : holderOf(licence)}</b>
      <StatusBadge status={status} />
      {name !== undefined && (
        <span>
          {licenceId}
          {bin && (
            <>
              {' · '}
              <Trans>BIN {bin}</Trans>
            </>
          )}
        </span>
      )}
      <span>
        {until === '' ? (
          <Trans>since {from}</Trans>
        ) : (
          <Trans>
            {from} to {until}
          </Trans>
        )}
      </span>
    </>
  );
};
