import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { SandboxClock } from '../clock';
import { DocumentStore } from '../documents';
import { startGitHub } from '../github';
import { startRunner } from './startRunner';
import { until } from './testing/World';

/** False for a process that has ended, even if nobody has asked how. Only Linux tells. */
function isRunning(pid: number): boolean {
  const file = `/proc/${pid}/stat`;
  return existsSync(file) && !/\) [ZX] /.test(readFileSync(file, 'utf8'));
}

it('goes on after SIGKILL: what ran fails, what waited runs, no process is left', async () => {
  const killed = spawn(
    process.execPath,
    [
      '--require',
      require.resolve('tsx/cjs'),
      join(__dirname, 'testing', 'runUntilKilled.ts'),
    ],
    { stdio: ['ignore', 'pipe', 'inherit'], env: { PATH: process.env.PATH } },
  );
  const [line] = await once(createInterface(killed.stdout), 'line');
  const { folder, pid } = JSON.parse(line) as { folder: string; pid: number };
  killed.kill('SIGKILL');
  await once(killed, 'exit');

  const clock = new SandboxClock();
  const documents = DocumentStore.open(join(folder, 'documents.db'));
  const runnerDocuments = DocumentStore.open(join(folder, 'runner.db'));
  const parts = { clock, dataDir: folder };
  const github = await startGitHub({ ...parts, documents, port: 0 });
  const runner = await startRunner({
    parts: { ...parts, documents: runnerDocuments },
    github,
  });
  try {
    await until(() => !isRunning(pid));
    await runner.idle();
    const runs = github.actions.runs('acme/infrastructure').reverse();
    const jobs = runs.map(run =>
      github.actions.jobs(run.id).map(job => [job.key, job.conclusion]),
    );
    expect(runs.map(run => run.conclusion)).toEqual(['failure', 'success']);
    expect(jobs).toEqual([
      [
        ['first', 'success'],
        ['long', 'failure'],
        ['report', 'success'],
      ],
      [
        ['first', 'success'],
        ['long', 'success'],
        ['report', 'success'],
      ],
    ]);
    const report = github.actions.jobs(runs[0].id)[2];
    expect(github.actions.log(report.id)).toContain('kept failure');
    const long = github.actions.jobs(runs[0].id)[1];
    expect(long.annotations.map(each => each.message)).toEqual([
      'The runner was stopped while this job ran',
    ]);
  } finally {
    await runner.close();
    await github.close();
    documents.close();
    runnerDocuments.close();
    rmSync(folder, { recursive: true, force: true });
  }
});
