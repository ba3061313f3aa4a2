import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { FAIL_SYNTH_ON_VALIDATION_ERRORS_CONTEXT } from 'aws-cdk-lib/cx-api';
import { DeliveryError, messageOf } from '../errors';

/** What the app does not get to see: it runs code of the pull request, and needs no access to anything. */
const WITHHELD =
  /^(AWS_(ACCESS_KEY_ID|SECRET_ACCESS_KEY|SESSION_TOKEN|PROFILE|WEB_IDENTITY_TOKEN_FILE)|ACTIONS_.*|GITHUB_TOKEN|GH_TOKEN|NODE_AUTH_TOKEN|NPM_TOKEN)$/;

/**
 * Runs the repository's own app (the `app` command of cdk.json) for some units, which writes an assembly into `outdir`.
 *
 * It is a process of its own without the run's tokens. That keeps an accident in a stack from using them; it is no
 * boundary against malice, which is why in workflows a job without permissions runs it.
 */
export async function runApp(options: {
  root: string;
  units: readonly string[];
  outdir: string;
  env: NodeJS.ProcessEnv;
}): Promise<void> {
  mkdirSync(options.outdir, { recursive: true });
  const env: NodeJS.ProcessEnv = Object.fromEntries(
    Object.entries(options.env).filter(([name]) => !WITHHELD.test(name)),
  );
  env.CDK_OUTDIR = options.outdir;
  // Violations shall come as data, in the report, and not as an error that ends the app.
  env.CDK_CONTEXT_JSON = JSON.stringify({
    [FAIL_SYNTH_ON_VALIDATION_ERRORS_CONTEXT]: false,
  });
  env.PLINTH_UNITS = options.units.join(',');
  // Whoever takes the templates in checks them.
  env.CDK_VALIDATION = 'false';
  const child = spawn(appCommand(options.root), {
    cwd: options.root,
    env,
    shell: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const keep = (chunk: Buffer) => {
    output = (output + chunk.toString()).slice(-20_000);
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code === 0) {
    if (!existsSync(path.join(options.outdir, 'manifest.json'))) {
      throw new DeliveryError(
        'The app wrote no assembly; app.ts must call synthesizeUnits() of @plinth/delivery.',
        'synthesis',
      );
    }
    return;
  }
  throw new DeliveryError(
    `Synthesis of ${options.units.join(', ')} failed: ${reasonIn(output)}`,
    'synthesis',
  );
}

function appCommand(root: string): string {
  let json: { app?: unknown };
  try {
    json = JSON.parse(readFileSync(path.join(root, 'cdk.json'), 'utf8')) as {
      app?: unknown;
    };
  } catch (error) {
    throw new DeliveryError(
      `Cannot read cdk.json in ${root}: ${messageOf(error)}. It must name the app, as the platform-repository template does.`,
      'synthesis',
    );
  }
  if (typeof json.app === 'string' && json.app) {
    return json.app;
  }
  throw new DeliveryError(
    `cdk.json must name the command that runs the app: "app": "node --single-threaded-gc --require tsx/cjs app.ts"`,
    'synthesis',
  );
}

/** The error's message, without the source excerpt before it and the stack trace after it. */
function reasonIn(output: string): string {
  const lines = output
    .trim()
    .split('\n')
    .map(line => line.slice(0, 400));
  const start = lines.findIndex(line => /^(\w*Error|Error)\b.*:/.test(line));
  if (start < 0) {
    return (
      lines.slice(-15).join('\n').slice(0, 3000) || 'the app printed nothing'
    );
  }
  const rest = lines.slice(start);
  const end = rest.findIndex(line => /^\s+at /.test(line));
  return rest
    .slice(0, end < 0 ? 15 : end)
    .join('\n')
    .trim()
    .slice(0, 3000);
}
