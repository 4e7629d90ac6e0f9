import { clientOf, type Schemas } from '@esep/client';

// The only place that knows how one signs in. On a development host: as whomever one chooses, because it
// gives a token of any role to whoever asks. A token lives in memory alone; what is kept over a reload
// is who was chosen.

export type Person = Omit<Schemas['dev']['TokenItem'], 'token'>;

const KEPT = 'esep-person';
const development = clientOf({ baseUrl: location.origin });

let signedIn: { readonly person: Person; readonly token: string } | undefined;
const listeners = new Set<() => void>();
const become = (next: typeof signedIn): void => {
  signedIn = next;
  for (const listener of listeners) listener();
};

/** Calls a listener whenever somebody else is there; gives what ends that. */
export const onPersonChange = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/** Who is signed in; undefined before somebody is. */
export const me = (): Person | undefined => signedIn?.person;

export const token = (): Promise<string> =>
  signedIn ? Promise.resolve(signedIn.token) : Promise.reject(new Error('Nobody is signed in.'));

/** Whom one may sign in as. */
export const people = async (): Promise<readonly Person[]> => {
  const items = await demoTokens();
  return items
    .filter(({ roles }) => !roles.includes('service') && !roles.includes('demo'))
    .map(({ token: _, ...person }) => person);
};

/** Signs in as whoever was signed in before; false when there is nobody. */
export const resume = async (): Promise<boolean> => {
  const subject = localStorage.getItem(KEPT);
  if (subject === null) return false;
  return signInAs(subject);
};

export const signInAs = async (subject: string): Promise<boolean> => {
  const found = (await demoTokens()).find((item) => item.subject === subject);
  if (!found) return false;
  const { token: secret, ...person } = found;
  become({ person, token: secret });
  localStorage.setItem(KEPT, subject);
  return true;
};

export const signOut = (): void => {
  become(undefined);
  localStorage.removeItem(KEPT);
};

const demoTokens = async () => {
  const { data, error } = await development.GET('/dev/v1/tokens');
  if (error) throw new Error(error.detail);
  return data.items;
};
