import { ConfigError, readConfig } from '../runtime/config.js';
import { ProcessConfig } from './process-config.js';

const GOOD = {
  ESEP_DATABASE_URL: 'postgres://esep@127.0.0.1:5432/tax',
  ESEP_ISSUER: 'https://id.example.kz',
  ESEP_KAFKA_BROKERS: 'kafka-0:9092,kafka-1:9092',
  ESEP_LOGS: 'licensing=http://licensing:7080',
  ESEP_SERVICE_TOKEN_FILE: 'token',
  ESEP_LEDGER_KEY_FILE: 'ledger.pem',
  ESEP_PERSONAL_MASTER_KEY_FILE: 'master',
  ESEP_PERSONAL_INDEX_KEY_FILE: 'index',
};
const TLS = {
  ESEP_KAFKA_CA_FILE: 'ca.crt',
  ESEP_KAFKA_CERT_FILE: 'user.crt',
  ESEP_KAFKA_KEY_FILE: 'user.key',
};

describe('A service of its own', () => {
  it('has its token from a file, or from the identity provider whom it tells who it is', () => {
    const { ESEP_SERVICE_TOKEN_FILE: _file, ...others } = GOOD;
    const client = {
      ESEP_TOKEN_URL: 'https://id.example.kz/token',
      ESEP_CLIENT_ID: 'esep-tax',
      ESEP_CLIENT_SECRET_FILE: 'client-secret',
    };
    expect(readConfig(ProcessConfig, { ...others, ...client })).toMatchObject(client);
    expect(() => readConfig(ProcessConfig, others)).toThrow('ESEP_SERVICE_TOKEN_FILE: is missing.');
    expect(() => readConfig(ProcessConfig, { ...others, ...client, ESEP_CLIENT_ID: '' })).toThrow(
      'ESEP_CLIENT_ID: is missing.',
    );
    expect(() =>
      readConfig(ProcessConfig, { ...others, ...client, ESEP_CLIENT_SECRET_FILE: '' }),
    ).toThrow('ESEP_CLIENT_SECRET_FILE: is missing.');
  });

  it('comes to its brokers without TLS, or with all that TLS takes', () => {
    expect(readConfig(ProcessConfig, GOOD).ESEP_KAFKA_CA_FILE).toBeUndefined();
    expect(readConfig(ProcessConfig, { ...GOOD, ...TLS })).toMatchObject(TLS);
  });

  it.each(Object.keys(TLS))('is not started without %s where the others are given', (missing) => {
    const half = { ...GOOD, ...TLS, [missing]: '' };
    expect(() => readConfig(ProcessConfig, half)).toThrow(ConfigError);
    expect(() => readConfig(ProcessConfig, half)).toThrow(`${missing}: is missing. It is a file`);
  });
});
