import path from 'node:path';
import { startSandbox } from './sandbox';

/*
 * Runs the sandbox until it is told to stop. Reads PLINTH_GITHUB_PORT, PLINTH_AWS_PORT, PLINTH_BASE_URL,
 * PLINTH_DATA_DIR and PLINTH_FLEET, the size of a generated fleet; `npm start` sets them.
 */

function required(name: string): string {
  const value = process.env[name];
  if (!value) {
    throw new Error(`${name} is not set. Start the sandbox with npm start.`);
  }
  return value;
}

async function main() {
  const sandbox = await startSandbox({
    dataDir: path.join(required('PLINTH_DATA_DIR'), 'sandbox'),
    githubPort: Number(required('PLINTH_GITHUB_PORT')),
    awsPort: Number(required('PLINTH_AWS_PORT')),
    portalUrl: required('PLINTH_BASE_URL'),
    fleet: Number(process.env.PLINTH_FLEET ?? 0) || undefined,
    onProgress: message => process.stdout.write(`${message}\n`),
  });
  process.stdout.write(
    `Sandbox: GitHub at ${sandbox.github.url}, AWS at ${sandbox.aws.url}\n`,
  );
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      sandbox.close().then(
        () => process.exit(0),
        error => {
          process.stderr.write(`${error.stack}\n`);
          process.exit(1);
        },
      );
    });
  }
}

main().catch(error => {
  process.stderr.write(`${error.stack}\n`);
  process.exit(1);
});
