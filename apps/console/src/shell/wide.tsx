import type { ReactNode } from 'react';

/** A table that may be wider than the page: it scrolls by itself, also by keyboard. */
export const Wide = (props: { readonly label: string; readonly children: ReactNode }) => (
  <div className="wide" role="group" aria-label={props.label} tabIndex={0}>
    {props.children}
  </div>
);
