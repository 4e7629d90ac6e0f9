import {
  createParamDecorator,
  Injectable,
  SetMetadata,
  applyDecorators,
  type CanActivate,
  type ExecutionContext,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { NextFunction, Request, Response } from 'express';
import { createLocalJWKSet, createRemoteJWKSet, errors, jwtVerify, type JWTPayload } from 'jose';
import type { JSONWebKeySet, JWTVerifyGetKey } from 'jose';

import { holdsIin, millisOf } from '@esep/kernel';

import type { Clock } from '../runtime/clock.js';
import { ConfigError, type ServiceConfig } from '../runtime/config.js';
import { noteOf } from './handler-notes.js';
import { Problem } from './problem.js';
import { countsIn, requestContext, ROLES, type Principal, type Role } from './request-context.js';

// Authentication and authorisation. The token is verified before the body is read, so that
// only authenticated callers can make the service read 8 MiB; the guard then checks the route's roles.

const ALGORITHMS = ['EdDSA', 'ES256', 'RS256'];
const SKEW_SECONDS = 60;

/** A signature is verified once a minute; the provider's keys are cached for ten. */
const VERIFIED_MS_MAX = 60_000;
const VERIFIED_MAX = 10_000;

interface Verified {
  readonly principal: Principal;
  /** Seconds since 1970, as in the token. */
  readonly exp: number;
  readonly nbf: number;
  readonly at: number;
}

const PUBLIC = 'esep:public';
const ROLES_NEEDED = 'esep:roles';

/** Needs no token: health, the public register, the calculator. */
export const Public = (): MethodDecorator & ClassDecorator =>
  applyDecorators(SetMetadata(PUBLIC, true), noteOf('x-esep-public', true));

/**
 * Needs a token with at least one of these roles, in the organisation that the role belongs to. Without
 * it any valid token does.
 */
export const Roles = (...roles: readonly Role[]): MethodDecorator & ClassDecorator =>
  applyDecorators(SetMetadata(ROLES_NEEDED, roles), noteOf('x-esep-roles', [...roles]));

/** The principal of the request. */
export const CurrentPrincipal = createParamDecorator((): Principal => principalOf());

const principalOf = (): Principal => {
  const principal = requestContext()?.principal;
  if (principal === undefined) throw new Error('A public route has no principal.');
  return principal;
};

/** Does the principal speak for this pool, exchange, licensee or service? */
export const organisationIs = (principal: Principal, organisation: string): boolean =>
  principal.organisation === organisation;

/** 403 `other-organisation` unless the principal speaks for this pool, exchange or licensee. */
export const requireOrganisation = (principal: Principal, organisation: string): void => {
  if (organisationIs(principal, organisation)) return;
  throw new Problem(403, 'other-organisation', {
    detail: `This token speaks for ${principal.organisation}, not for ${organisation}.`,
  });
};

export const hasRole = (principal: Principal, ...roles: readonly Role[]): boolean =>
  roles.some((role) => principal.roles.includes(role));

/** 403 `role-missing` unless the principal has one of these roles. */
const requireRole = (principal: Principal, roles: readonly Role[]): void => {
  if (hasRole(principal, ...roles)) return;
  throw new Problem(403, 'role-missing', {
    detail: `This call needs one of ${roles.join(', ')}, in the organisation that the role belongs to; this token speaks for ${principal.organisation}.`,
  });
};

// ── Tokens ──────────────────────────────────────────────────────────────────────────────────────

const expiries = new WeakMap<Principal, number>();

/** When the principal's token expires, in milliseconds since 1970. Open streams end then. */
export const expiryOf = (principal: Principal): number => expiries.get(principal) ?? 0;

/** Checks access tokens: signature, algorithm, issuer, audience, and time by the service's clock. */
export class TokenVerifier {
  private readonly keyOf: JWTVerifyGetKey;
  /** Tokens with a signature that was verified recently, oldest first. */
  private readonly verified = new Map<string, Verified>();

  /** `keys` are those of a host that issues tokens; without them they are read from ESEP_JWKS_URL. */
  constructor(
    private readonly config: ServiceConfig,
    private readonly clock: Clock,
    keys?: JSONWebKeySet,
  ) {
    if (keys) this.keyOf = createLocalJWKSet(keys);
    else if (config.ESEP_JWKS_URL)
      this.keyOf = createRemoteJWKSet(new URL(config.ESEP_JWKS_URL), { cacheMaxAge: 600_000 });
    else
      throw new ConfigError(
        'ESEP_JWKS_URL: is missing. It is where the identity provider publishes its keys (JWKS).',
      );
  }

  /** The principal of a token; throws a 401 `Problem`, or 503 when the keys cannot be read. */
  async verify(token: string): Promise<Principal> {
    const known = this.verified.get(token);
    if (known && this.isGood(known)) return known.principal;
    this.verified.delete(token);
    try {
      const { payload } = await jwtVerify(token, this.keyOf, {
        algorithms: ALGORITHMS,
        issuer: this.config.ESEP_ISSUER,
        audience: this.config.ESEP_AUDIENCE,
        requiredClaims: ['exp', 'sub', 'organisation', 'roles'],
        typ: this.config.ESEP_TOKEN_TYPE,
        clockTolerance: SKEW_SECONDS,
        currentDate: new Date(millisOf(this.clock.now())),
      });
      const principal = principalIn(payload, this.config.ESEP_REGULATOR);
      const { exp = 0, nbf = 0 } = payload;
      expiries.set(principal, (exp + SKEW_SECONDS) * 1_000);
      this.verified.set(token, { principal, exp, nbf, at: performance.now() });
      const [oldest] = this.verified.keys();
      if (oldest !== undefined && this.verified.size > VERIFIED_MAX) this.verified.delete(oldest);
      return principal;
    } catch (error) {
      throw problemOf(error);
    }
  }

  /** Verified recently, and valid by the service's clock, which may have been moved. */
  private isGood({ at, exp, nbf }: Verified): boolean {
    const now = millisOf(this.clock.now()) / 1_000;
    const isFresh = performance.now() - at < VERIFIED_MS_MAX;
    return isFresh && now < exp + SKEW_SECONDS && now >= nbf - SKEW_SECONDS;
  }
}

const principalIn = (
  { sub, organisation, roles, name }: JWTPayload,
  regulator: string,
): Principal => {
  if (!Array.isArray(roles)) throw unauthorised('token-invalid', 'The token’s roles are no list.');
  const subject = nameIn('sub', sub);
  const at = nameIn('organisation', organisation);
  return {
    subject,
    organisation: at,
    roles: ROLES.filter((role) => roles.includes(role) && countsIn(role, at, regulator)),
    ...(typeof name === 'string' ? { name } : {}),
  };
};

const NAME = /^(?=\S)[^\p{C}]{1,128}(?<=\S)$/u;

/** Events keep the subject for ever: it must not be empty or hold a person's number. */
const nameIn = (claim: string, value: unknown): string => {
  if (typeof value === 'string' && NAME.test(value) && !holdsIin(value)) return value;
  throw unauthorised(
    'token-invalid',
    `The token's ${claim} must be 1 to 128 printable characters, and hold no IIN.`,
  );
};

const problemOf = (error: unknown): unknown => {
  if (error instanceof errors.JWTExpired)
    return unauthorised('token-expired', 'The token has expired.');
  if (error instanceof errors.JWTClaimValidationFailed)
    return unauthorised('token-invalid', `The token's ${error.claim} is not what it must be.`);
  if (error instanceof errors.JWKSTimeout || !(error instanceof errors.JOSEError))
    return error instanceof Problem ? error : keysUnavailable();
  if (error.code === 'ERR_JOSE_GENERIC') return keysUnavailable();
  return unauthorised('token-invalid', 'The token is not one of the identity provider.');
};

const keysUnavailable = (): Problem =>
  new Problem(503, 'identity-provider-unavailable', {
    detail: 'The keys of the identity provider could not be read.',
    headers: { 'Retry-After': '5' },
  });

const unauthorised = (fact: string, detail: string): Problem =>
  new Problem(401, fact, {
    detail,
    headers: {
      'WWW-Authenticate':
        fact === 'token-missing'
          ? 'Bearer'
          : `Bearer error="invalid_token", error_description="${detail}"`,
    },
  });

// ── Middleware and guard ────────────────────────────────────────────────────────────────────────

const refusals = new WeakMap<Request, unknown>();

/** Verifies the token of a request, if any, and sets the principal of its context. */
export const authenticate =
  (tokens: TokenVerifier) =>
  async (request: Request, _response: Response, next: NextFunction): Promise<void> => {
    const token = /^Bearer +([\w.~+/=-]+) *$/i.exec(request.headers.authorization ?? '')?.[1];
    const context = requestContext();
    try {
      if (token !== undefined && context) context.principal = await tokens.verify(token);
      else if (request.headers.authorization !== undefined)
        throw unauthorised('token-invalid', 'Send the token as Authorization: Bearer <token>.');
    } catch (error) {
      refusals.set(request, error);
    }
    next();
  };

/** The 401 of a request without a principal: the token was invalid or missing. */
export const unknownCaller = (request: Request): unknown =>
  refusals.get(request) ?? unauthorised('token-missing', 'This call needs an access token.');

/** `public`: no token. `token`: any that is valid. Else a token with one of these roles. */
export type Access = 'public' | 'token' | readonly Role[];

/** What is asked of callers by `places`: a handler, then its class. The guard and `/me` both go by it. */
export const accessOf = (reflector: Reflector, places: Places): Access =>
  reflector.getAllAndOverride<boolean | undefined>(PUBLIC, places)
    ? 'public'
    : (reflector.getAllAndOverride<readonly Role[] | undefined>(ROLES_NEEDED, places) ?? 'token');

type Places = Parameters<Reflector['getAllAndOverride']>[1];

/** Everything needs a token but what is `@Public()`; `@Roles()` narrows it further. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(private readonly reflector: Reflector) {}

  canActivate(context: ExecutionContext): boolean {
    const access = accessOf(this.reflector, [context.getHandler(), context.getClass()]);
    if (access === 'public') return true;
    const principal = requestContext()?.principal;
    if (!principal) throw unknownCaller(context.switchToHttp().getRequest<Request>());
    if (access !== 'token') requireRole(principal, access);
    return true;
  }
}
