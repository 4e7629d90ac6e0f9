import {
  applyDecorators,
  createParamDecorator,
  Injectable,
  Post,
  UseInterceptors,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
} from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiProperty } from '@nestjs/swagger';
import { SUBMISSION_MESSAGES, type SubmissionRefusal } from '@esep/contracts';
import type { Refusals } from '@esep/kernel';
import type { JsonObject, Meta } from '@esep/ledger-format';
import type { Request, Response } from 'express';
import { map, type Observable } from 'rxjs';

import { Roles } from '../http/auth.js';
import { IsCount, IsFlag, IsRowId } from '../http/fields.js';
import { Fails, refusedWith } from '../http/openapi-errors.js';
import { REFUSALS } from '../http/problem.js';
import { metaOf, requestContext, type Principal, type Role } from '../http/request-context.js';

// The HTTP form of a report and its answer, the same for every kind. submission-intake.ts decides.

/** The fields that every report has; each kind adds its sender and its rows. */
export class ReportHead {
  @IsRowId({ description: 'The sender’s own id of the report.' }) reportId!: string;
  @IsCount({ min: 1, description: '1, 2, 3 …' }) version!: number;
}

export class RejectedRow {
  @ApiProperty({ description: 'For a fill: its trade id and side.' }) rowId!: string;
  @ApiProperty({ description: 'Kebab-case fact, e.g. `net-mismatch`.' }) code!: string;
  @ApiProperty({ description: 'What is wrong, and what to do.' }) message!: string;
}

export class SubmissionAnswer {
  @ApiProperty() reportId!: string;
  @ApiProperty({ type: 'integer', minimum: 1 }) version!: number;
  @ApiProperty({ type: 'integer', description: 'Rows that stand.' }) accepted!: number;
  @ApiProperty({ type: [RejectedRow], description: 'Kept, and may be sent again.' })
  rejected!: RejectedRow[];
  @ApiProperty({ required: false, description: 'Where its proof is; none for a dry run.' })
  receipt?: string;
}

/** The outcome of a report. `recordedAs` is the event id of `SubmissionRecorded`. */
export type SubmissionOutcome =
  | {
      readonly accepted: true;
      readonly replayed: boolean;
      readonly recordedAs?: string;
      readonly answer: SubmissionAnswer;
    }
  | { readonly accepted: false; readonly reason: SubmissionRefusal; readonly detail: string };

export class SubmissionQuery {
  @IsFlag({ optional: true, description: 'Answer the same, and record nothing.' })
  dryRun: boolean = false;
}

/** The sender, and the body exactly as it was sent. */
export interface Sending {
  readonly principal: Principal;
  readonly content: JsonObject;
  readonly meta: Meta;
}

/** The `Sending` of a request. */
export const Sent = createParamDecorator((_data: unknown, execution: ExecutionContext): Sending => {
  const { body } = execution.switchToHttp().getRequest<Request>();
  const principal = requestContext()?.principal;
  if (!principal) throw new Error('A submission needs a principal.');
  return { principal, content: body as JsonObject, meta: metaOf(principal) };
});

/** Turns a `SubmissionOutcome` into the answer; refusals are answered by the platform. */
@Injectable()
class SubmissionAnswerInterceptor implements NestInterceptor {
  intercept(execution: ExecutionContext, next: CallHandler): Observable<unknown> {
    return next.handle().pipe(
      map((outcome: SubmissionOutcome): unknown => {
        if (!outcome.accepted) return outcome;
        const { replayed, recordedAs, answer } = outcome;
        const response = execution.switchToHttp().getResponse<Response>();
        if (replayed) response.setHeader('Idempotent-Replay', 'true');
        if (recordedAs !== undefined)
          return { ...answer, receipt: `/${serviceOf()}/v1/receipts/${recordedAs}` };
        // Nothing was created by a dry run.
        response.status(200);
        return answer;
      }),
    );
  }
}

const serviceOf = (): string => requestContext()?.service ?? '';

const REFUSED: Refusals = {
  ...SUBMISSION_MESSAGES,
  'report-changed': REFUSALS['report-changed'],
};

/** Marks a handler that takes reports from senders of a role. */
export const TakesReport = (role: Role, summary: string): MethodDecorator =>
  applyDecorators(
    Post(),
    Roles(role),
    ...[409, 422].map((status) => Fails(status, ...refusedWith(REFUSED, status))),
    UseInterceptors(SubmissionAnswerInterceptor),
    ApiOperation({ summary, description: SUBMISSION_DESCRIPTION }),
    ApiCreatedResponse({
      type: SubmissionAnswer,
      description: 'What became of each row. The same again for the same content.',
      headers: {
        'Idempotent-Replay': {
          description: '`true` when this version of the report was taken before.',
          schema: { type: 'string' },
        },
      },
    }),
    ApiOkResponse({ type: SubmissionAnswer, description: 'What would become of each row.' }),
  );

const SUBMISSION_DESCRIPTION =
  'A malformed report is refused whole. Rows that break a rule are rejected one by one, each with a code, and the rest stand. The same reportId, version and content gives the same answer again, with `Idempotent-Replay: true`; other content under the same version is refused with `report-changed`.';
