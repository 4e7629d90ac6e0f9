import './ledger.css';

import { Trans } from '@lingui/react/macro';

import { useServicesThat } from '../session/allowed.js';
import { CheckReceipts } from './check-receipts.js';
import { EventPanel } from './event-panel.js';
import { Events, useLog } from './events.js';
import { Heads } from './heads.js';

/** The five logs: their heads since the last visit, their events, and the proof of any receipt that one has. */
export const LedgerPage = () => {
  const readable = useServicesThat('GET', 'events');
  const { event, log, close } = useLog();
  return (
    <>
      <h1>
        <Trans>Ledger</Trans>
      </h1>
      <div className="halves">
        <CheckReceipts />
        <Heads />
      </div>
      {/* Who reads no log checks receipts and heads all the same, and any event that a link names. */}
      <div className={event === undefined ? undefined : 'split even'}>
        {readable !== undefined && readable.length > 0 && (
          <Events log={log} isReadable={readable.includes(log)} />
        )}
        {event !== undefined && (
          <EventPanel key={event} log={log} eventId={event} onClose={close} />
        )}
      </div>
    </>
  );
};
