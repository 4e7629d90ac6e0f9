import type { ServiceName } from '@esep/client';
import { Trans, useLingui } from '@lingui/react/macro';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';

import { eventWords } from '../language/events.js';
import { formatInstant } from '../language/format.js';
import { useLocale } from '../language/language.js';
import { eventIn } from '../proof/event-in.js';
import { Panel } from '../shell/panel.js';
import { useNameOf } from '../shell/names.js';
import { Proof, useProof } from '../why/proof.js';

interface EventPanelProps {
  readonly log: ServiceName;
  readonly eventId: string;
  readonly onClose: () => void;
}

interface Recorded {
  readonly type: string;
  readonly stream: string;
  readonly recordedAt: string;
  readonly body: { readonly licenseeId?: string };
}

/** An event of a log: what it is about, its proof, its bytes. */
export const EventPanel = ({ log, eventId, onClose }: EventPanelProps) => {
  const { t } = useLingui();
  const path = `/${log}/v1/receipts/${eventId}`;
  const { data } = useProof(path);
  const event = data && recordedIn(eventIn(data.receipt));
  const title = event ? eventWords(event.type) : t`Event`;
  return (
    <Panel title={title} label={title} onClose={onClose}>
      {event && <About log={log} event={event} />}
      <Proof path={path} />
    </Panel>
  );
};

/** Of what is no event, nothing is said but that it is not proven. */
const recordedIn = (bytes: string): Recorded | undefined => {
  try {
    return JSON.parse(bytes) as Recorded;
  } catch {
    return undefined;
  }
};

const About = ({ log, event }: { readonly log: ServiceName; readonly event: Recorded }) => {
  const locale = useLocale();
  const nameOf = useNameOf();
  const { type, stream, recordedAt } = event;
  const { licenseeId } = event.body ?? {};
  return (
    <dl className="facts">
      <Fact name={<Trans>Recorded</Trans>}>{formatInstant(recordedAt, locale)}</Fact>
      <Fact name={<Trans>Type</Trans>}>
        <Link to="/ledger" search={{ log, type }}>
          <code>{type}</code>
        </Link>
      </Fact>
      <Fact name={<Trans>Stream</Trans>}>
        <Link to="/ledger" search={{ log, stream }}>
          <code>{stream}</code>
        </Link>
      </Fact>
      {licenseeId !== undefined && (
        <Fact name={<Trans>Licensee</Trans>}>
          <Link to="/licensees/$licenseeId" params={{ licenseeId }}>
            {nameOf(licenseeId)}
          </Link>
        </Fact>
      )}
    </dl>
  );
};

const Fact = (props: { readonly name: ReactNode; readonly children: ReactNode }) => (
  <div>
    <dt>{props.name}</dt>
    <dd>{props.children}</dd>
  </div>
);
