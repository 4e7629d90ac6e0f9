import { hash } from 'node:crypto';

import { mapWork } from '@esep/kernel';
import type { Request, Response } from 'express';

import { inTurns } from '../runtime/turns.js';

/**
 * An answer as JSON under an entity tag of its content; 304 and nothing where the caller has it already.
 * `beside` is sent and not compared: how far the sources are known changes all the time.
 */
export const taggedJson = async (
  request: Request,
  response: Response,
  content: object,
  beside: object,
): Promise<string> => {
  const fields: string[] = [];
  for (const [name, value] of Object.entries(content))
    fields.push(`${JSON.stringify(name)}:${await jsonOf(value)}`);
  const members = fields.join(',');
  const tag = `"${hash('sha256', members, 'base64url').slice(0, TAG_CHARACTERS)}"`;
  // Weak: what stands beside the content may differ.
  response.set('ETag', `W/${tag}`);
  if (isNamedIn(request.get('If-None-Match'), tag)) {
    response.status(304);
    return '';
  }
  response.type('json');
  return `{${members},${JSON.stringify(beside).slice(1)}`;
};

const TAG_CHARACTERS = 22;

/** Items of a list that are serialised in one turn. */
const ITEMS_AT_ONCE = 100;

const jsonOf = async (value: unknown): Promise<string> => {
  if (!Array.isArray(value)) return JSON.stringify(value);
  const items: readonly unknown[] = value;
  const texts = await inTurns(mapWork(items, (item) => JSON.stringify(item), ITEMS_AT_ONCE));
  return `[${texts.join(',')}]`;
};

/** Not left to Express: browsers send `Cache-Control: no-cache` with a tag that a script names, and it heeds that. */
const isNamedIn = (header: string | undefined, tag: string): boolean =>
  header !== undefined &&
  header.split(',').some((one) => [tag, '*'].includes(one.trim().replace(/^W\//, '')));
