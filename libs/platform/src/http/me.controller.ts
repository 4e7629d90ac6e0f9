import { Controller, Get, RequestMethod, type Type } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { ModulesContainer, Reflector } from '@nestjs/core';
import { ApiOkResponse, ApiOperation, ApiProperty, ApiTags, DECORATORS } from '@nestjs/swagger';

import { accessOf, CurrentPrincipal, hasRole, type Access } from './auth.js';
import { ROLES, type Principal, type Role } from './request-context.js';

class AllowedOperation {
  @ApiProperty({ example: 'GET' }) method!: string;
  @ApiProperty({
    example: '/licensing/v1/licences/{licenceId}',
    description: 'As in the OpenAPI document.',
  })
  path!: string;
  @ApiProperty({ example: 'One licence' }) summary!: string;
}

class MeAnswer {
  @ApiProperty({ example: 'officer-aigerim', description: 'What events record as their actor.' })
  subject!: string;
  @ApiProperty({ nullable: true, type: String, example: 'Aigerim' }) name!: string | null;
  @ApiProperty({
    example: 'aifc',
    description: 'Id of a pool, an exchange or a licensee, or the regulator.',
  })
  organisation!: string;
  @ApiProperty({ enum: ROLES, isArray: true, description: 'Those that count there.' })
  roles!: readonly Role[];
  @ApiProperty({
    type: [AllowedOperation],
    description: 'The operations of this service that need a role which the token has.',
  })
  may!: readonly AllowedOperation[];
}

/** Who the caller is for this service, and what it may do: a page shows nobody what would be refused. */
export const meController = (service: string) => {
  @ApiTags('access')
  @Controller(`${service}/v1/me`)
  class MeController {
    private operations?: readonly Operation[];

    constructor(
      private readonly modules: ModulesContainer,
      private readonly reflector: Reflector,
    ) {}

    @Get()
    @ApiOperation({
      summary: 'Who I am here, and what I may do',
      description:
        'What the service knows by the access token. What needs no role of its own is not in `may`: what is public, the rule packs, receipts of what one may read.',
    })
    @ApiOkResponse({ type: MeAnswer })
    read(@CurrentPrincipal() principal: Principal): MeAnswer {
      const { subject, name = null, organisation, roles } = principal;
      this.operations ??= operationsOf(this.modules, this.reflector, `/${service}/`);
      const may = this.operations
        .filter(({ access }) => Array.isArray(access) && hasRole(principal, ...access))
        .map(({ access: _access, ...operation }) => operation);
      return { subject, name, organisation, roles, may };
    }
  }
  return MeController;
};

interface Operation extends AllowedOperation {
  readonly access: Access;
}

/** Every documented operation below a path, with the access that the guard asks of its callers. */
const operationsOf = (
  modules: ModulesContainer,
  reflector: Reflector,
  below: string,
): readonly Operation[] => {
  const found = [...modules.values()].flatMap(({ controllers }) =>
    [...controllers.values()].flatMap(({ metatype }) =>
      handlersOf(metatype as Type).map((handler): Operation => {
        const read = <Value>(key: string, of: object) => Reflect.getMetadata(key, of) as Value;
        const at = [metatype as Type, handler].map((of) => read<string>(PATH_METADATA, of));
        return {
          method: RequestMethod[read<RequestMethod>(METHOD_METADATA, handler)] as string,
          path: pathOf(at),
          summary: read<{ summary?: string }>(DECORATORS.API_OPERATION, handler)?.summary ?? '',
          access: accessOf(reflector, [handler, metatype as Type]),
        };
      }),
    ),
  );
  return found.filter(({ path, summary }) => path.startsWith(below) && summary !== '');
};

type Handler = (...inputs: never[]) => unknown;

const handlersOf = ({ prototype }: { readonly prototype: object }): readonly Handler[] =>
  Object.values(Object.getOwnPropertyDescriptors(prototype))
    .map(({ value }) => value as unknown)
    .filter(
      (value): value is Handler =>
        typeof value === 'function' && Reflect.hasMetadata(METHOD_METADATA, value),
    );

/** `:id` and `*path` of the router are `{id}` and `{path}` of the document. */
const pathOf = (parts: readonly string[]): string =>
  `/${parts
    .map((part) => part.replaceAll(/^\/|\/$/g, ''))
    .filter(Boolean)
    .join('/')}`.replaceAll(/[:*](\w+)/g, '{$1}');
