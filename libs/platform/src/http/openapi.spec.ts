import { Body, Controller, Get, Module, Param, Post, Query } from '@nestjs/common';
import type { OpenAPIObject } from '@nestjs/swagger';
import { identityNumberKind } from '@esep/kernel';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';

import { Public, Roles } from './auth.js';
import { Command } from './command-request.js';
import type { CommandContext } from '../event-store/command-handler.js';
import { Fails } from './openapi-errors.js';
import {
  IsAsset,
  IsBaseUnits,
  IsIinOrBin,
  IsInstant,
  IsListOf,
  IsMoney,
  IsPeriod,
  IsRowId,
  IsRows,
  IsText,
  MoneyBody,
} from './fields.js';
import { Lists, ListQuery, type Page } from './listing.js';
import { startTestService, type TestService } from '../testing/test-service.js';

class Fill {
  @IsRowId() tradeId!: string;
  @IsIinOrBin() licenseeBin!: string;
  @IsAsset() asset!: string;
  @IsBaseUnits() quantity!: string;
  @IsMoney() quote!: MoneyBody;
  @IsInstant({ optional: true }) settledAt?: string;
  @IsText({ optional: true, list: { max: 9 } }) rules?: string[];
  @IsListOf(() => MoneyBody, { optional: true }) fees?: MoneyBody[];
}

class Fills {
  @IsRowId() reportId!: string;
  @IsRows(() => Fill) rows!: Fill[];
}

class FillQuery extends ListQuery {
  @IsPeriod({ optional: true }) period?: string;
}

@Controller('sample/v1/fills')
@Roles('exchange', 'auditor')
@Fails(404, 'fill-unknown')
class FillController {
  @Post()
  @Roles('exchange')
  send(@Body() body: Fills): { accepted: number } {
    return { accepted: body.rows.length };
  }

  @Get()
  @Lists(Fill)
  list(@Query() _query: FillQuery): Page<Fill> {
    return { items: [], next: null };
  }

  @Post(':id/end')
  @Roles('exchange')
  @Fails(422, 'fill-settled')
  end(@Param('id') id: string, @Command() _command: CommandContext): { id: string } {
    return { id };
  }

  @Get(':id')
  @Public()
  one(@Param('id') id: string): { id: string } {
    return { id };
  }
}

@Module({ controllers: [FillController] })
class FillModule {}

type Json = Record<string, unknown>;

describe('The OpenAPI document', () => {
  let service: TestService;
  let document: OpenAPIObject;

  beforeAll(async () => {
    service = await startTestService({ name: 'sample', module: FillModule });
    const response = await service.call('sample/v1/openapi.json');
    expect(response.status).toBe(200);
    document = (await response.json()) as OpenAPIObject;
  });

  afterAll(() => service.close());

  const operations = () =>
    Object.entries(document.paths).flatMap(([path, item]) =>
      Object.entries(item as Json).map(([method, operation]) => ({
        path,
        method,
        operation: operation as {
          operationId: string;
          parameters: { name: string; in: string; required: boolean; schema: Json }[];
          responses: Record<string, { description: string; content?: Record<string, Json> }>;
          requestBody?: { content: Record<string, { schema: Json }> };
          security?: Json[];
        } & Json,
      })),
    );

  const operationAt = (path: string, method: string) =>
    operations().find((one) => one.path === path && one.method === method)?.operation as ReturnType<
      typeof operations
    >[number]['operation'];

  it('is OpenAPI 3.1 with the members that it must have', () => {
    expect(document.openapi).toBe('3.1.0');
    expect(document.info).toMatchObject({ title: 'Esep: sample', version: '1' });
    expect(Object.keys(document.paths).sort()).toEqual([
      '/sample/v1/fills',
      '/sample/v1/fills/{id}',
      '/sample/v1/fills/{id}/end',
    ]);
    expect(JSON.stringify(document)).not.toContain('"nullable"');
  });

  it('has schemas of JSON Schema 2020-12 whose references all lead somewhere', () => {
    const ajv = new Ajv2020({ strict: true, allowUnionTypes: true });
    formats.default(ajv);
    ajv.addVocabulary(['components', 'example']);
    ajv.addSchema({ $id: 'document', components: document.components }, 'document');
    const schemas = Object.keys(document.components?.schemas ?? {});
    expect(schemas.sort()).toEqual([
      'CommandAnswer',
      'FieldErrorSchema',
      'Fill',
      'Fills',
      'MoneyBody',
      'ProblemSchema',
    ]);
    for (const name of schemas)
      expect(ajv.getSchema(`document#/components/schemas/${name}`)).toBeInstanceOf(Function);
    const references = JSON.stringify(document).matchAll(
      /"\$ref":"#\/components\/schemas\/(\w+)"/g,
    );
    for (const [, name] of references) expect(schemas).toContain(name);

    const isFills = ajv.getSchema('document#/components/schemas/Fills') as (x: unknown) => boolean;
    const fill = {
      tradeId: 't',
      licenseeBin: '061211600012',
      asset: 'BTC',
      quantity: '1',
      quote: { amount: '1', currency: 'KZT' },
      rules: ['a'],
    };
    expect(isFills({ reportId: 'r', rows: [fill] })).toBe(true);
    expect(isFills({ reportId: 'r', rows: [{ ...fill, quantity: '-1' }] })).toBe(false);
    expect(isFills({ reportId: 'r', rows: [{ ...fill, settledAt: 'soon' }] })).toBe(false);
    expect(isFills({ reportId: 'r', rows: [{ ...fill, quote: {} }] })).toBe(false);
    expect(isFills({ reportId: 'r', rows: [{ ...fill, rules: 'a' }] })).toBe(false);
    expect(isFills({ rows: [fill] })).toBe(false);
  });

  it('names each operation once, declares its path parameters, and how it may fail', () => {
    const ids = operations().map(({ operation }) => operation.operationId);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { path, operation } of operations()) {
      const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      const declared = operation.parameters.filter((one) => one.in === 'path');
      expect(declared.map(({ name }) => name)).toEqual(inPath);
      for (const [status, response] of Object.entries(operation.responses)) {
        expect(response.description).toEqual(expect.any(String));
        if (Number(status) >= 400)
          expect(Object.keys(response.content ?? {})).toEqual(['application/problem+json']);
      }
      expect(Object.keys(operation.responses)).toEqual(expect.arrayContaining(['400', '500']));
    }
  });

  it('names the facts by which each operation fails, its own among them', () => {
    const factsOf = (path: string, method: string, status: string) => {
      const content = operationAt(path, method).responses[status]?.content ?? {};
      const schema = content['application/problem+json']?.['schema'];
      const [, { properties }] = (schema as { allOf: [Json, { properties: Json }] }).allOf;
      return (properties['type'] as { enum: string[] }).enum;
    };
    expect(factsOf('/sample/v1/fills/{id}', 'get', '404')).toEqual([
      'urn:esep:problem:fill-unknown',
      'urn:esep:problem:route-unknown',
    ]);
    expect(factsOf('/sample/v1/fills/{id}/end', 'post', '422')).toEqual([
      'urn:esep:problem:fill-settled',
      'urn:esep:problem:idempotency-key-reused',
    ]);
    expect(factsOf('/sample/v1/fills', 'get', '400')).toContain('urn:esep:problem:cursor-invalid');
    for (const { operation } of operations())
      expect(operation.responses['405']).toMatchObject({ headers: { Allow: {} } });
  });

  it('says of each operation who may call it, and what happens when it is called again', () => {
    expect(operationAt('/sample/v1/fills', 'get')['description']).toBe(
      '\n\n**Who:** `exchange`, `auditor`.\n\n**On repeat:** it reads, and records nothing.',
    );
    const { description } = operationAt('/sample/v1/fills/{id}/end', 'post');
    expect(description).toMatch(
      /^\n\n\*\*Who:\*\* `exchange`\.\n\n\*\*On repeat:\*\* sent again under/,
    );
    expect(operationAt('/sample/v1/fills/{id}', 'get')['description']).toContain('without a token');
  });

  it('shows an example of what is sent and of what is answered, made of those of the fields', () => {
    const { requestBody } = operationAt('/sample/v1/fills', 'post');
    const content = requestBody?.content['application/json'] as Json;
    expect(content['example']).toMatchObject({
      rows: [{ asset: 'BTC', quantity: '7500000000', quote: { currency: 'KZT' } }],
    });
    const [{ licenseeBin = '' } = {}] = (content['example'] as { rows: Partial<Fill>[] }).rows;
    expect(identityNumberKind(licenseeBin)).toBe('bin');
    const answer = operationAt('/sample/v1/fills', 'get').responses['200']?.content;
    expect(answer?.['application/json']?.['example']).toMatchObject({ next: null });
  });

  it('says of a command alone that it takes an Idempotency-Key', () => {
    const taking = operations().filter(({ operation }) =>
      operation.parameters.some(({ name }) => name === 'Idempotency-Key'),
    );
    expect(taking.map(({ path }) => path)).toEqual(['/sample/v1/fills/{id}/end']);
  });

  it('shows what is sent as closed, and path parameters with their form', () => {
    const {
      Fill: fill,
      Fills: fills,
      MoneyBody: money,
      ProblemSchema: problem,
    } = document.components?.schemas ?? {};
    for (const sent of [fill, fills, money])
      expect(sent).toHaveProperty('additionalProperties', false);
    expect(problem).not.toHaveProperty('additionalProperties');
    const [id] = operationAt('/sample/v1/fills/{id}', 'get').parameters;
    expect(id?.schema).toMatchObject({ type: 'string', pattern: '^[a-z0-9][a-z0-9-]{0,62}$' });
  });

  it('asks for a token everywhere but where none is needed', () => {
    expect(document.security).toEqual([{ token: [] }]);
    expect(document.components?.securitySchemes?.['token']).toMatchObject({
      type: 'http',
      scheme: 'bearer',
    });
    expect(operationAt('/sample/v1/fills/{id}', 'get')).toMatchObject({ security: [] });
    expect(operationAt('/sample/v1/fills', 'post').security).toBeUndefined();
    expect(operationAt('/sample/v1/fills', 'post')['x-esep-roles']).toEqual(['exchange']);
    expect(operationAt('/sample/v1/fills', 'get')['x-esep-roles']).toEqual(['exchange', 'auditor']);
  });

  it('shows a list with its query, as JSON and as CSV', () => {
    const list = operationAt('/sample/v1/fills', 'get');
    expect(list.parameters.map(({ name, required }) => [name, required])).toEqual([
      ['limit', false],
      ['cursor', false],
      ['period', false],
    ]);
    expect(list.parameters[0]?.schema).toMatchObject({ type: 'integer', minimum: 1, maximum: 500 });
    expect(Object.keys(list.responses['200']?.content ?? {})).toEqual([
      'application/json',
      'text/csv',
    ]);
  });

  it('is shown to people, who need no token, by a page that loads nothing from elsewhere', async () => {
    const page = await service.call('sample/docs');
    expect(page.status).toBe(200);
    const html = await page.text();
    expect(html).not.toMatch(/(src|href)=["'](https?:)?\/\//);
    const parts = [...html.matchAll(/(?:src|href)=["']([^"']+\.(?:js|css))["']/g)];
    expect(parts.length).toBeGreaterThan(2);
    for (const [, part] of parts) {
      const asset = await fetch(new URL(part as string, `${service.url}/sample/docs`));
      expect([part, asset.status]).toEqual([part, 200]);
      await asset.arrayBuffer();
    }
    const init = await service.call('sample/docs/swagger-ui-init.js');
    expect(await init.text()).toContain('"validatorUrl": null');
  });

  it('API-21: is shown by a page that keeps no token where scripts of the origin find it', async () => {
    const init = await (await service.call('sample/docs/swagger-ui-init.js')).text();
    expect(init).toContain('"persistAuthorization": false');
    expect(init).not.toContain('"persistAuthorization": true');
  });
});
