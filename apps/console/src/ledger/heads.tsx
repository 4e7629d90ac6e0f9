import type { ServiceName } from '@esep/client';
import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { Button } from '@mantine/core';

import { formatCount, formatInstant } from '../language/format.js';
import { useLocale } from '../language/language.js';
import { SERVICE_NAMES } from '../language/words.js';
import { sizeOf, useBeginAt, useHeads, type HeadChecked } from '../proof/heads.js';
import { SERVICES } from '../session/services.js';
import { Asked } from '../shell/asked.js';
import { KeySourceWord } from '../why/proof.js';

/** How long each log is, and whether it still is what this browser saw of it. */
export const Heads = () => {
  const { i18n } = useLingui();
  const heads = useHeads();
  return (
    <section className="side" aria-labelledby="heads">
      <h2 id="heads">
        <Trans>Signed heads</Trans>
      </h2>
      <p>
        <Trans>
          This browser keeps the last head of each log that it has checked. At the next visit the
          log has to prove that every event of then is still there.
        </Trans>
      </p>
      <ul className="heads">
        {SERVICES.map((service, at) => {
          const query = heads[at];
          return (
            <li key={service} data-log={service}>
              <h3>{i18n._(SERVICE_NAMES[service])}</h3>
              {query && (
                <Asked query={query}>{(head) => <Head service={service} head={head} />}</Asked>
              )}
            </li>
          );
        })}
      </ul>
    </section>
  );
};

const Head = ({ service, head }: { readonly service: ServiceName; readonly head: HeadChecked }) => {
  const locale = useLocale();
  const beginAt = useBeginAt();
  const { size, root, keys, problem, present } = head;
  const count = formatCount(size, locale);
  return (
    <>
      <p className="size">
        <Plural value={size} one={`${count} event`} other={`${count} events`} />
      </p>
      {problem === undefined ? (
        <Continues head={head} />
      ) : (
        <div role="alert" className="forged">
          <p>
            <Broken head={head} />
          </p>
          {isAboutKept(problem) && (
            <>
              <p>
                <Trans>
                  Save what you have, and ask the regulator before you go on. Who begins anew
                  forgets what this browser saw.
                </Trans>
              </p>
              <Button
                size="compact-sm"
                variant="default"
                onClick={() => void beginAt(service, present)}
              >
                <Trans>Begin anew from this head</Trans>
              </Button>
            </>
          )}
        </div>
      )}
      {keys.strange.map(({ source, key }) => (
        <p key={source + key} className="refusal">
          <KeySourceWord source={source} />: <Trans>another key, which nothing is checked by</Trans>{' '}
          <code>{key}</code>
        </p>
      ))}
      <details>
        <summary>
          <Trans>Root and key</Trans>
        </summary>
        <dl className="facts">
          <div>
            <dt>
              <Trans>Root of the log</Trans>
            </dt>
            <dd>
              <code>{root}</code>
            </dd>
          </div>
          <div>
            <dt>
              <Trans>Key of the log</Trans>
            </dt>
            <dd>
              {keys.keys.map((key) => (
                <code key={key}>{key} </code>
              ))}
            </dd>
          </div>
          <div>
            <dt>
              <Trans>Who says the key</Trans>
            </dt>
            <dd>
              <KeySourceWord source={keys.source} />
              {keys.source === 'host' && (
                <>
                  {' '}
                  <Trans>
                    (the weakest: who forges a log can give another key with it; paste one that you
                    have from elsewhere)
                  </Trans>
                </>
              )}
            </dd>
          </div>
        </dl>
      </details>
    </>
  );
};

/** A head that is not signed as it should be is no place to begin from. */
const isAboutKept = (problem: NonNullable<HeadChecked['problem']>): boolean =>
  !problem.startsWith('checkpoint-') &&
  !['verifier-key-malformed', 'tiles-missing'].includes(problem);

const Continues = ({ head: { before, size } }: { readonly head: HeadChecked }) => {
  const locale = useLocale();
  if (!before)
    return (
      <p className="first">
        <Trans>Seen here for the first time, and kept.</Trans>
      </p>
    );
  const day = formatInstant(before.at, locale);
  const added = size - sizeOf(before);
  const count = formatCount(added, locale);
  return (
    <p className="continues">
      <Trans>Continues what you saw on {day}.</Trans>{' '}
      {added === 0 ? (
        <Trans>Nothing was recorded since.</Trans>
      ) : (
        <Plural
          value={added}
          one={`${count} event was recorded since.`}
          other={`${count} events were recorded since.`}
        />
      )}
    </p>
  );
};

/** Why a head is not proven: what was found, and what it means. */
const Broken = ({ head: { problem, seen, present, keys } }: { readonly head: HeadChecked }) => {
  const day = formatInstant((seen ?? present).at, useLocale());
  switch (problem) {
    case 'log-changed':
    case 'log-shorter':
    case 'log-renamed':
      return (
        <>
          <b>
            <Trans>This log no longer contains what you saw on {day}.</Trans>
          </b>{' '}
          {problem === 'log-changed' && (
            <Trans>An event of then is another one now, or at another place.</Trans>
          )}
          {problem === 'log-shorter' && <Trans>It has fewer events than it had then.</Trans>}
          {problem === 'log-renamed' && <Trans>It is a log of another name.</Trans>}
        </>
      );
    case 'key-changed':
      return (
        <>
          <b>
            <Trans>This log signs with another key than on {day}.</Trans>
          </b>{' '}
          <Trans>
            Nobody but its host says that the key is the log’s. Paste the key, if you have it from
            the regulator.
          </Trans>
        </>
      );
    case 'kept-head-unreadable':
      return (
        <>
          <b>
            <Trans>What this browser kept on {day} is no signed head.</Trans>
          </b>{' '}
          <Trans>Somebody changed it here, so nothing can be said about the log since.</Trans>
        </>
      );
    case 'tiles-missing':
      return (
        <>
          <b>
            <Trans>This log does not prove that it continues what you saw on {day}.</Trans>
          </b>{' '}
          <Trans>It does not give the hashes that would prove it.</Trans>
        </>
      );
    case 'checkpoint-malformed':
      return (
        <b>
          <Trans>The head of this log cannot be read.</Trans>
        </b>
      );
    default:
      return (
        <>
          <b>
            <Trans>The head of this log is not signed with its key.</Trans>
          </b>{' '}
          <Trans>Who says the key</Trans>: <KeySourceWord source={keys.source} />.
        </>
      );
  }
};
