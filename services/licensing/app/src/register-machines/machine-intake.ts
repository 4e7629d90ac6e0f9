import { Injectable } from '@nestjs/common';
import type { MachineRegisterChanged } from '@esep/contracts';
import { accept, MACHINES_PER_CHUNK } from '@esep/kernel';
import type { Meta } from '@esep/ledger-format';
import { Clock, CommandHandler, EventStore, type CommandStep } from '@esep/platform';
import { machineEvents } from '@esep/licensing-domain';

import { LicenceRegister } from '../keep-register/register.js';
import { NAMED_MAX, type MachinesAnswer } from './machine-bodies.js';
import { keptLinesOf, MachineChunks, type KeptLines } from './machine-chunks.js';
import {
  decideLines,
  lineOf,
  type AcceptedLines,
  type DecidedLines,
  type MachineAct,
  type Surroundings,
} from './machine-decisions.js';
import type { ReadLine, RefusedLine, SentLine } from './machine-lines.js';
import { MachineRegister } from './machine-register.js';

// A file of machines, decided line by line and recorded chunk by chunk (LIC-10). A chunk is recorded whole
// or not at all; sent again, lines that were recorded change nothing, so a file that broke off is sent
// again as it is.

export interface Sending {
  readonly act: MachineAct;
  readonly meta: Meta;
  /** Nothing is recorded. */
  readonly dryRun: boolean;
}

/** A group of accepted lines as it is kept. */
type Chunk = AcceptedLines & KeptLines;

@Injectable()
export class MachineIntake {
  constructor(
    private readonly register: LicenceRegister,
    private readonly machines: MachineRegister,
    private readonly kept: MachineChunks,
    private readonly commands: CommandHandler,
    private readonly store: EventStore,
    private readonly clock: Clock,
  ) {}

  async take(lines: AsyncIterable<readonly SentLine[]>, sending: Sending): Promise<MachinesAnswer> {
    const answer = new Answer();
    let waiting: ReadLine[] = [];
    for await (const some of lines)
      for (const line of some) {
        answer.lines += 1;
        if ('code' in line) answer.refuse(line);
        else waiting.push(line);
        if (waiting.length < MACHINES_PER_CHUNK) continue;
        await this.takeChunk(waiting, sending, answer);
        waiting = [];
      }
    if (waiting.length > 0) await this.takeChunk(waiting, sending, answer);
    return answer.body();
  }

  private async takeChunk(
    lines: readonly ReadLine[],
    sending: Sending,
    answer: Answer,
  ): Promise<void> {
    const { decided, chunks } = sending.dryRun
      ? await this.decide(sending.act, lines)
      : await this.record(lines, sending);
    const receipts = sending.dryRun ? new Map<string, string>() : await this.receiptsOf(chunks);
    for (const refused of decided.refused) answer.refuse(refused);
    answer.unchanged += decided.unchanged;
    for (const { licenceId, sha256, changes } of chunks)
      answer.change({
        ...{ licenceId, sha256, machines: changes.length },
        receipt: receipts.get(sha256) ?? null,
      });
  }

  /** Decides again when other machines were registered, moved or retired meanwhile. */
  private async record(lines: readonly ReadLine[], { act, meta }: Sending): Promise<Decided> {
    let latest: Decided | undefined;
    const event: MachineRegisterChanged = { type: 'MachineRegisterChanged', at: this.clock.now() };
    const roster = { stream: 'machine-register', event };
    const outcome = await this.commands.handleTogether({ meta }, roster, async () => {
      latest = await this.decide(act, lines);
      for (const chunk of latest.chunks) await this.kept.keep(chunk);
      return latest.steps;
    });
    if (!outcome.accepted || latest === undefined)
      throw new Error('A chunk of decided lines was refused.');
    return latest;
  }

  private async decide(act: MachineAct, lines: readonly ReadLine[]): Promise<Decided> {
    await this.machines.upToDate();
    const around = await this.surroundingsOf(act, lines);
    const decided = await decideLines(act, lines, around);
    const chunks: Chunk[] = [];
    for (const group of decided.accepted)
      chunks.push({ ...group, ...(await keptLinesOf(group.lines)) });
    const holderOf = (licenceId: string): string => {
      const licence = around.licences.get(licenceId);
      if (licence?.status !== 'held') throw new Error(`Nobody holds ${licenceId}.`);
      return licence.licenseeId;
    };
    const events = chunks.flatMap((chunk) => machineEvents({ act, ...chunk }, holderOf));
    const steps = events.map((event): CommandStep => {
      return { stream: streamOf(event.licenceId), decide: () => accept(event) };
    });
    return { decided, chunks, steps };
  }

  /** Licences of machines that move away are among them: they have an event of that. */
  private async surroundingsOf(act: MachineAct, lines: readonly ReadLine[]): Promise<Surroundings> {
    const serials = new Set(lines.map(({ body }) => body.serial));
    const machines = await this.machines.bySerial([...serials]);
    const said = lines.map(({ body }) => lineOf(act, body, machines.get(body.serial)));
    const placed = [
      ...said.flatMap((line) => (line.act === 'retire' ? [] : [line])),
      ...[...machines.values()].flatMap(({ placements }) => placements.slice(-1)),
    ];
    const [licences, dataCentres, loads] = await Promise.all([
      this.register.states('licence', new Set(placed.map(({ licenceId }) => licenceId))),
      this.register.states('data-centre', new Set(placed.map((one) => one.dataCentreId))),
      this.machines.loadsOf(placed.map(({ dataCentreId }) => dataCentreId)),
    ]);
    return { machines, licences, dataCentres, loads };
  }

  private async receiptsOf(chunks: readonly Chunk[]): Promise<Map<string, string>> {
    const streams = chunks.map(({ licenceId }) => streamOf(licenceId));
    const receipts = new Map<string, string>();
    for (const events of (await this.store.readStreams(streams)).values())
      for (const { envelope } of events)
        receipts.set(String(envelope.body['sha256']), `/licensing/v1/receipts/${envelope.eventId}`);
    return receipts;
  }
}

interface Decided {
  readonly decided: DecidedLines;
  readonly chunks: readonly Chunk[];
  readonly steps: readonly CommandStep[];
}

const streamOf = (licenceId: string): string => `machines-${licenceId}`;

/** What came of a file so far. */
class Answer {
  lines = 0;
  unchanged = 0;
  private changed = 0;
  private readonly refusals: RefusedLine[] = [];
  private readonly refused = new Map<string, number>();
  private readonly chunks: MachinesAnswer['chunks'] = [];

  refuse(refusal: RefusedLine): void {
    this.refused.set(refusal.code, (this.refused.get(refusal.code) ?? 0) + 1);
    if (this.refusals.length < NAMED_MAX) this.refusals.push(refusal);
  }

  change(chunk: MachinesAnswer['chunks'][number]): void {
    this.changed += chunk.machines;
    if (this.chunks.length < NAMED_MAX) this.chunks.push(chunk);
  }

  body(): MachinesAnswer {
    const { lines, changed, unchanged, refusals, chunks } = this;
    const refusalsByCode = [...this.refused]
      .map(([code, count]) => ({ code, lines: count }))
      .sort((a, b) => b.lines - a.lines);
    const refused = refusalsByCode.reduce((sum, { lines: count }) => sum + count, 0);
    return { lines, changed, unchanged, refused, refusals, refusalsByCode, chunks };
  }
}
