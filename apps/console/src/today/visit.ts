import { me } from '../session/session.js';

// What somebody has seen of the changes, kept in this browser: nothing of what they say. A tab is a visit:
// what was new when it was opened stays new until it is closed.

export interface Seen {
  /** Of the newest change, in the log of supervision. */
  readonly position: number;
  /** When it was looked at. */
  readonly at: string;
}

const keyOf = () => `esep-seen:${me()?.subject ?? ''}`;

/** What had been seen before this visit; nothing where somebody is here for the first time. */
export const seenBefore = (): Seen | undefined => {
  const key = keyOf();
  if (sessionStorage.getItem(key) === null)
    sessionStorage.setItem(key, localStorage.getItem(key) ?? '');
  return read(sessionStorage.getItem(key));
};

/** The newest change is seen now. */
export const markSeen = (position: number): void => {
  const before = read(localStorage.getItem(keyOf()));
  const seen: Seen = {
    position: Math.max(position, before?.position ?? 0),
    at: new Date().toISOString(),
  };
  localStorage.setItem(keyOf(), JSON.stringify(seen));
};

/** Nothing of what somebody else has written there. */
const read = (text: string | null): Seen | undefined => {
  try {
    const { position, at } = JSON.parse(text ?? '') as Partial<Seen>;
    return typeof position === 'number' && !Number.isNaN(Date.parse(at ?? ''))
      ? { position, at: at ?? '' }
      : undefined;
  } catch {
    return undefined;
  }
};
