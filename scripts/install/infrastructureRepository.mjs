import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, it } from 'node:test';
import { Outside } from './lib/Outside.mjs';

/** Against what hangs; how fast it is depends on the machine. */
const TIME = { timeout: 900_000 };

/** The repository that the template makes, on somebody's machine or on a runner that carries no dependencies. */
export function infrastructureRepository(running) {
  let outside;
  const inRepository = (program, args, env) =>
    outside.run(program, args, { cwd: 'infrastructure', env });
  const read = file =>
    readFileSync(path.join(outside.folder, 'infrastructure', file), 'utf8');
  const write = (file, text) =>
    writeFileSync(path.join(outside.folder, 'infrastructure', file), text);

  before(async () => {
    outside = new Outside('infrastructure');
    const url = new URL(running.github);
    url.username = 'x-access-token';
    url.password = 'sandbox-developer';
    await outside.run('git', [
      'clone',
      '--quiet',
      `${url.href}acme/infrastructure`,
    ]);
    write('.npmrc', `@plinth:registry=${running.registry.url}\n`);
  });
  after(() => outside.remove());

  it('installs, and has a lock file from then on', TIME, async () => {
    await inRepository('npm', ['install']);
    const { packages } = JSON.parse(read('package-lock.json'));
    assert.ok(packages['node_modules/@plinth/delivery'].version);
    // As the workflows do.
    await inRepository('npm', ['ci']);
  });

  it('compiles against the types of the packages', TIME, async () => {
    await inRepository('npm', ['run', 'check']);
  });

  it('has the command', async () => {
    const { stdout } = await inRepository('npx', ['plinth', '--help']);
    assert.match(stdout, /Usage: plinth/);
  });

  it('plans a change', TIME, async () => {
    const file = 'environments/claims-dev/environment.json';
    const unit = JSON.parse(read(file));
    write(
      file,
      `${JSON.stringify({ ...unit, monthlyBudget: unit.monthlyBudget + 1 }, null, 2)}\n`,
    );
    await inRepository('git', ['checkout', '--quiet', '-b', 'more-budget']);
    await inRepository('git', [
      '-c',
      'user.name=Developer',
      '-c',
      'user.email=developer@example.com',
      'commit',
      '--quiet',
      '--message',
      'Raise the budget',
      file,
    ]);
    const { stdout } = await inRepository(
      'npx',
      ['plinth', '--json', 'plan', '--base', 'origin/main'],
      {
        AWS_ENDPOINT_URL: running.aws,
        AWS_ACCESS_KEY_ID: `AKIA${unit.account}READ`,
        AWS_SECRET_ACCESS_KEY: 'sandbox',
        AWS_REGION: unit.region,
        AWS_EC2_METADATA_DISABLED: 'true',
      },
    );
    const plan = JSON.parse(stdout);
    assert.equal(plan.outcome, 'passed');
    assert.deepEqual(
      plan.stacks.map(({ stackName, changes }) => [
        stackName,
        changes.map(({ resourceType, action }) => [resourceType, action]),
      ]),
      [['claims-dev', [['AWS::Budgets::Budget', 'Modify']]]],
    );
    assert.ok(plan.stacks[0].monthlyCost > 0);
  });
}
