import { me } from './session.js';

/** May whoever is signed in call an operation of supervision? */
export const mayCall = (method: string, path: string): boolean =>
  me()?.may.some((one) => one.method === method && one.path === path) ?? false;
