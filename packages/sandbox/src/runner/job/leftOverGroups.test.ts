import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { endLeftOverGroups } from './leftOverGroups';

describe('endLeftOverGroups', () => {
  const jobs = mkdtempSync(join(tmpdir(), 'plinth-jobs-'));
  afterAll(() => rmSync(jobs, { recursive: true, force: true }));

  it('ends the processes of a job, and nothing that only has their number', async () => {
    if (process.platform !== 'linux') {
      return;
    }
    const start = (temp: string) =>
      spawn('sleep', ['600'], {
        detached: true,
        stdio: 'ignore',
        env: { PATH: process.env.PATH, RUNNER_TEMP: temp },
      });
    const own = start(join(jobs, '7/temp'));
    const foreign = start('/elsewhere/temp');
    const ended = once(own, 'exit');
    mkdirSync(join(jobs, '7'));
    writeFileSync(
      join(jobs, '7/process-groups'),
      `${own.pid}\n${foreign.pid}\n`,
    );
    await expect(endLeftOverGroups(jobs)).resolves.toBe(1);
    await expect(ended).resolves.toEqual([null, 'SIGKILL']);
    expect(foreign.exitCode ?? foreign.signalCode).toBeNull();
    foreign.kill('SIGKILL');
    await once(foreign, 'exit');
  });
});
