import { hash } from 'node:crypto';

import {
  createParamDecorator,
  Injectable,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
  type ParamDecoratorEnhancer,
} from '@nestjs/common';
import { ApiHeader, ApiProperty } from '@nestjs/swagger';
import { holdsIin } from '@esep/kernel';
import { canonical, type JsonObject } from '@esep/ledger-format';
import type { Request, Response } from 'express';
import { map, type Observable } from 'rxjs';

import type { CommandContext, CommandOutcome } from '../event-store/command-handler.js';
import { Problem } from './problem.js';
import { metaOf, requestContext } from './request-context.js';

const KEY = /^[\x21-\x7e]{1,128}$/;

/** Says of a handler that takes a `Command` that it takes a key. */
const takesKey: ParamDecoratorEnhancer = (controller, name) => {
  const handler = Object.getOwnPropertyDescriptor(controller, name as string);
  if (handler === undefined) throw new Error('Only a handler takes a command.');
  ApiHeader({
    name: 'Idempotency-Key',
    required: false,
    description:
      'Of your choice, a new one for each command: what is sent again under the same key is done once, and answered as before.',
    schema: { type: 'string', pattern: '^[!-~]{1,128}$' },
    example: 'b51c9a44-approve-dmp-1',
  })(controller, name as string, handler);
};

/**
 * The principal, the correlation and the `Idempotency-Key` of a command. The key is scoped to the person
 * who sent it; its fingerprint is of method, address and body, so that the same key with another
 * content is refused.
 */
export const Command = createParamDecorator(
  (_data: unknown, execution: ExecutionContext): CommandContext => {
    const request = execution.switchToHttp().getRequest<Request>();
    const principal = requestContext()?.principal;
    if (!principal) throw new Error('A command needs a principal.');
    const meta = metaOf(principal);
    const key = request.header('idempotency-key');
    if (key === undefined) return { meta };
    if (!KEY.test(key) || holdsIin(key))
      throw new Problem(400, 'idempotency-key-malformed', {
        detail: 'Idempotency-Key must be 1 to 128 printable ASCII characters, and hold no IIN.',
      });
    const scope = `${principal.organisation}/${principal.subject}`;
    return { meta, once: new Once(scope, key, request) };
  },
  [takesKey],
);

/** The fingerprint is computed lazily: the body is validated first. */
class Once {
  private made: string | undefined;

  constructor(
    readonly scope: string,
    readonly key: string,
    private readonly request: Request,
  ) {}

  get fingerprint(): string {
    const { method, originalUrl, body } = this.request;
    const content = [method, originalUrl, (body ?? null) as JsonObject | null];
    return (this.made ??= hash('sha256', canonical(content)));
  }
}

/** What a command that appended answers. */
export class CommandAnswer {
  @ApiProperty() readonly stream!: string;
  @ApiProperty({ type: 'integer' }) readonly version!: number;
  @ApiProperty({ type: 'integer' }) readonly position!: number;
  @ApiProperty({ description: 'Where the proof of its event is.' }) readonly receipt!: string;
  @ApiProperty({
    required: false,
    description: 'What a second person confirms, if the command proposed an act.',
  })
  readonly proposalId?: string;
}

export const answerOf = (
  service: string,
  { stream, version, position, eventId, proposalId }: Extract<CommandOutcome, { accepted: true }>,
): CommandAnswer => ({
  stream,
  version,
  position,
  receipt: `/${service}/v1/receipts/${eventId}`,
  ...(proposalId === undefined ? {} : { proposalId }),
});

/** Turns a handler's `CommandOutcome` into the answer, so that controllers only command. */
@Injectable()
export class CommandAnswerInterceptor implements NestInterceptor {
  constructor(private readonly service: string) {}

  intercept(execution: ExecutionContext, next: CallHandler): Observable<unknown> {
    return next.handle().pipe(
      map((outcome: unknown) => {
        if (!isAcceptedCommand(outcome)) return outcome;
        const response = execution.switchToHttp().getResponse<Response>();
        // The act waits for a second person. Some handlers decide only while running whether it does.
        if (outcome.proposalId !== undefined) response.status(202);
        if (outcome.replayed) response.setHeader('Idempotent-Replay', 'true');
        return { ...outcome.also, ...answerOf(this.service, outcome) };
      }),
    );
  }
}

const isAcceptedCommand = (
  outcome: unknown,
): outcome is Extract<CommandOutcome, { accepted: true }> =>
  typeof outcome === 'object' &&
  outcome !== null &&
  (outcome as { accepted?: unknown }).accepted === true &&
  typeof (outcome as { eventId?: unknown }).eventId === 'string';
