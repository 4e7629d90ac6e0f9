import { isUtf8 } from 'node:buffer';

import type { Type } from '@nestjs/common';
import { beginsTurn, type Instant } from '@esep/kernel';
import { MACHINE_LINE_BYTES_MAX } from '@esep/kernel';
import { nextTurn, Problem, readInput, readJson, type Line } from '@esep/platform';

import type { MachineBody } from './machine-bodies.js';

// Lines of a file of machines, as they were read: each a JSON object of its own.

export type SentLine<Body = MachineBody> = ReadLine<Body> | RefusedLine;

export interface ReadLine<Body = MachineBody> {
  readonly line: number;
  readonly body: Body;
}

export interface RefusedLine {
  readonly line: number;
  readonly serial: string | null;
  readonly code: string;
  /** What is wrong, and what to do. */
  readonly message: string;
}

const LINES_PER_TURN = 250;

/** Reads lines in turns. What is wrong with a line refuses that line, not the file. */
export async function* readLines<Body extends MachineBody>(
  Dto: Type<Body>,
  lines: AsyncIterable<readonly Line[]>,
  now: Instant,
): AsyncGenerator<readonly SentLine<Body>[]> {
  for await (const some of lines) {
    const read: SentLine<Body>[] = [];
    for (const [index, line] of some.entries()) {
      if (beginsTurn(index, LINES_PER_TURN)) await nextTurn();
      read.push(readLine(Dto, line, now));
    }
    yield read;
  }
}

const readLine = <Body extends MachineBody>(
  Dto: Type<Body>,
  { line, bytes }: Line,
  now: Instant,
): SentLine<Body> => {
  if (bytes === undefined)
    return refusedLine(
      line,
      'line-too-long',
      `A line has at most ${MACHINE_LINE_BYTES_MAX} bytes.`,
    );
  try {
    return { line, body: readInput(Dto, readJson(bytes), 'body', now) };
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    const [first] = problem.options.errors ?? [];
    return first
      ? refusedLine(line, first.code, first.message)
      : refusedLine(line, 'line-malformed', notJson(bytes));
  }
};

const notJson = (bytes: Buffer): string =>
  isUtf8(bytes)
    ? 'The line is not one JSON object.'
    : 'The line is not UTF-8. Write the file in UTF-8.';

const refusedLine = (line: number, code: string, message: string): RefusedLine => {
  return { line, serial: null, code, message };
};
