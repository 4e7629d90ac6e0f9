import { ConfigError, DirectProcessConfig, Variable } from '@esep/platform';
import { IsString } from 'class-validator';

/** The configuration of the process to which pools stream. */
export class TelemetryConfig extends DirectProcessConfig {
  @Variable('It is a directory for bodies on their way and for the files of readings.')
  @IsString()
  ESEP_TELEMETRY_DIRECTORY!: string;

  /** Where licensing is, from which the lines of chunks of machines come. */
  get licensingUrl(): string {
    const place = this.ESEP_LOGS.split(',').find((entry) => entry.startsWith('licensing='));
    if (place !== undefined) return place.slice('licensing='.length);
    throw new ConfigError(
      'ESEP_LOGS: has no place of licensing, e.g. licensing=http://licensing:7080.',
    );
  }
}
