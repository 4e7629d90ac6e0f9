import {
  Controller,
  Get,
  Header,
  Inject,
  Optional,
  Param,
  Res,
  StreamableFile,
} from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import { entryBundle, parseTilePath, verifierKeyOf, type ReceiptFile } from '@esep/ledger-format';
import type { Response } from 'express';

import { CurrentPrincipal, Public, Roles } from './auth.js';
import { Disclosure, mayRead } from './disclosure.js';
import { EventStore } from '../event-store/event-store.js';
import { LedgerKey } from '../transparency/ledger-key.js';
import { Fails } from './openapi-errors.js';
import { Problem } from './problem.js';
import type { Principal } from './request-context.js';
import { Sealer } from '../transparency/sealer.js';

const TEXT_SCHEMA = { type: 'string' } as const;
const TEXT = { content: { 'text/plain': { schema: TEXT_SCHEMA } } } as const;
const BYTES = {
  content: { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } },
} as const;

class Receipt implements ReceiptFile {
  @ApiProperty({ description: 'The event as it was hashed.' }) event!: string;
  @ApiProperty({ description: 'C2SP tlog-proof.' }) proof!: string;
  @ApiProperty() verifierKey!: string;
}

/**
 * The public side of the log: signed heads and hash tiles for everybody, events and receipts for callers
 * with read access to them (C2SP tlog-tiles).
 */
export const ledgerController = (service: string) => {
  @ApiTags('ledger')
  @Controller(`${service}/v1`)
  class LedgerController {
    constructor(
      private readonly store: EventStore,
      private readonly sealer: Sealer,
      private readonly key: LedgerKey,
      @Optional() @Inject(Disclosure) private readonly disclosure?: Disclosure,
    ) {}

    @Get('log/checkpoint')
    @Public()
    @ApiOperation({
      summary: 'The signed tree head of everything committed so far',
      description:
        'A C2SP checkpoint (signed note). Keep it: a later head that does not contain it proves that the log was changed.',
    })
    @ApiOkResponse({
      ...TEXT,
      headers: { 'Last-Modified': { description: 'When it was signed.', schema: TEXT_SCHEMA } },
    })
    @Header('content-type', 'text/plain; charset=utf-8')
    async checkpoint(@Res({ passthrough: true }) response: Response): Promise<string> {
      const { note, sealedAt } = await this.sealer.seal();
      response.set('Last-Modified', new Date(sealedAt).toUTCString());
      return note;
    }

    @Get('log/key')
    @Public()
    @ApiOperation({
      summary: 'The verifier key of this log, as sumdb/note writes it',
      description: 'Checks the signatures of checkpoints and receipts. Keep it apart from the log.',
    })
    @ApiOkResponse(TEXT)
    @Header('content-type', 'text/plain; charset=utf-8')
    verifierKey(): string {
      return `${verifierKeyOf(this.store.log, this.key.publicKey)}\n`;
    }

    @Get('log/tile/entries/*path')
    @Fails(404, 'tile-unknown')
    @Roles('auditor', 'service')
    @ApiOperation({
      summary: 'An entry bundle of up to 256 events',
      description:
        'C2SP tlog-tiles: each event by its length and bytes. A full bundle never changes and may be cached for ever.',
    })
    @ApiOkResponse(BYTES)
    async entries(@Param('path') path: string[]): Promise<StreamableFile> {
      const { index, width } = tilePath(path);
      const events = await this.store.read(index * 256, width);
      if (events.length < width) throw noTile();
      return new StreamableFile(entryBundle(events.map(({ bytes }) => Buffer.from(bytes))));
    }

    @Get('log/tile/:level/*path')
    @Fails(404, 'tile-unknown')
    @Public()
    @ApiOperation({
      summary: 'A tile of up to 256 hashes',
      description:
        'C2SP tlog-tiles, to check that events stand in the tree of a checkpoint. A full tile never changes.',
    })
    @ApiOkResponse(BYTES)
    async tile(
      @Param('level') level: string,
      @Param('path') path: string[],
    ): Promise<StreamableFile> {
      const { index, width } = tilePath(path);
      if (!/^\d{1,2}$/.test(level)) throw noTile();
      await this.sealer.seal();
      const tile = await this.sealer.tile({ level: Number(level), index, width });
      if (!tile) throw noTile();
      return new StreamableFile(tile);
    }

    @Get('receipts/:eventId')
    @Fails(404, 'event-unknown')
    @ApiOperation({
      summary: 'A file that proves offline that an event stands in the log',
      description:
        'Commands and reports answer its address. Whom the event does not concern gets 404, as for one that is not there.',
    })
    @ApiOkResponse({
      description: 'Check it with: esep verify <file> --key <verifier key>',
      type: Receipt,
    })
    async receipt(
      @Param('eventId') eventId: string,
      @CurrentPrincipal() principal: Principal,
    ): Promise<ReceiptFile> {
      const stored = await this.store.findEvent(eventId);
      // The same 404 for a missing event and for one of others: an id must not reveal that it exists.
      if (!stored || !(await mayRead(principal, stored, this.disclosure)))
        throw new Problem(404, 'event-unknown', {
          detail: `No event ${eventId} that you may read stands in this log.`,
        });
      return {
        event: stored.bytes,
        proof: await this.sealer.prove(stored.position),
        verifierKey: this.verifierKey().trim(),
      };
    }
  }
  return LedgerController;
};

const noTile = () => new Problem(404, 'tile-unknown', { detail: 'The log has no such tile yet.' });

const tilePath = (path: string | string[]) => {
  const parsed = parseTilePath(Array.isArray(path) ? path.join('/') : path);
  if (!parsed) throw noTile();
  return parsed;
};
