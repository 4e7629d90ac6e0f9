import { IsIn, IsInt, IsOptional, Matches, Max, Min } from 'class-validator';
import { HOST_NAMES, Variable } from '@esep/platform';
import { ChainConfig } from '@esep/pool-reporting';

/** What the host takes from the environment; a flag of the command line is asked first. */
export class HostConfig extends ChainConfig {
  @Variable('It is the TCP port to listen on, e.g. 7080; 0 takes a free one.')
  @IsInt()
  @Min(0)
  @Max(65_535)
  ESEP_PORT: number = 7080;

  @Variable(
    'They are names beside 127.0.0.1 and localhost by which callers may ask for the host, e.g. that of a tunnel: esep.example.kz.',
  )
  @IsOptional()
  @Matches(HOST_NAMES)
  ESEP_HOST_NAMES?: string;

  @Variable('It is how many requests a second one sender may go on with; 0 sets no limit.')
  @IsInt()
  @Min(0)
  ESEP_REQUESTS_PER_SECOND: number = 200;

  @Variable('It is the least important line to log.')
  @IsIn(['silent', 'fatal', 'error', 'warn', 'info', 'debug', 'trace'])
  ESEP_LOG_LEVEL: string = 'warn';
}
