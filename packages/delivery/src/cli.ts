import path from 'node:path';
import { STAGES, type Stage } from '@plinth/blueprints/schema';
import { Command, InvalidArgumentError } from 'commander';
import { DeliveryError, messageOf } from './errors';

const program = new Command('plinth')
  .description(
    'Plans and deploys the environments and tenants of an infrastructure repository',
  )
  .option('-C, --root <folder>', 'root of the infrastructure repository', '.')
  .option(
    '--json',
    'print the result as JSON on stdout, and everything else on stderr',
    false,
  );

interface GlobalOptions {
  root: string;
  json: boolean;
}

const globals = () => {
  const { root, json } = program.opts<GlobalOptions>();
  return { root: path.resolve(root), json, env: process.env };
};

program
  .command('synth')
  .description(
    'run the app for the units that a change reaches, and leave the assemblies in a folder (needs no token)',
  )
  .option('--base <revision>', 'where changes count from', undefined)
  .option(
    '--head <revision>',
    'the commit to synthesize; what is checked out if it is left out',
    undefined,
  )
  .option('--merges <json>', 'the output `merges` of plinth pending')
  .option('--out <folder>', 'where to', 'assembly')
  .action(
    async (options: {
      base?: string;
      head?: string;
      merges?: string;
      out: string;
    }) => {
      const { synthCommand } = await import('./commands/synth');
      process.exitCode = await synthCommand({ ...globals(), ...options });
    },
  );

program
  .command('plan')
  .description(
    'show what the branch would change, check it, and comment on its pull request',
  )
  .option('--base <revision>', 'the protected branch', undefined)
  .option(
    '--head <revision>',
    'the commit to plan; it must be checked out',
    undefined,
  )
  .option(
    '--assembly <folder>',
    'what plinth synth made of the commit; without it the app of this checkout is run',
  )
  .option(
    '--no-validate',
    "leave out the check against CloudFormation's schemas, as CDK_VALIDATION=false does",
  )
  .action(
    async (options: {
      base?: string;
      head?: string;
      assembly?: string;
      validate: boolean;
    }) => {
      const { planCommand } = await import('./commands/plan');
      process.exitCode = await planCommand({ ...globals(), ...options });
    },
  );

const stages = (value: string): Stage[] =>
  value.split(',').map(name => {
    const stage = STAGES.find(each => each === name.trim());
    if (stage) {
      return stage;
    }
    throw new InvalidArgumentError(
      `"${name}" is not a stage; stages are ${STAGES.join(', ')}.`,
    );
  });

program
  .command('pending')
  .description(
    'find the merges that wait for their deployment, for plinth synth --merges (in a workflow, on push to the protected branch)',
  )
  .action(async () => {
    const { pendingCommand } = await import('./commands/pending');
    process.exitCode = await pendingCommand(globals());
  });

program
  .command('deploy')
  .requiredOption('--assembly <folder>', 'what plinth synth made of the merges')
  .description(
    'deploy what merged pull requests reach, if it is what was approved (in a workflow, on push to the protected branch)',
  )
  .option(
    '--only <stages>',
    'units of these stages only, separated by commas',
    stages,
  )
  .option(
    '--skip <stages>',
    'leave out units of these stages, separated by commas; the output `waiting` names those at which there are any',
    stages,
  )
  .option(
    '--since <commit>',
    'with --only: deploy what was merged after this commit (the output `since` of the job with --skip)',
  )
  .action(
    async (options: {
      only?: Stage[];
      skip?: Stage[];
      since?: string;
      assembly: string;
    }) => {
      const { deployCommand } = await import('./commands/deploy');
      process.exitCode = await deployCommand({ ...globals(), ...options });
    },
  );

program
  .command('drift')
  .description('have CloudFormation compare every stack with what is there')
  .action(async () => {
    const { driftCommand } = await import('./commands/drift');
    process.exitCode = await driftCommand(globals());
  });

program
  .command('previews')
  .description(
    'end previews whose time is over or whose folder is gone (in a workflow, on a schedule, on the protected branch)',
  )
  .option('--dry-run', 'only say what would end', false)
  .action(async (options: { dryRun: boolean }) => {
    const { previewsCommand } = await import('./commands/previews');
    process.exitCode = await previewsCommand({ ...globals(), ...options });
  });

/** Takes words of one form, and says what a word is that has another. */
const like = (pattern: RegExp, what: string) => (value: string) => {
  if (pattern.test(value)) {
    return value;
  }
  throw new InvalidArgumentError(`"${value}" is not ${what}.`);
};
/** Takes what an option says each time that it is given. */
const each =
  (check: (value: string) => string) =>
  (value: string, before: readonly string[] = []) => [...before, check(value)];
const accountId = like(/^\d{12}$/, 'an account ID of 12 digits');

program
  .command('access')
  .description(
    'write the CloudFormation template of the roles by which the pipeline and the portal come into an account (calls nothing)',
  )
  .requiredOption('--account <id>', 'the account that lets them in', accountId)
  .requiredOption(
    '--portal-account <id>',
    'the account in which the portal runs',
    accountId,
  )
  .requiredOption(
    '--subject <prefix>',
    'what the subjects of its runs begin with (sub_claim_prefix); once for each repository that the account is for',
    each(value => value),
  )
  .requiredOption(
    '--repository-id <number>',
    'its number on GitHub; once for each, in the same order',
    each(like(/^\d+$/, 'a number')),
  )
  .option('--branch <name>', 'the protected branch of all of them', 'main')
  .option(
    '--issuer <url>',
    'who issues the tokens of runs',
    like(/^https?:\/\/[^\s/]+(\/\S*)?$/, 'a URL'),
    'https://token.actions.githubusercontent.com',
  )
  .option('--out <file>', 'where to', 'access.json')
  .action(
    async (options: {
      account: string;
      portalAccount: string;
      subject: string[];
      repositoryId: string[];
      branch: string;
      issuer: string;
      out: string;
    }) => {
      const { accessCommand } = await import('./commands/access');
      process.exitCode = await accessCommand({ ...globals(), ...options });
    },
  );

program
  .command('prices')
  .description('keep the price book of a checkout of Plinth')
  .command('refresh')
  .description(
    "write the prices of AWS's published lists into the book, and tell what changed (needs no credentials)",
  )
  .requiredOption('--book <folder>', 'packages/pricing/src/book')
  .option(
    '--from <folder>',
    'lists as <offerCode>-<region>.json; they are downloaded if it is left out',
  )
  .option('--regions <codes...>', 'which, of those that the book has')
  .action(
    async (options: { book: string; from?: string; regions?: string[] }) => {
      const { pricesCommand } = await import('./commands/prices');
      process.exitCode = await pricesCommand(options);
    },
  );

const EXPLAINED = new Set([
  'DeliveryError',
  'InputError',
  'ServiceUnavailableError',
]);

program.parseAsync().catch((error: unknown) => {
  const annotation = process.env.GITHUB_ACTIONS === 'true' ? '::error::' : '';
  // These say what to do; any other is a bug, whose place matters.
  const bug = error instanceof Error && !EXPLAINED.has(error.name);
  const text = (bug && error.stack) || messageOf(error);
  if (error instanceof DeliveryError && program.opts<GlobalOptions>().json) {
    const { code, message } = error;
    process.stdout.write(`${JSON.stringify({ error: { code, message } })}\n`);
  }
  process.stderr.write(
    `${annotation}${annotation ? text.replace(/\n/g, '%0A') : `plinth: ${text}`}\n`,
  );
  process.exitCode = 1;
});
