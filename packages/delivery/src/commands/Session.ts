import type { BlueprintRegistry } from '@plinth/blueprints/schema';
import type { AccountCredentials } from '../aws/AccountCredentials';
import { CloudFormationReader } from '../aws/CloudFormationReader';
import { credentialsFor } from '../aws/credentialsFor';
import { Git } from '../git/Git';
import { Reporter } from '../reporting/Reporter';
import { loadBlueprints } from '../settings/loadBlueprints';
import { readSettings, type Settings } from '../settings/Settings';

/** Options that every command takes. */
export interface CommandOptions {
  /** Root of the infrastructure repository. */
  root: string;
  json?: boolean;
  env: NodeJS.ProcessEnv;
}

/** What every command begins with. */
export interface Session {
  readonly root: string;
  readonly env: NodeJS.ProcessEnv;
  readonly settings: Settings;
  /** The platform's, and those that `plinth.json` names. */
  readonly blueprints: BlueprintRegistry;
  readonly git: Git;
  readonly reporter: Reporter;
}

/** Reads `plinth.json`, and loads the blueprints that it names. */
export function beginSession(options: CommandOptions): Session {
  const { root, env } = options;
  const settings = readSettings(root, env);
  return {
    root,
    env,
    settings,
    blueprints: loadBlueprints(root, settings),
    git: new Git(root),
    reporter: new Reporter(options),
  };
}

/** Access to the accounts on behalf of a commit and a run; close the reader after use. */
export function openAccounts(
  { env, settings }: Session,
  options: { role: keyof Settings['roles']; commit: string; runId?: string },
): { credentials: AccountCredentials; reader: CloudFormationReader } {
  const { role, commit, runId = 'local' } = options;
  const credentials = credentialsFor({
    env,
    roleName: settings.roles[role],
    commit,
    runId,
  });
  return { credentials, reader: CloudFormationReader.create({ credentials }) };
}
