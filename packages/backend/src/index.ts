import { InputError } from '@backstage/errors';
import { doctor } from '@plinth/plugin-environments-backend/doctor';
import { readConfiguration } from './configuration/readConfiguration';
import { startPortal } from './portal';

/** Nothing starts before the configuration was found good: the portal, or with the word `doctor` what looks at its connections. */
async function start() {
  const config = await readConfiguration();
  if (process.argv[2] === 'doctor') {
    process.exitCode = await doctor(config, {
      env: process.env,
      json: process.argv.includes('--json'),
      write: text => process.stdout.write(`${text}\n`),
    });
    // It is watched for changes, and nothing else keeps the process.
    config.close();
    return;
  }
  await startPortal(config);
}

start().catch((error: unknown) => {
  // What is wrong with the configuration is no bug, whose place would matter.
  const explained = error instanceof InputError;
  const bug = error instanceof Error ? error.stack : `${error}`;
  process.stderr.write(`${explained ? error.message : bug}\n`);
  process.exit(1);
});
