import { IsInt, IsOptional, IsString, IsUrl, Matches, Max, Min, ValidateIf } from 'class-validator';

import { DevelopmentVariable, ServiceConfig, Variable } from '../runtime/config.js';

const BROKERS = /^[\w.-]+:\d{1,5}(,[\w.-]+:\d{1,5})*$/;
const LOGS = /^[a-z-]+=https?:\/\/[^,\s]+(,[a-z-]+=https?:\/\/[^,\s]+)*$/;

/** TLS takes all three files; with one missing the connection must not be plain. */
const isKafkaByTls = (config: ProcessConfig): boolean =>
  [config.ESEP_KAFKA_CA_FILE, config.ESEP_KAFKA_CERT_FILE, config.ESEP_KAFKA_KEY_FILE].some(
    (file) => file !== undefined,
  );

/** The configuration of a process of its own that reads the logs of other services from them. */
export class DirectProcessConfig extends ServiceConfig {
  @Variable(
    'It is where the other services are, e.g. licensing=http://licensing:7080,tax=http://tax:7080; its own place may stand there too.',
  )
  @Matches(LOGS)
  ESEP_LOGS!: string;

  @Variable('It is a file with an access token of the role `service`; it is read at each use.')
  @ValidateIf(({ ESEP_TOKEN_URL }: ProcessConfig) => ESEP_TOKEN_URL === undefined)
  @IsString()
  ESEP_SERVICE_TOKEN_FILE?: string;

  @Variable('It is where the identity provider gives tokens to clients, instead of from a file.')
  @IsOptional()
  @IsUrl({ protocols: ['http', 'https'], require_tld: false, require_protocol: true })
  ESEP_TOKEN_URL?: string;

  @Variable('It is what the identity provider calls the service.')
  @ValidateIf(({ ESEP_TOKEN_URL }: ProcessConfig) => ESEP_TOKEN_URL !== undefined)
  @IsString()
  ESEP_CLIENT_ID?: string;

  @Variable('It is a file with the secret by which the identity provider knows the service.')
  @ValidateIf(({ ESEP_TOKEN_URL }: ProcessConfig) => ESEP_TOKEN_URL !== undefined)
  @IsString()
  ESEP_CLIENT_SECRET_FILE?: string;

  @Variable(
    'It is a file with the Ed25519 key (PEM, PKCS 8) that signs the heads of the log; with the word serve, its public half.',
  )
  ESEP_LEDGER_KEY_FILE!: string;

  @Variable('It is a file with 32 bytes in hexadecimal: they encrypt the keys of personal data.')
  ESEP_PERSONAL_MASTER_KEY_FILE!: string;

  @Variable('It is a file with 32 bytes in hexadecimal: by them identity numbers are found.')
  ESEP_PERSONAL_INDEX_KEY_FILE!: string;

  @Variable('It is a directory that outlives the database: the last signed head is kept there.')
  @IsOptional()
  ESEP_HEADS_DIRECTORY?: string;

  @DevelopmentVariable('It is a file that keeps how far the clock was moved; demonstrations only.')
  @IsOptional()
  ESEP_DEVELOPMENT_CLOCK_FILE?: string;

  @DevelopmentVariable('It is how many seconds the process’s clock is ahead of others; tests only.')
  @IsInt()
  ESEP_CLOCK_AHEAD_SECONDS: number = 0;

  @DevelopmentVariable(
    'It is where the process has itself killed, e.g. after-append:3; tests only.',
  )
  @IsOptional()
  ESEP_FAILPOINT?: string;
}

/** The configuration of a service that runs as a process of its own, and reads and publishes over Kafka. */
export class ProcessConfig extends DirectProcessConfig {
  @Variable('It is where some brokers of Kafka are, e.g. kafka-0:9092,kafka-1:9092.')
  @Matches(BROKERS)
  ESEP_KAFKA_BROKERS!: string;

  @Variable('It is how many copies of a record the brokers keep: 1 for development, else 3.')
  @IsInt()
  @Min(1)
  @Max(9)
  ESEP_KAFKA_REPLICAS: number = 1;

  @Variable('It is a file with the certificates (PEM) that the brokers are known by.')
  @ValidateIf(isKafkaByTls)
  @IsString()
  ESEP_KAFKA_CA_FILE?: string;

  @Variable('It is a file with the certificate (PEM) that the brokers know the service by.')
  @ValidateIf(isKafkaByTls)
  @IsString()
  ESEP_KAFKA_CERT_FILE?: string;

  @Variable('It is a file with the key (PEM) of the service’s certificate.')
  @ValidateIf(isKafkaByTls)
  @IsString()
  ESEP_KAFKA_KEY_FILE?: string;
}
