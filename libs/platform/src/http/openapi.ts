import type { INestApplication } from '@nestjs/common';
import {
  ApiProperty,
  DocumentBuilder,
  getSchemaPath,
  SwaggerModule,
  type OpenAPIObject,
} from '@nestjs/swagger';

import { CommandAnswer } from './command-request.js';

/** What a service says of itself in its OpenAPI document. */
export interface ServiceDescription {
  /** First segment of every path, e.g. `licensing`. */
  readonly name: string;
  readonly title?: string;
  readonly description?: string;
  readonly version?: string;
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

/** Answers that any operation may give beside its own. */
const COMMON = {
  '400': 'Malformed: the body or a parameter cannot be read, or a field of it is wrong.',
  '401': 'No access token, or one that is not valid now.',
  '403': 'The token may not do this, or speaks for another organisation.',
  '404': 'It does not exist.',
  '409': 'It conflicts with what was recorded before.',
  '413': 'Too large: more than 8 MiB or 10,000 rows.',
  '415': 'Not a content type of this call.',
  '422': 'Refused by a rule; `type` names it.',
  '429': 'Too many calls; `Retry-After` says when to come back.',
  '500': 'Our fault; quote `instance`.',
  '503': 'Starting, stopping or without its database; send the same request again.',
} as const;

type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;
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
  for (const item of Object.values(document.paths))
    for (const method of METHODS) if (item[method]) complete(method, item[method]);
  return document;
};

/** Adds what no handler declares by itself: problems, and that a public route needs no token. */
const complete = (method: string, operation: Operation): void => {
  const isPublic = Object.hasOwn(operation, 'x-esep-public');
  if (isPublic) operation.security = [];
  const reads = method === 'get';
  // What makes something, or proposes it, is a command, and all commands answer alike.
  for (const status of ['201', '202']) {
    const made = operation.responses[status];
    if (!reads && made && !('$ref' in made))
      made.content ??= { 'application/json': { schema: { $ref: getSchemaPath(CommandAnswer) } } };
  }
  for (const [status, description] of Object.entries(COMMON)) {
    if (isPublic && ['401', '403'].includes(status)) continue;
    if (reads && ['409', '413', '415'].includes(status)) continue;
    operation.responses[status] ??= {
      description,
      content: {
        'application/problem+json': { schema: { $ref: '#/components/schemas/ProblemSchema' } },
      },
    };
  }
};

/** Serves the document and the page for people. Built when first asked for: a start need not wait. */
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
