import { useQueryClient } from '@tanstack/react-query';

import { textAt } from '../session/esep.js';
import { serviceOf } from '../session/services.js';
import { chosenOf, keysIn, logOf, type LogKeys } from './key-sources.js';

const PASTED = 'esep-log-keys';

/** What whoever reads pasted in this browser. A public key is no secret. */
export const pastedKeys = (): readonly string[] => keysIn(localStorage.getItem(PASTED) ?? '') ?? [];

let pinned: Promise<readonly string[]> | undefined;

/** What the console's own server says (`ESEP_LOG_KEYS`), which is not the host of any log. */
const pinnedKeys = (): Promise<readonly string[]> => {
  pinned ??= askForPinned().catch((error: unknown) => {
    pinned = undefined;
    // Never none instead: the host would be believed then.
    throw error;
  });
  return pinned;
};

const askForPinned = async (): Promise<readonly string[]> => {
  const answer = await fetch('/config.json');
  if (!answer.ok) throw new Error(`${answer.status} for /config.json`);
  const { logKeys = [] } = (await answer.json()) as { readonly logKeys?: readonly string[] };
  return logKeys;
};

/** The keys of a service's log. */
export const keysOf = async (service: string): Promise<LogKeys> => {
  const [host, ofConsole] = await Promise.all([textAt(`/${service}/v1/log/key`), pinnedKeys()]);
  const own = (keys: readonly string[]) => keys.filter((key) => serviceOf(logOf(key)) === service);
  return chosenOf({ pasted: own(pastedKeys()), console: own(ofConsole), host: [host.trim()] });
};

/** What was checked with other keys is checked again. */
const CHECKED = ['proof', 'continuation', 'checked', 'printed'];

export const useKeepKeys = () => {
  const queries = useQueryClient();
  return (keys: readonly string[]): Promise<void> => {
    if (keys.length === 0) localStorage.removeItem(PASTED);
    else localStorage.setItem(PASTED, keys.join('\n'));
    return queries.resetQueries({
      predicate: ({ queryKey }) => CHECKED.includes(`${queryKey[0]}`),
    });
  };
};
