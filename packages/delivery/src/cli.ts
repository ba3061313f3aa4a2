import path from 'node:path';
import { Command } from 'commander';
import { planCommand } from './commands/plan';
import { DeliveryError } from './errors';

const program = new Command('plinth')
  .description('Plans and deploys the environments and tenants of an infrastructure repository')
  .option('-C, --root <folder>', 'root of the infrastructure repository', '.')
  .option('--json', 'print the result as JSON on stdout, and everything else on stderr', false);

interface GlobalOptions {
  root: string;
  json: boolean;
}

const globals = () => {
  const { root, json } = program.opts<GlobalOptions>();
  return { root: path.resolve(root), json, env: process.env };
};

program
  .command('plan')
  .description('show what the branch would change, check it, and comment on its pull request')
  .option('--base <revision>', 'the protected branch', undefined)
  .option('--head <revision>', 'the commit to plan; it must be checked out', undefined)
  .option('--no-validate', "leave out the check against CloudFormation's schemas")
  .action(async (options: { base?: string; head?: string; validate: boolean }) => {
    process.exitCode = await planCommand({ ...globals(), ...options });
  });

program.parseAsync().catch((error: unknown) => {
  const annotation = process.env.GITHUB_ACTIONS === 'true' ? '::error::' : '';
  const text = error instanceof DeliveryError ? error.message : error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`${annotation}${annotation ? text.replace(/\n/g, '%0A') : `plinth: ${text}`}\n`);
  process.exitCode = 1;
});
