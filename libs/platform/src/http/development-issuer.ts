import { createPrivateKey } from 'node:crypto';

import { calculateJwkThumbprint, exportJWK, generateKeyPair, SignJWT } from 'jose';
import type { JSONWebKeySet, JWK } from 'jose';

import { millisOf } from '@esep/kernel';

import type { Clock } from '../runtime/clock.js';
import { refuseInProduction } from '../runtime/config.js';
import type { Principal, Role } from './request-context.js';

/** Where the issuer keeps its private key (JWK), so that tokens outlive a restart. */
export interface IssuerKey {
  load(): Promise<JWK | undefined>;
  save(key: JWK): Promise<void>;
}

export interface DevelopmentIssuerOptions {
  readonly clock: Clock;
  readonly issuer: string;
  readonly audience: string;
  /** Default: a new key at each start. */
  readonly key?: IssuerKey;
}

export interface DemoToken extends Principal {
  readonly token: string;
}

const DAY_SECONDS = 86_400;

/**
 * An identity provider for development and the embedded host. It issues any token to any caller, so its
 * creation throws under NODE_ENV=production.
 */
export class DevelopmentIssuer {
  private constructor(
    private readonly options: DevelopmentIssuerOptions,
    private readonly key: JWK,
  ) {}

  static async start(options: DevelopmentIssuerOptions): Promise<DevelopmentIssuer> {
    refuseInProduction('The development identity provider');
    const key = (await options.key?.load()) ?? (await newKey());
    await options.key?.save(key);
    return new DevelopmentIssuer(options, key);
  }

  /** The `iss` and the `aud` of its tokens. */
  get name(): string {
    return this.options.issuer;
  }
  get audience(): string {
    return this.options.audience;
  }

  /** With its private part, for a provider of this process that issues the same tokens. */
  get signingKey(): JWK {
    return this.key;
  }

  /** The public keys. */
  jwks(): JSONWebKeySet {
    const { d: _secret, ...publicKey } = this.key;
    return { keys: [publicKey] };
  }

  /** A token for a principal, valid for `ttlSeconds` by the service's clock. */
  token(principal: Principal, ttlSeconds = 365 * DAY_SECONDS): Promise<string> {
    const { clock, issuer, audience } = this.options;
    const { subject, organisation, roles, name } = principal;
    const now = Math.floor(millisOf(clock.now()) / 1000);
    return new SignJWT({ organisation, roles, ...(name === undefined ? {} : { name }) })
      .setProtectedHeader({ alg: 'EdDSA', kid: this.key.kid as string, typ: 'at+jwt' })
      .setSubject(subject)
      .setIssuer(issuer)
      .setAudience(audience)
      .setIssuedAt(now)
      .setExpirationTime(now + ttlSeconds)
      .sign(createPrivateKey({ key: this.key, format: 'jwk' }));
  }

  /** A token for each role and organisation of a demonstration (`GET /dev/v1/tokens`). */
  tokens(principals: readonly Principal[]): Promise<DemoToken[]> {
    return Promise.all(
      principals.map(async (principal) => ({ ...principal, token: await this.token(principal) })),
    );
  }
}

const newKey = async (): Promise<JWK> => {
  const { privateKey } = await generateKeyPair('EdDSA', { extractable: true });
  const key = await exportJWK(privateKey);
  return { ...key, kid: await calculateJwkThumbprint(key), alg: 'EdDSA', use: 'sig' };
};

/** The organisation of the regulator's staff in any demonstration. */
export const DEMO_REGULATOR = 'aifc';

/** Regulator staff and machines of any demonstration. Two of each who decide: two persons must act. */
const STAFF: readonly (readonly [subject: string, name: string, role: Role])[] = [
  ['officer-aigerim', 'Aigerim, licensing', 'licensing-officer'],
  ['officer-bolat', 'Bolat, licensing', 'licensing-officer'],
  ['analyst-dana', 'Dana, supervision', 'supervision-analyst'],
  ['analyst-yerlan', 'Yerlan, supervision', 'supervision-analyst'],
  ['enforcer-madina', 'Madina, enforcement', 'enforcement-officer'],
  ['enforcer-timur', 'Timur, enforcement', 'enforcement-officer'],
  ['tax-saule', 'Saule, tax', 'tax-officer'],
  ['tax-arman', 'Arman, tax', 'tax-officer'],
  ['auditor-zhanna', 'Zhanna, internal audit', 'auditor'],
  ['operator-nurlan', 'Nurlan, operations', 'operator'],
];

/** The principals of a demonstration with these pools, exchanges, licensees and services. */
export const demoPrincipals = (sector: {
  readonly pools: readonly string[];
  readonly exchanges: readonly string[];
  readonly licensees?: readonly string[];
  readonly services?: readonly string[];
}): Principal[] => [
  ...STAFF.map(([subject, name, role]) => ({
    subject,
    name,
    organisation: DEMO_REGULATOR,
    roles: [role],
  })),
  { subject: 'demo', name: 'Demonstration', organisation: DEMO_REGULATOR, roles: ['demo'] },
  ...machines('pool', sector.pools),
  ...machines('exchange', sector.exchanges),
  ...machines('licensee', sector.licensees ?? []),
  ...machines('service', sector.services ?? []),
];

const machines = (role: Role, organisations: readonly string[]): Principal[] =>
  organisations.map((organisation) => ({
    subject: `${role}-${organisation}`,
    organisation,
    roles: [role],
  }));
