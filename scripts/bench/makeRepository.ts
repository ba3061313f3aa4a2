import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import {
  BlueprintRegistry,
  type Stage,
  type Unit,
} from '@plinth/blueprints/schema';
import { unitFiles } from '@plinth/repository';
import { skeletonFiles } from '../../packages/sandbox/src/demo/skeleton';

/*
 * Makes an infrastructure repository for a measurement: `makeRepository.ts FOLDER STAGE ENVIRONMENTS TENANTS`. The
 * branch `change`, which is checked out, changes one unit of `main`.
 */

const REGIONS = ['us-east-1', 'us-west-2'];
const ACCOUNT = '111122223333';
const PLACEMENT = { repository: 'localhost/acme/bench' };

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
    packageRegistry: 'https://packages.example.com/',
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
  const blueprints = new BlueprintRegistry();
  for (const unit of units) {
    for (const file of unitFiles(unit, PLACEMENT, blueprints)) {
      write(folder, file.path, file.content);
    }
  }
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
  for (const file of unitFiles(changed, PLACEMENT, blueprints)) {
    write(folder, file.path, file.content);
  }
  git('commit', '-am', 'Change one unit');
}

main(process.argv.slice(2));
