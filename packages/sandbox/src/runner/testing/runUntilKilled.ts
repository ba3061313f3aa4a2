import { join } from 'node:path';
import { SandboxClock } from '../../clock';
import { DocumentStore } from '../../documents';
import { startTestGitHub } from '../../github/testing';
import { startRunner } from '../startRunner';

const WORKFLOW = `
on: push
concurrency: one
jobs:
  first:
    runs-on: ubuntu-latest
    outputs: { word: '\${{ steps.s.outputs.word }}' }
    steps: [{ id: s, run: 'echo word=kept >> "$GITHUB_OUTPUT"' }]
  long:
    needs: first
    runs-on: ubuntu-latest
    steps:
      - run: echo "pid $$"; if [ "$GITHUB_RUN_NUMBER" = 1 ]; then sleep 600; fi
  report:
    needs: [first, long]
    if: always()
    runs-on: ubuntu-latest
    steps: [{ run: 'echo "\${{ needs.first.outputs.word }} \${{ needs.long.result }}"' }]
`;

/** A program of its own: runs a workflow, lets a second run wait for it, says so, and goes on until it is killed. */
async function main(): Promise<void> {
  const { github, folder } = await startTestGitHub();
  await startRunner({
    parts: {
      clock: new SandboxClock(),
      documents: DocumentStore.open(join(folder, 'runner.db')),
      dataDir: folder,
    },
    github,
  });
  for (const message of ['First', 'Second']) {
    await github.repositories.commit('acme/infrastructure', {
      branch: 'main',
      message,
      changes: { '.github/workflows/a.yml': WORKFLOW, [message]: message },
      author: { name: 'admin', email: 'admin@acme.example' },
      pusher: 'admin',
    });
  }
  const look = setInterval(() => {
    const runs = github.actions.runs('acme/infrastructure');
    const first = runs.at(-1);
    const long = github.actions
      .jobs(first?.id ?? 0)
      .find(job => job.key === 'long');
    const pid = /pid (\d+)$/m.exec(github.actions.log(long?.id ?? 0))?.[1];
    if (pid && runs[0].status === 'pending') {
      clearInterval(look);
      process.stdout.write(`${JSON.stringify({ folder, pid: Number(pid) })}\n`);
    }
  }, 20);
}

main();
