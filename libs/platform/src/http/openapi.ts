import type { INestApplication } from '@nestjs/common';
import {
  ApiProperty,
  DocumentBuilder,
  getSchemaPath,
  SwaggerModule,
  type OpenAPIObject,
} from '@nestjs/swagger';
import type { Refusals } from '@esep/kernel';

import { CommandAnswer } from './command-request.js';
import { addFailures, type Operation } from './openapi-errors.js';
import { exampleOf, pathForm, type Schema } from './openapi-examples.js';

/** What the OpenAPI document of a service is made of, beside its handlers. */
export interface ServiceDescription {
  /** First segment of every path, e.g. `licensing`. */
  readonly name: string;
  readonly title?: string;
  readonly description?: string;
  readonly version?: string;
  /** What to do about each refusal of its commands, by its name. */
  readonly refusals?: Refusals;
}

/** A field of a problem that is about input. */
class FieldErrorSchema {
  @ApiProperty({ description: 'RFC 6901 pointer into what was sent.' }) pointer!: string;
  @ApiProperty({ description: 'Kebab-case fact.' }) code!: string;
  @ApiProperty() message!: string;
}

/** RFC 9457, as every error is answered. */
class ProblemSchema {
  @ApiProperty({ format: 'uri', example: 'urn:esep:problem:report-changed' }) type!: string;
  @ApiProperty() title!: string;
  @ApiProperty({ type: 'integer', minimum: 400, maximum: 599 }) status!: number;
  @ApiProperty({ required: false }) detail?: string;
  @ApiProperty({ required: false, format: 'uri', description: 'The request.' }) instance?: string;
  @ApiProperty({ required: false, type: [FieldErrorSchema] }) errors?: FieldErrorSchema[];
}

const METHODS = ['get', 'put', 'post', 'delete', 'patch'] as const;

/** The OpenAPI 3.1 document of an application. */
export const openApiOf = (app: INestApplication, service: ServiceDescription): OpenAPIObject => {
  const { name, title = `Esep: ${name}`, description = '', version = '1' } = service;
  const config = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle(title)
    .setDescription(description)
    .setVersion(version)
    .addServer('/')
    .addBearerAuth({ type: 'http', scheme: 'bearer', bearerFormat: 'JWT' }, 'token')
    .addSecurityRequirements('token')
    .build();
  const document = SwaggerModule.createDocument(app, config, {
    extraModels: [ProblemSchema, CommandAnswer],
    operationIdFactory: (controller, method) =>
      `${controller.replace(/Controller$/, '')}_${method}`,
  });
  const { refusals = {} } = service;
  for (const item of Object.values(document.paths))
    for (const method of METHODS)
      if (item[method]) complete(method, item[method], { document, refusals });
  return document;
};

interface DocumentContext {
  readonly document: OpenAPIObject;
  /** What the commands of the service refuse. */
  readonly refusals: Refusals;
}

/** Adds to an operation what is the same for all handlers. */
const complete = (
  method: string,
  operation: Operation,
  { document, refusals }: DocumentContext,
): void => {
  const isPublic = Object.hasOwn(operation, 'x-esep-public');
  if (isPublic) operation.security = [];
  const schemas = document.components?.schemas ?? {};
  for (const parameter of operation.parameters ?? []) {
    const form = 'in' in parameter && parameter.in === 'path' && pathForm(parameter.name);
    if (form) parameter.schema = form as SchemaObject;
  }
  const body = operation.requestBody;
  for (const { schema } of Object.values(body && 'content' in body ? body.content : {}))
    if (schema) closeObjects(schema, schemas);
  // Without a body a request has none of its fields: that is right where each is optional.
  if (body && 'content' in body)
    body.required = Object.values(body.content).some(({ schema }) => hasRequired(schema, schemas));
  const isRead = method === 'get';
  // Whatever is answered by 201 or 202 is a command, and all commands have the same answer.
  for (const status of ['201', '202']) {
    const made = operation.responses[status];
    if (isRead || made === undefined || '$ref' in made) continue;
    made.content ??= { 'application/json': { schema: { $ref: getSchemaPath(CommandAnswer) } } };
  }
  operation.description = descriptionOf(operation, isRead);
  addExamples(operation, schemas);
  addFailures(operation, { isRead, isPublic, refusals });
};

const AS_BEFORE = 'it is done once and answered as before, with `Idempotent-Replay: true`';

/** The handler's own description, who may call it, and what a repeated call does. */
const descriptionOf = (operation: Operation, isRead: boolean): string => {
  const { description = '', parameters = [] } = operation;
  const roles = (operation as { readonly 'x-esep-roles'?: readonly string[] })['x-esep-roles'];
  const isCommand = parameters.some((one) => 'name' in one && one.name === 'Idempotency-Key');
  const who = Object.hasOwn(operation, 'x-esep-public')
    ? 'anybody, without a token'
    : roles
      ? `\`${roles.join('`, `')}\``
      : 'whoever has a valid token';
  const repeated = isCommand
    ? `sent again under the same \`Idempotency-Key\`, ${AS_BEFORE}. Without a key it is decided anew, and what is done already is refused or changes nothing.`
    : isRead
      ? 'it reads, and records nothing.'
      : undefined;
  return [
    description,
    `**Who:** ${who}.`,
    ...(repeated === undefined ? [] : [`**On repeat:** ${repeated}`]),
  ].join('\n\n');
};

/** An example of what is sent and of each answer of success, from those of the fields. */
const addExamples = ({ parameters = [], requestBody, responses }: Operation, schemas: Schemas) => {
  for (const parameter of parameters)
    if ('in' in parameter && parameter.schema)
      parameter.example ??= exampleOf(parameter.schema as Schema, schemas, parameter.name);
  const answers = Object.entries(responses).filter(([status]) => status.startsWith('2'));
  for (const part of [requestBody, ...answers.map(([, answer]) => answer)]) {
    const media = part && 'content' in part ? part.content?.['application/json'] : undefined;
    if (media?.schema) media.example ??= exampleOf(media.schema as Schema, schemas);
  }
};

type SchemaObject = Exclude<
  NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>[string],
  { $ref: string }
>;

const hasRequired = (
  schema: SchemaObject | { readonly $ref: string } | undefined,
  schemas: Schemas,
): boolean => {
  if (schema === undefined) return false;
  if ('$ref' in schema) return hasRequired(schemas[schema.$ref.split('/').at(-1) ?? ''], schemas);
  return (schema.required?.length ?? 0) > 0;
};

type Schemas = Readonly<Record<string, SchemaObject | { readonly $ref: string }>>;

/** A body has only declared fields: others are refused. */
const closeObjects = (schema: SchemaObject | { readonly $ref: string }, schemas: Schemas): void => {
  if ('$ref' in schema) {
    const named = schemas[schema.$ref.split('/').at(-1) ?? ''];
    if (named && !('additionalProperties' in named)) closeObjects(named, schemas);
    return;
  }
  if (schema.properties) schema.additionalProperties ??= false;
  const parts = [...Object.values(schema.properties ?? {}), ...(schema.allOf ?? [])];
  for (const part of [...parts, ...(schema.items ? [schema.items] : [])])
    closeObjects(part, schemas);
};

/** Serves the document and the page for people. It is built at the first request: a start would wait. */
export const serveOpenApi = (app: INestApplication, service: ServiceDescription): void => {
  SwaggerModule.setup(`${service.name}/docs`, app, () => openApiOf(app, service), {
    raw: ['json'],
    jsonDocumentUrl: `${service.name}/v1/openapi.json`,
    customSiteTitle: service.title ?? `Esep: ${service.name}`,
    // Without these the page asks a validator on the internet about our document, and keeps tokens where
    // any script of the origin finds them.
    swaggerOptions: { validatorUrl: null, persistAuthorization: false },
  });
};
