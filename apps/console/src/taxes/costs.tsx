import type { Schemas } from '@esep/client';
import { Trans, useLingui } from '@lingui/react/macro';
import { NativeSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';

import { formatInstant, formatMoney, formatQuarter } from '../language/format.js';
import { useLocale } from '../language/language.js';
import { DECLARATION_STATES } from '../language/words.js';
import { answerOf, esep } from '../session/esep.js';
import { haveRole, me } from '../session/session.js';
import { allOf } from '../shell/all-of.js';
import { Asked, Empty } from '../shell/asked.js';
import { CommandForm, given, minorIn, orNone } from '../shell/command-form.js';
import { Csv } from '../shell/csv-button.js';
import { useNameOf } from '../shell/names.js';
import { Panel } from '../shell/panel.js';
import { Proof } from '../why/proof.js';
import { QuarterFilter, useQuarterOf } from './quarter.js';

type Declaration = Schemas['tax']['CostDeclarationItem'];

const route = getRouteApi('/taxes');
const keyOf = ({ licenseeId, quarter, declaration }: Declaration): string =>
  `${licenseeId}/${quarter}/${declaration}`;

/** Costs that were declared, the latest first, and the answers to them. */
export const Costs = () => {
  const { i18n, t } = useLingui();
  const { quarter, open, state: named } = route.useSearch();
  const navigate = route.useNavigate();
  const states = Object.keys(DECLARATION_STATES) as Declaration['state'][];
  const state = states.find((one) => one === named);
  const query = useQuery({
    queryKey: ['taxes', 'costs', quarter, state],
    queryFn: ({ signal }) =>
      allOf((page) => {
        const params = { query: { ...page, ...given({ quarter, state }) } };
        return answerOf(esep.GET('/tax/v1/cost-declarations', { signal, params }));
      }),
  });
  const show = (key: string | undefined) =>
    void navigate({ search: (before) => ({ ...before, open: key }) });
  const close = () => {
    show(undefined);
    requestAnimationFrame(() =>
      document.querySelector<HTMLElement>(`[data-key="${CSS.escape(open ?? '')}"]`)?.focus(),
    );
  };
  return (
    <>
      <p>
        <Trans>
          Costs count once a tax officer has accepted them, another one than whoever declared them.
        </Trans>
      </p>
      <div className="legend">
        <QuarterFilter />
        <NativeSelect
          size="xs"
          aria-label={t`State`}
          value={state ?? ''}
          data={[
            { value: '', label: t`All states` },
            ...states.map((value) => ({ value, label: i18n._(DECLARATION_STATES[value]) })),
          ]}
          onChange={({ currentTarget: { value } }) =>
            void navigate({ search: (before) => ({ ...before, state: value || undefined }) })
          }
        />
        <Csv name="cost-declarations" path="/tax/v1/cost-declarations" query={{ quarter, state }} />
      </div>
      <div className="halves">
        <Asked query={query}>
          {(items) =>
            items.length === 0 ? (
              <Empty>
                <Trans>No costs were declared. A licensee declares them in its account.</Trans>
              </Empty>
            ) : (
              <ul className="waiting">
                {items.map((item) => (
                  <li key={item.receipt}>
                    <Line item={item} onOpen={() => show(keyOf(item))} />
                  </li>
                ))}
              </ul>
            )
          }
        </Asked>
        {query.data?.map(
          (item) =>
            keyOf(item) === open && <DeclarationPanel key={open} item={item} onClose={close} />,
        )}
        {open === undefined && haveRole('tax-officer') && <DeclareCosts />}
      </div>
    </>
  );
};

interface LineProps {
  readonly item: Declaration;
  readonly onOpen: () => void;
}

const Line = ({ item, onOpen }: LineProps) => {
  const { i18n } = useLingui();
  const locale = useLocale();
  const nameOf = useNameOf();
  const { licenseeId, quarter, cost, state, declaredBy, declaredAt } = item;
  return (
    <>
      <button type="button" className="link" data-key={keyOf(item)} onClick={onOpen}>
        {nameOf(licenseeId)}
      </button>
      , {formatQuarter(quarter, locale)}: <b>{formatMoney(cost, locale)}</b>{' '}
      <span className={`badge e-${state}`}>{i18n._(DECLARATION_STATES[state])}</span>
      <p className="dim">
        {declaredBy} · {formatInstant(declaredAt, locale)}
      </p>
    </>
  );
};

interface DeclarationPanelProps {
  readonly item: Declaration;
  readonly onClose: () => void;
}

const DeclarationPanel = ({ item, onClose }: DeclarationPanelProps) => {
  const { t, i18n } = useLingui();
  const locale = useLocale();
  const nameOf = useNameOf();
  const { licenseeId, quarter, cost, state, evidence, declaredBy, answeredBy, answer } = item;
  return (
    <Panel title={nameOf(licenseeId)} label={t`Declared costs`} onClose={onClose}>
      <p className="month">
        {formatQuarter(quarter, locale)}{' '}
        <span className={`badge e-${state}`}>{i18n._(DECLARATION_STATES[state])}</span>
      </p>
      <p className="headline">{formatMoney(cost, locale)}</p>
      <p>
        <Trans>Declared by {declaredBy}.</Trans>{' '}
        {answeredBy !== undefined && <Trans>Answered by {answeredBy}.</Trans>}
      </p>
      {evidence !== undefined && <blockquote>{evidence}</blockquote>}
      {answer !== undefined && <blockquote>{answer}</blockquote>}
      {state === 'open' && haveRole('tax-officer') && <AnswerCosts item={item} />}
      <Proof path={item.receipt} />
    </Panel>
  );
};

const AnswerCosts = ({ item }: { readonly item: Declaration }) => {
  const { t } = useLingui();
  const { licenseeId, quarter, declaration, declaredBy } = item;
  const params = { path: { licenseeId, quarter } };
  if (declaredBy === me()?.subject)
    return (
      <p>
        <Trans>You declared them yourself: another tax officer has to answer.</Trans>
      </p>
    );
  return (
    <>
      <CommandForm
        title={<Trans>Accept these costs</Trans>}
        button={<Trans>Accept</Trans>}
        fields={{ evidence: { label: t`Documents that you have looked at`, kind: 'long' } }}
        send={({ evidence }, headers) =>
          answerOf(
            esep.POST('/tax/v1/cost-declarations/{licenseeId}/{quarter}/accept', {
              params,
              body: { declaration, evidence },
              headers,
            }),
          )
        }
      >
        <p>
          <Trans>The quarter is then assessed anew with them.</Trans>
        </p>
      </CommandForm>
      <CommandForm
        title={<Trans>Reject these costs</Trans>}
        button={<Trans>Reject</Trans>}
        fields={{ reason: { label: t`Why they are rejected`, kind: 'long' } }}
        send={({ reason }, headers) =>
          answerOf(
            esep.POST('/tax/v1/cost-declarations/{licenseeId}/{quarter}/reject', {
              params,
              body: { declaration, reason },
              headers,
            }),
          )
        }
      >
        <p>
          <Trans>What was accepted before stands.</Trans>
        </p>
      </CommandForm>
    </>
  );
};

/** Declares what a quarter cost, in one sum. */
export const DeclareCosts = () => {
  const { t } = useLingui();
  const quarters = useQuarterOf();
  if (quarters.length === 0) return null;
  return (
    <CommandForm
      title={<Trans>Declare the costs of a quarter</Trans>}
      button={<Trans>Declare</Trans>}
      fields={{
        of: { label: t`Licensee and quarter`, choices: quarters },
        cost: {
          label: t`All costs of the quarter, in tenge`,
          kind: 'money',
          help: t`In one sum: it replaces what was declared before.`,
        },
        evidence: {
          label: t`Where the documents are that show them`,
          kind: 'long',
          isOptional: true,
        },
      }}
      send={({ of, cost, evidence }, headers) => {
        const [licenseeId = '', quarter = ''] = of.split('/');
        const body = {
          licenseeId,
          quarter,
          cost: { amount: minorIn(cost) ?? '', currency: 'KZT' },
          ...given({ evidence: orNone(evidence) }),
        };
        return answerOf(esep.POST('/tax/v1/cost-declarations', { body, headers }));
      }}
    />
  );
};
