import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { synthesizeUnit } from '@plinth/blueprints';
import { DocumentStore, SandboxClock, startAws } from '@plinth/sandbox';

/*
 * Serves an AWS for a measurement until standard input ends, and says where in one line: `serveAws.ts UNIT ...`. The
 * units of the given files are deployed.
 */
async function main(files: string[]): Promise<void> {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'plinth-bench-'));
  const aws = await startAws({
    clock: new SandboxClock(),
    documents: DocumentStore.open(path.join(dataDir, 'sandbox.sqlite')),
    dataDir,
    port: 0,
    latency: 0,
  });
  const units = files.map(file => JSON.parse(readFileSync(file, 'utf8')));
  for (const stack of units.flatMap(unit => synthesizeUnit(unit))) {
    aws.ssm.put({
      account: stack.account,
      region: stack.region,
      name: '/cdk-bootstrap/hnb659fds/version',
      type: 'String',
      value: '30',
    });
    const { status } = await aws.cloudFormation.deploy({
      account: stack.account,
      region: stack.region,
      stackName: stack.stackName,
      template: JSON.stringify(stack.template),
      tags: Object.entries(stack.tags).map(([Key, Value]) => ({ Key, Value })),
    });
    if (status !== 'CREATE_COMPLETE') {
      throw new Error(`${stack.stackName} is ${status}`);
    }
  }
  process.stdout.write(`${aws.url}\n`);
  process.stdin.resume().once('end', async () => {
    await aws.close();
    rmSync(dataDir, { recursive: true, force: true });
    process.exit(0);
  });
}

main(process.argv.slice(2)).catch(error => {
  console.error(error);
  process.exit(1);
});
