import type { Schemas, ServiceName } from '@esep/client';
import { Trans, useLingui } from '@lingui/react/macro';
import { Button } from '@mantine/core';
import { useQueries } from '@tanstack/react-query';

import { formatInstant } from '../language/format.js';
import { useLocale } from '../language/language.js';
import { SERVICE_NAMES } from '../language/words.js';
import { useServicesThat } from '../session/allowed.js';
import { answerOf, esep } from '../session/esep.js';
import { pathOf } from '../session/services.js';
import { Empty, Refusal } from '../shell/asked.js';
import { useAnswer } from '../shell/use-answer.js';

type Proposal = Schemas['supervision']['ProposalItem'];
interface Waits {
  readonly service: ServiceName;
  readonly proposal: Proposal;
}

/** Where people propose to each other. */
const TWO_PERSONS: readonly ServiceName[] = ['licensing', 'supervision', 'tax'];

/** What one person proposed and another one answers, in all services that one reads. */
export const Waiting = () => {
  const readable = useServicesThat('GET', 'proposals');
  const services = TWO_PERSONS.filter((service) => readable?.includes(service));
  const queries = useQueries({
    queries: services.map((service) => ({
      queryKey: ['proposals', service],
      queryFn: ({ signal }: { readonly signal: AbortSignal }) =>
        answerOf(
          esep.GET(pathOf(service, 'proposals'), { signal, params: { query: { state: 'open' } } }),
        ),
    })),
  });
  const waits = queries.flatMap(({ data }, at): Waits[] => {
    const service = services[at];
    return service === undefined
      ? []
      : (data?.items ?? []).map((proposal) => ({ service, proposal }));
  });
  if (readable === undefined || queries.some(({ isPending }) => isPending))
    return (
      <p className="notice" role="status">
        <Trans>Loading …</Trans>
      </p>
    );
  if (waits.length === 0)
    return (
      <Empty>
        <Trans>Nothing waits. What somebody proposes appears here until another one answers.</Trans>
      </Empty>
    );
  return waits.map((one) => <Wait key={one.proposal.proposalId} {...one} />);
};

const Wait = ({ service, proposal }: Waits) => {
  const { i18n } = useLingui();
  const locale = useLocale();
  const { act, proposedBy, terms } = proposal;
  const until = formatInstant(proposal.expiresAt, locale);
  const { answer, isMine } = useAnswer(service, proposal);
  const mayAnswer = useServicesThat('POST', 'proposals/{proposalId}/confirm')?.includes(service);
  return (
    <section className="proposal">
      <p>
        <code>{act}</code> · {i18n._(SERVICE_NAMES[service])}
        <br />
        <Trans>
          <b>{proposedBy}</b> proposed it; a second person can answer until {until}.
        </Trans>
      </p>
      <details>
        <summary>
          <Trans>What is proposed</Trans>
        </summary>
        <pre className="bytes">{JSON.stringify(terms, null, 2)}</pre>
      </details>
      {isMine ? (
        <p>
          <Trans>You proposed it yourself: somebody else has to confirm.</Trans>
        </p>
      ) : (
        mayAnswer && (
          <div className="choices">
            <Button
              size="compact-md"
              loading={answer.isPending}
              onClick={() => answer.mutate('confirm')}
            >
              <Trans>Confirm as second person</Trans>
            </Button>
            <Button size="compact-md" variant="default" onClick={() => answer.mutate('decline')}>
              <Trans>Decline</Trans>
            </Button>
          </div>
        )
      )}
      {answer.error && <Refusal error={answer.error} />}
    </section>
  );
};
