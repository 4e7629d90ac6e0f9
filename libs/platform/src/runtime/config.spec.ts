import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { IsOptional, Matches } from 'class-validator';

import {
  ConfigError,
  DevelopmentVariable,
  readConfig,
  refuseInProduction,
  ServiceConfig,
  Variable,
} from './config.js';

class LicensingConfig extends ServiceConfig {
  @Variable('It is the key of the blind index: 64 hex digits.')
  @Matches(/^[0-9a-f]{64}$/)
  ESEP_BLIND_INDEX_KEY!: string;

  @DevelopmentVariable('It is the instant at which the demonstration begins.')
  @IsOptional()
  @Matches(/Z$/)
  ESEP_CLOCK_START?: string;
}

const GOOD = {
  ESEP_DATABASE_URL: 'postgres://esep:secret@127.0.0.1:5432/licensing',
  ESEP_ISSUER: 'https://id.example.kz',
  ESEP_BLIND_INDEX_KEY: 'ab'.repeat(32),
};

const complaintsOf = (env: NodeJS.ProcessEnv): string => {
  try {
    readConfig(LicensingConfig, env);
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    return (error as Error).message;
  }
  throw new Error('The configuration was accepted.');
};

describe('The configuration of a service', () => {
  it('is read with defaults where a variable is not set or empty', () => {
    const config = readConfig(LicensingConfig, { ...GOOD, ESEP_PORT: '0', ESEP_HOST: '' });
    expect(config).toBeInstanceOf(LicensingConfig);
    expect(config).toMatchObject({
      ...GOOD,
      ESEP_PORT: 0,
      ESEP_HOST: '127.0.0.1',
      ESEP_DEPLOYMENT: 'local',
      ESEP_AUTHORITY: 'AIFC',
      ESEP_AUDIENCE: 'esep',
      ESEP_TLS: false,
    });
  });

  it('ignores variables that no schema names', () => {
    expect(readConfig(LicensingConfig, { ...GOOD, PATH: '/bin' })).not.toHaveProperty('PATH');
  });

  it('names every wrong variable in one message, and what to give instead', () => {
    const message = complaintsOf({
      ESEP_PORT: '70000',
      ESEP_LOG_LEVEL: 'loud',
      ESEP_TLS: 'maybe',
      ESEP_DATABASE_URL: 'mysql://db/licensing',
    });
    const lines = message.split('\n').slice(1);
    expect(new Set(lines.map((line) => line.trim().split(':')[0]))).toEqual(
      new Set([
        'ESEP_BLIND_INDEX_KEY',
        'ESEP_DATABASE_URL',
        'ESEP_ISSUER',
        'ESEP_LOG_LEVEL',
        'ESEP_PORT',
        'ESEP_TLS',
      ]),
    );
    expect(message).toContain(
      'ESEP_PORT: must not be greater than 65535. It is the TCP port to listen on, e.g. 7081; 0 takes a free one.',
    );
    expect(message).toContain('ESEP_ISSUER: is missing.');
  });

  it('takes only a number for a number', () => {
    expect(complaintsOf({ ...GOOD, ESEP_PORT: '7o80' })).toContain('ESEP_PORT:');
    expect(complaintsOf({ ...GOOD, ESEP_PORT: '1e3' })).toContain('ESEP_PORT:');
  });

  it('never repeats a value, because some are secrets', () => {
    const message = complaintsOf({
      ...GOOD,
      ESEP_DATABASE_URL: 'postgres://esep:hunter2@',
      ESEP_BLIND_INDEX_KEY: 'not-hex-but-secret',
    });
    expect(message).toContain('ESEP_DATABASE_URL');
    expect(message).not.toMatch(/hunter2|not-hex-but-secret/);
  });

  it('takes a variable with a secret in it from the file that it is told', () => {
    const { ESEP_DATABASE_URL: url, ...others } = GOOD;
    const directory = mkdtempSync(join(tmpdir(), 'esep-config-'));
    const file = join(directory, 'database-url');
    writeFileSync(file, `${url}\n`);
    const config = readConfig(LicensingConfig, { ...others, ESEP_DATABASE_URL_FILE: file });
    expect(config.ESEP_DATABASE_URL).toBe(url);
    rmSync(directory, { recursive: true });
    const message = complaintsOf({ ...others, ESEP_DATABASE_URL_FILE: file });
    expect(message).toContain('ESEP_DATABASE_URL_FILE: is a file that cannot be read.');
  });

  it('refuses a development variable in production, by whatever way it comes', () => {
    const env = { ...GOOD, ESEP_CLOCK_START_FILE: '/nowhere', NODE_ENV: 'production' };
    expect(complaintsOf(env)).toContain('ESEP_CLOCK_START_FILE: is for development only.');
  });

  it('refuses a development variable in production, and only there', () => {
    const env = { ...GOOD, ESEP_CLOCK_START: '2026-01-01T00:00:00Z' };
    expect(readConfig(LicensingConfig, env).ESEP_CLOCK_START).toBe(env.ESEP_CLOCK_START);
    expect(complaintsOf({ ...env, NODE_ENV: 'production' })).toContain(
      'ESEP_CLOCK_START: is for development only.',
    );
  });

  it('refuses a development feature in production, and only there', () => {
    expect(() => refuseInProduction('The demo issuer', { NODE_ENV: 'production' })).toThrow(
      'The demo issuer is for development only and does not run under NODE_ENV=production.',
    );
    expect(() => refuseInProduction('The demo issuer', { NODE_ENV: 'test' })).not.toThrow();
  });
});
