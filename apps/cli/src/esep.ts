import { Argument, Command, CommanderError, Option } from 'commander';

import { ledgerApi, type LedgerApi } from './ledger-api.js';
import { licensee, type LicenseeOptions } from './licensee.js';
import {
  compareProjection,
  dropProjection,
  listProjections,
  rebuildProjection,
  switchProjection,
  type ProjectionsOptions,
} from './projections.js';
import { reconcile, type ReconcileOptions } from './reconcile.js';
import { status, type StatusOptions } from './status.js';
import { submit, SUBMISSION_PATHS, type SubmitOptions } from './submit.js';
import { verify, type VerifyOptions } from './verify.js';
import type { ExitCode, World } from './world.js';

const EPILOGUE = `
Environment:
  ESEP_URL    where Esep is (default http://127.0.0.1:7080)
  ESEP_TOKEN  access token; for the demonstration see GET /dev/v1/tokens

Exit codes: 0 it is so or was done, 1 it is not so or was refused, 2 it could not be asked.`;

/** Runs one command line; gives its exit code. */
export const esep = async (parameters: readonly string[], world: World): Promise<ExitCode> => {
  let ended: ExitCode = 0;
  const end = (code: ExitCode) => {
    ended = code;
  };
  try {
    await programOf(world, end).parseAsync([...parameters], { from: 'user' });
    return ended;
  } catch (error) {
    // Commander has said what was wrong, or shown the help that was asked for.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    throw error;
  }
};

const programOf = (world: World, end: (code: ExitCode) => void): Command => {
  const api = ledgerApi(world.env);
  const json = () => new Option('--json', 'answer as JSON');
  const program = new Command('esep')
    .description('The ledger of the mining regime, from the command line')
    .addHelpText('after', EPILOGUE)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => world.out(text.trimEnd()),
      writeErr: (text) => world.err(text.trimEnd()),
    });
  program
    .command('verify')
    .description('check a receipt offline')
    .argument('<file>', 'what GET /<service>/v1/receipts/{eventId} gave')
    .option('--key <verifier key>', 'key of the log, from a source that you trust')
    .addOption(json())
    .action((file: string, options: VerifyOptions) => end(verify(file, options, world)));
  program
    .command('status')
    .description('whether each service works, and how far its log is')
    .addOption(json())
    .action(async (options: StatusOptions) => end(await status(options, api, world)));
  program
    .command('licensee')
    .description('the licences of a licensee')
    .argument('<BIN or id>')
    .addOption(json())
    .action(async (who: string, options: LicenseeOptions) =>
      end(await licensee(who, options, api, world)),
    );
  program
    .command('submit')
    .description('send a report of a pool or an exchange')
    .argument('<file>', 'body of the submission, as JSON')
    .addOption(
      new Option('--kind <kind>', 'what the report is about, where its fields do not tell').choices(
        Object.keys(SUBMISSION_PATHS),
      ),
    )
    .option('--dry-run', 'answer the same and record nothing')
    .addOption(json())
    .action(async (file: string, options: SubmitOptions) =>
      end(await submit(file, options, api, world)),
    );
  program
    .command('reconcile')
    .description('what was mined, what was sold where the law says, and what follows')
    .argument('<licensee>', 'id or BIN')
    .argument('<asset>', 'e.g. BTC')
    .option('--as-of <instant>', 'judged at this time, by facts up to it')
    .option('--known-at <instant>', 'by what was known at this time')
    .addOption(json())
    .action(async (who: string, asset: string, options: ReconcileOptions) =>
      end(await reconcile(who, asset, options, api, world)),
    );
  addProjections(program.command('projections'), { api, world, end });
  return program;
};

interface Running {
  readonly api: LedgerApi;
  readonly world: World;
  readonly end: (code: ExitCode) => void;
}

/** The tables that figures are read from, built anew from the logs. */
const addProjections = (command: Command, { api, world, end }: Running): void => {
  const json = () => new Option('--json', 'answer as JSON');
  const which = '<service/projection>';
  command.description('the tables that are read, and how they are built anew from the logs');
  command
    .command('list', { isDefault: true })
    .description('what there is, and how far the next copies are')
    .addOption(json())
    .action(async (options: ProjectionsOptions) => end(await listProjections(options, api, world)));
  command
    .command('rebuild')
    .description('build one anew beside the copy that is read')
    .argument(which, 'e.g. supervision/reconciliation')
    .option('--no-wait', 'do not wait until it is built')
    .addOption(json())
    .action(async (name: string, options: ProjectionsOptions) =>
      end(await rebuildProjection(name, options, api, world)),
    );
  command
    .command('compare')
    .description('compare both copies, table by table, at one place of all logs')
    .argument(which)
    .addOption(json())
    .action(async (name: string, options: ProjectionsOptions) =>
      end(await compareProjection(name, options, api, world)),
    );
  command
    .command('switch')
    .description('have the next copy read from now on')
    .argument(which)
    .option('--changed <why>', 'why it differs from the copy that is read')
    .addOption(json())
    .action(async (name: string, options: ProjectionsOptions) =>
      end(await switchProjection(name, options, api, world)),
    );
  command
    .command('drop')
    .description('give up the next copy, or the one that was read before')
    .argument(which)
    .addArgument(new Argument('<copy>').choices(['next', 'old']))
    .addOption(json())
    .action(async (name: string, copy: 'next' | 'old', options: ProjectionsOptions) =>
      end(await dropProjection(name, copy, options, api, world)),
    );
};
