import { Trans } from '@lingui/react/macro';
import { Button, Loader } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import { Link, type ErrorComponentProps } from '@tanstack/react-router';
import type { ReactNode } from 'react';

import { Refused } from '../session/esep.js';

// What stands where a page has nothing to show yet, nothing at all, or may not show it.

interface AskedProps<Data> {
  readonly query: UseQueryResult<Data>;
  readonly children: (data: Data) => ReactNode;
}

/** What was asked, once it is there; before that, and without it, why it is not. */
export const Asked = <Data,>({ query, children }: AskedProps<Data>) => {
  if (query.data !== undefined) return children(query.data);
  if (query.error) return <Failed error={query.error} retry={() => void query.refetch()} />;
  return (
    <p className="notice" role="status">
      <Loader size="sm" /> <Trans>Loading …</Trans>
    </p>
  );
};

/** A list without a line: what that means, and what one may do. */
export const Empty = ({ children }: { readonly children: ReactNode }) => (
  <p className="notice" role="status">
    {children}
  </p>
);

const Failed = ({ error, retry }: { readonly error: Error; readonly retry: () => void }) => {
  const status = error instanceof Refused ? error.problem.status : undefined;
  if (status === 403) return <NotYours />;
  if (status === 404)
    return (
      <Notice title={<Trans>Nothing is known of this</Trans>}>
        <Trans>
          Either there never was such a thing, or it was not known yet at the time you look at.
        </Trans>
      </Notice>
    );
  return (
    <Notice title={<Trans>This could not be loaded</Trans>}>
      {status === undefined ? (
        <Trans>Esep does not answer. It may be starting, or the network is away.</Trans>
      ) : (
        <span lang="en">{error.message}</span>
      )}{' '}
      <Button size="compact-sm" variant="default" onClick={retry}>
        <Trans>Try again</Trans>
      </Button>
    </Notice>
  );
};

const Notice = (props: { readonly title: ReactNode; readonly children: ReactNode }) => (
  <section className="notice" role="alert">
    <h2>{props.title}</h2>
    <p>{props.children}</p>
  </section>
);

/** What the role of whoever is signed in does not read. */
export const NotYours = () => (
  <Notice title={<Trans>This is not yours to see</Trans>}>
    <Trans>
      Your role does not read this. Whoever has to see it for their work can ask the officer who
      keeps the roles.
    </Trans>
  </Notice>
);

/** A page that broke. */
export const PageFailed = ({ error, reset }: ErrorComponentProps) => (
  <Failed error={error instanceof Error ? error : new Error(String(error))} retry={reset} />
);

export const PageUnknown = () => (
  <Notice title={<Trans>There is no such page</Trans>}>
    <Link to="/board">
      <Trans>To the board</Trans>
    </Link>
  </Notice>
);
