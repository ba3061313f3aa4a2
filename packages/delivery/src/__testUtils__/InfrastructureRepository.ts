import { execFile, execFileSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { Git } from '../git/Git';

const REPOSITORY = path.resolve(__dirname, '../../../..');
const IDENTITY = [
  '-c',
  'user.name=Developer',
  '-c',
  'user.email=developer@example.com',
  '-c',
  'commit.gpgsign=false',
];
const SKELETON = path.join(
  REPOSITORY,
  'templates/platform-repository/skeleton',
);

/** The values with which tests fill the skeleton. */
const SKELETON_VALUES: Record<string, string> = {
  name: 'infrastructure',
  system: 'infrastructure',
  description: 'Environments and tenants on AWS',
  governanceOwner: 'group:default/platform',
  reviewTeam: 'acme/platform',
  governanceTeam: 'acme/platform',
  portalUrl: '',
  packageRegistry: 'https://packages.example.com/',
  accounts: JSON.stringify([
    {
      id: '111122223333',
      name: 'dev',
      stages: ['preview', 'dev'],
      regions: ['us-east-1', 'us-west-2'],
    },
    {
      id: '777788889999',
      name: 'production',
      stages: ['production'],
      regions: ['us-east-1', 'us-west-2'],
    },
    {
      id: '123456789012',
      name: 'shared-services',
      stages: ['shared'],
      regions: ['us-east-1'],
    },
  ]),
};

/**
 * A real infrastructure repository in a folder below this one, so that Node finds the dependencies. It begins with the
 * skeleton on `main`.
 */
export class InfrastructureRepository {
  readonly root: string;
  readonly git: Git;
  readonly #networks = new Map<string, string>();

  /** @param parent - a folder of this checkout, so that Node finds the dependencies */
  static create(
    values: Record<string, string> = {},
    parent = path.join(REPOSITORY, '.data'),
  ): InfrastructureRepository {
    mkdirSync(parent, { recursive: true });
    const repository = new InfrastructureRepository(
      mkdtempSync(path.join(parent, 'delivery-test-')),
    );
    cpSync(SKELETON, repository.root, { recursive: true });
    fill(repository.root, { ...SKELETON_VALUES, ...values });
    repository.run('init', '--quiet', '--initial-branch=main');
    repository.commit('Begin the infrastructure repository');
    return repository;
  }

  private constructor(root: string) {
    this.root = root;
    this.git = new Git(root);
  }

  /** Runs git, and returns what it printed. */
  run(...args: string[]): string {
    return execFileSync('git', [...IDENTITY, ...args], {
      cwd: this.root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    }).trim();
  }

  /** Runs git against a server that may live in this process, which `run` would block. */
  async reach(...args: string[]): Promise<void> {
    await promisify(execFile)('git', args, { cwd: this.root });
  }

  /** Commits everything; returns the SHA. */
  commit(message: string): string {
    this.run('add', '--all');
    this.run('commit', '--quiet', '--allow-empty', '--message', message);
    return this.run('rev-parse', 'HEAD');
  }

  write(file: string, content: string | object): void {
    const full = path.join(this.root, file);
    mkdirSync(path.dirname(full), { recursive: true });
    writeFileSync(
      full,
      typeof content === 'string'
        ? content
        : `${JSON.stringify(content, null, 2)}\n`,
    );
  }

  read(file: string): string {
    return readFileSync(path.join(this.root, file), 'utf8');
  }

  /** Deletes a file or folder of the checkout. */
  remove(file: string): void {
    rmSync(path.join(this.root, file), { recursive: true });
  }

  /** Writes an environment of a small stack: one SNS topic whose display name is a parameter's value. */
  writeEnvironment(
    name: string,
    over: Record<string, unknown> = {},
    displayName = 'one',
  ): void {
    this.write(`environments/${name}/environment.json`, {
      kind: 'environment',
      name,
      blueprint: 'application',
      version: '1.0.0',
      stage: 'dev',
      account: '111122223333',
      region: 'us-east-1',
      owner: 'group:default/platform',
      monthlyBudget: 500,
      parameters: { cidr: this.#network(name) },
      ...over,
    });
    this.write(`environments/${name}/stack.ts`, smallStack(displayName));
  }

  /** Puts a table into the small stack of a unit; `statement` is about it, with what it takes of `aws-cdk-lib/core`. */
  addTable(unit: string, statement: string, core: string): void {
    const file = `${unit}/stack.ts`;
    this.write(
      file,
      this.read(file)
        .replace(
          'import type { Construct }',
          `import { CfnTable } from 'aws-cdk-lib/aws-dynamodb';
import { ${core} } from 'aws-cdk-lib/core';
import type { Construct }`,
        )
        .replace(
          'const provenance',
          `const table = new CfnTable(this, 'Table', {
      keySchema: [{ attributeName: 'id', keyType: 'HASH' }],
      attributeDefinitions: [{ attributeName: 'id', attributeType: 'S' }],
      billingMode: 'PAY_PER_REQUEST',
    });
    ${statement};
    const provenance`,
        ),
    );
  }

  /** Gives the small stack of a unit further ones of the same content, by the last part of their names and their regions. */
  addCompanions(unit: string, regions: Record<string, string>): void {
    const file = `${unit}/stack.ts`;
    this.write(
      file,
      this.read(file).replace(
        'const provenance',
        `if (id === props.unit.name) {
      for (const [part, region] of Object.entries(${JSON.stringify(regions)})) {
        const stackName = id + '-' + part;
        new UnitStack(scope, stackName, { ...props, stackName, env: { ...props.env, region } });
      }
    }
    const provenance`,
      ),
    );
  }

  /** Writes a tenant of a small stack. */
  writeTenant(
    name: string,
    environment: string,
    over: Record<string, unknown> = {},
    displayName = 'one',
  ): void {
    this.write(`tenants/${name}/tenant.json`, {
      kind: 'tenant',
      name,
      environment,
      blueprint: 'tenant',
      version: '1.0.0',
      stage: 'dev',
      account: '111122223333',
      region: 'us-east-1',
      owner: 'group:default/platform',
      monthlyBudget: 50,
      parameters: {},
      ...over,
    });
    this.write(`tenants/${name}/stack.ts`, smallStack(displayName));
  }

  /** A network of its own for each name. */
  #network(name: string): string {
    const cidr =
      this.#networks.get(name) ?? `10.${this.#networks.size + 1}.0.0/16`;
    this.#networks.set(name, cidr);
    return cidr;
  }

  /** Deletes the whole repository. */
  dispose(): void {
    rmSync(this.root, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** A stack that keeps the pipeline's contract and is quick to deploy. */
function smallStack(displayName: string): string {
  return `import { CfnOutput, CfnParameter, Stack, type StackProps, Tags } from 'aws-cdk-lib/core';
import { CfnTopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';

export default class UnitStack extends Stack {
  constructor(scope: Construct, id: string, props: StackProps & { unit: { kind: string; name: string; stage: string } }) {
    super(scope, id, props);
    Tags.of(this).add('plinth:stage', props.unit.stage);
    Tags.of(this).add('plinth:unit', props.unit.kind + 's/' + props.unit.name);
    new CfnTopic(this, 'Topic', { displayName: ${JSON.stringify(displayName)} });
    const provenance = new CfnParameter(this, 'PlinthProvenance', { type: 'String', default: 'none' });
    new CfnOutput(this, 'ProvenanceOutput', { value: provenance.valueAsString }).overrideLogicalId('PlinthProvenance');
  }
}
`;
}

/** What `fetch:template` does to the skeleton; the workflows are left as they are. */
function fill(root: string, values: Record<string, string>): void {
  for (const entry of readdirSync(root, {
    recursive: true,
    withFileTypes: true,
  })) {
    const file = path.join(entry.parentPath, entry.name);
    if (!entry.isFile() || file.includes(`${path.sep}workflows${path.sep}`)) {
      continue;
    }
    const filled = readFileSync(file, 'utf8').replace(
      /\$\{\{ values\.(\w+) \}\}/g,
      (_, name: string) => {
        if (!(name in values)) {
          throw new Error(`${file} asks for the value ${name}`);
        }
        return values[name];
      },
    );
    writeFileSync(file, filled);
  }
}
