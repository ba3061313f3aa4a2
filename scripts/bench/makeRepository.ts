import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Stage, Unit } from '@plinth/blueprints/schema';
import { unitFiles } from '@plinth/plugin-environments-common/unit';
import { skeletonFiles } from '../../packages/sandbox/src/demo/skeleton';

/*
 * Makes an infrastructure repository for a measurement: `makeRepository.ts FOLDER STAGE ENVIRONMENTS TENANTS`. Beside
 * the skeleton's app it gets `bin/app.ts` with the tsconfig that `cdk init` writes, for the same stacks.
 */

const REGIONS = ['us-east-1', 'us-west-2'];
const ACCOUNT = '111122223333';

function environment(stage: Stage, index: number): Unit {
  return {
    kind: 'environment',
    name: `bench-${index}`,
    blueprint: 'application',
    version: '1.0.0',
    stage,
    account: ACCOUNT,
    region: REGIONS[0],
    owner: 'group:default/platform',
    monthlyBudget: 500,
    parameters: { cidr: `10.${index}.0.0/16` },
  };
}

function tenant(stage: Stage, index: number): Unit {
  return {
    kind: 'tenant',
    name: `tenant-${index}`,
    environment: 'bench-0',
    blueprint: 'tenant',
    version: '1.0.0',
    stage,
    account: ACCOUNT,
    region: REGIONS[0],
    owner: 'group:default/platform',
    monthlyBudget: 50,
    parameters: {},
  };
}

/** The app as `cdk init` lays it out: every stack made in one file. */
const PEER_APP = `import { readdirSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import * as cdk from 'aws-cdk-lib';
import { ApplicationEnvironment, Tenant } from '@plinth/blueprints';

const app = new cdk.App();
const root = path.join(__dirname, '..');
for (const [folder, file, StackClass] of [
  ['environments', 'environment.json', ApplicationEnvironment],
  ['tenants', 'tenant.json', Tenant],
] as const) {
  let names: string[] = [];
  try {
    names = readdirSync(path.join(root, folder));
  } catch {}
  for (const name of names) {
    const unit = JSON.parse(readFileSync(path.join(root, folder, name, file), 'utf8'));
    new StackClass(app, name, { unit, env: { account: unit.account, region: unit.region } });
  }
}
app.synth();
`;

function write(folder: string, name: string, content: string | Buffer): void {
  const file = path.join(folder, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, content);
}

function main([folder, stage, environments, tenants]: string[]): void {
  rmSync(folder, { recursive: true, force: true });
  const skeleton = skeletonFiles({
    name: 'bench',
    title: 'Bench',
    system: 'bench',
    description: 'Bench',
    owner: 'group:default/platform',
    governanceOwner: 'group:default/platform',
    portalUrl: '',
    reviewTeam: 'acme/platform',
    governanceTeam: 'acme/platform',
    accounts: [
      {
        id: ACCOUNT,
        name: 'bench',
        stages: ['preview', 'dev', 'staging', 'production', 'shared'],
        regions: REGIONS,
      },
    ],
  });
  for (const [name, content] of Object.entries(skeleton)) {
    write(folder, name, content as string);
  }
  const units = [
    ...Array.from({ length: Number(environments) }, (_, index) =>
      environment(stage as Stage, index),
    ),
    ...Array.from({ length: Number(tenants) }, (_, index) =>
      tenant(stage as Stage, index),
    ),
  ];
  for (const unit of units) {
    for (const file of unitFiles(unit, {
      repository: 'localhost/acme/bench',
    })) {
      write(folder, file.path, file.content);
    }
  }
  write(folder, 'bin/app.ts', PEER_APP);
  write(
    folder,
    'tsconfig.peer.json',
    JSON.stringify({
      compilerOptions: {
        target: 'ES2022',
        module: 'NodeNext',
        moduleResolution: 'NodeNext',
        strict: true,
        noEmit: true,
        skipLibCheck: true,
        types: ['node'],
        // The peer gets declarations, as it would from a published package.
        paths: { '@plinth/blueprints': ['../types/blueprints/src/index.d.ts'] },
      },
      include: ['bin/*.ts'],
    }),
  );
  const git = (...args: string[]) =>
    execFileSync(
      'git',
      ['-c', 'user.name=Bench', '-c', 'user.email=bench@example.com', ...args],
      { cwd: folder, stdio: 'ignore' },
    );
  git('init', '--initial-branch=main');
  git('add', '.');
  git('commit', '-m', 'Begin');
  git('checkout', '-b', 'change');
  const [first] = units;
  const changed = { ...first, monthlyBudget: first.monthlyBudget + 1 } as Unit;
  for (const file of unitFiles(changed, {
    repository: 'localhost/acme/bench',
  })) {
    write(folder, file.path, file.content);
  }
  git('commit', '-am', 'Change one unit');
}

main(process.argv.slice(2));
