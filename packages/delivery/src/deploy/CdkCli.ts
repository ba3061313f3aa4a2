import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { SessionCredentials } from '../aws/AccountCredentials';
import type { SynthesizedStack } from '../synth/Assembly';

/** How the CDK CLI ended. */
export interface CdkResult {
  readonly exitCode: number | null;
  /** The last lines it printed. */
  readonly tail: readonly string[];
}

/** What one `cdk deploy` of one stack is given. */
export interface CdkDeployOptions {
  readonly stack: SynthesizedStack;
  /** Of the cloud assembly, which `plinth` wrote. */
  readonly directory: string;
  readonly changeSetName: string;
  readonly sessionName: string;
  /** Value of the stack's `PlinthProvenance` parameter. */
  readonly provenance: string;
  /** Put back what was changed past CloudFormation, by a drift-aware change set. */
  readonly revertDrift: boolean;
  /** Undefined: what the environment offers. */
  readonly credentials: SessionCredentials | undefined;
  readonly env: NodeJS.ProcessEnv;
  readonly onLine: (line: string) => void;
}

/** Runs the real `cdk deploy` for one stack of a cloud assembly, in a process of its own, so that accounts never mix. */
export async function cdkDeploy(options: CdkDeployOptions): Promise<CdkResult> {
  const { stack } = options;
  const args = [
    require.resolve('aws-cdk/bin/cdk'),
    'deploy',
    stack.artifactId,
    '--app',
    options.directory,
    '--exclusively',
    '--require-approval',
    'never',
    '--change-set-name',
    options.changeSetName,
    '--parameters',
    `${stack.stackName}:PlinthProvenance=${options.provenance}`,
    '--no-notices',
    '--no-color',
    '--no-version-reporting',
    '--ci',
    '--progress',
    'events',
    ...(options.revertDrift ? ['--revert-drift'] : []),
  ];
  const child = spawn(process.execPath, args, {
    // No cdk.json of the repository is there, whose settings the CLI would follow.
    cwd: options.directory,
    env: environmentFor(options),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const tail: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', line => {
      if (!line.trim()) {
        return;
      }
      tail.push(line);
      if (tail.length > 40) {
        tail.shift();
      }
      options.onLine(line);
    });
  }
  const exitCode = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  return { exitCode, tail };
}

/** The CLI gets the account's session and nothing of the workflow run's own tokens. */
function environmentFor({
  credentials,
  env,
  stack,
  sessionName,
}: CdkDeployOptions): NodeJS.ProcessEnv {
  const own = Object.fromEntries(
    Object.entries(env).filter(
      ([name]) =>
        !/^(ACTIONS_|GITHUB_TOKEN$|GH_TOKEN$|CDK_OUTDIR$|CDK_CONTEXT_JSON$)/.test(
          name,
        ),
    ),
  );
  return {
    ...own,
    ...(credentials && {
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      AWS_SESSION_TOKEN: credentials.sessionToken,
      AWS_PROFILE: undefined,
    }),
    AWS_REGION: stack.region,
    AWS_DEFAULT_REGION: stack.region,
    // The CLI goes on to the bootstrap's deploy role; CloudTrail shall name the commit and run there too.
    CDK_ROLE_SESSION_NAME: sessionName,
    CDK_DISABLE_CLI_TELEMETRY: 'true',
    AWS_RETRY_MODE: 'adaptive',
    AWS_MAX_ATTEMPTS: '12',
  };
}
