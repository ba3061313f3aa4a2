import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Bucket, CfnBucket } from 'aws-cdk-lib/aws-s3';
import { AwsSolutionsChecks } from 'cdk-nag';
import { ApplicationEnvironment } from './blueprints/application/ApplicationEnvironment';
import { synthesizeUnit } from './synthesizeUnit';
import { sampleUnit } from './testing/synthesized';
import { excessiveStatements } from './testing/templateRules';

jest.mock('node:os', () => {
  const os = jest.requireActual<typeof import('node:os')>('node:os');
  return { ...os, tmpdir: jest.fn(os.tmpdir) };
});

const unit = sampleUnit('application', 'dev');

describe('synthesizeUnit', () => {
  it('makes the same bytes in another process', () => {
    const script = `
      const { synthesizeUnit } = require(${JSON.stringify(join(__dirname, 'index.ts'))});
      process.stdout.write(JSON.stringify(synthesizeUnit(${JSON.stringify(unit)})));
    `;
    const output = execFileSync(
      process.execPath,
      ['-r', 'tsx/cjs', '-e', script],
      {
        cwd: __dirname,
        encoding: 'utf8',
        env: {
          ...process.env,
          TZ: 'Asia/Tokyo',
          LANG: 'tr_TR.UTF-8',
          NODE_ENV: 'production',
        },
        maxBuffer: 64 * 2 ** 20,
      },
    );
    expect(output).toBe(JSON.stringify(synthesizeUnit(unit)));
  });

  it('leaves no files behind, also when it fails', () => {
    // A folder of this test's own: others synthesize at the same time.
    const folder = mkdtempSync(join(tmpdir(), 'plinth-left-'));
    jest.mocked(tmpdir).mockReturnValueOnce(folder);
    try {
      const seen: string[][] = [];
      const prepare = () => {
        seen.push(readdirSync(folder));
        throw new Error('stop');
      };
      expect(() => synthesizeUnit(unit, { prepare })).toThrow('stop');
      expect(seen).toEqual([[expect.stringMatching(/^plinth-synth-/)]]);
      expect(readdirSync(folder)).toEqual([]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('refuses a resource that breaks its schema when validation is on', () => {
    class Broken extends ApplicationEnvironment {
      constructor(
        ...args: ConstructorParameters<typeof ApplicationEnvironment>
      ) {
        super(...args);
        new CfnBucket(this, 'Extra').addPropertyOverride('Colour', 'red');
      }
    }
    expect(() =>
      synthesizeUnit(unit, { stackClass: Broken, validation: true }),
    ).toThrow(/break the resource schemas.*Colour.*Extra/);
    expect(synthesizeUnit(unit, { stackClass: Broken })).toHaveLength(1);
  });

  it('reports what people add to their stack to the rule packs', () => {
    class Careless extends ApplicationEnvironment {
      constructor(
        ...args: ConstructorParameters<typeof ApplicationEnvironment>
      ) {
        super(...args);
        new Bucket(this, 'Extra');
      }
    }
    const rules: string[] = [];
    synthesizeUnit(unit, {
      stackClass: Careless,
      prepare: app => {
        rules.push(
          ...new AwsSolutionsChecks(app)
            .validateScope(app)
            .violations.map(({ ruleName }) => ruleName),
        );
      },
    });
    expect(rules).toEqual(
      expect.arrayContaining(['AwsSolutions-S1', 'AwsSolutions-S10']),
    );
  });

  it.each([
    [['*'], 'every action is too much'],
    [['s3:*'], 'every action of a service on every resource'],
    [['s3:ListAllMyBuckets'], 'needs a reason'],
  ])('refuses a role that may do %j on everything', (actions, message) => {
    class Greedy extends ApplicationEnvironment {
      constructor(
        ...args: ConstructorParameters<typeof ApplicationEnvironment>
      ) {
        super(...args);
        this.workloadRole.allow({ sid: 'Greedy', actions, resources: ['*'] });
      }
    }
    expect(() => synthesizeUnit(unit, { stackClass: Greedy })).toThrow(message);
  });

  it('finds policies that allow too much', () => {
    const policy = (statement: object) => ({
      Resources: {
        P: {
          Type: 'AWS::IAM::Policy',
          Properties: {
            PolicyDocument: { Statement: [{ Effect: 'Allow', ...statement }] },
          },
        },
      },
    });
    expect(
      excessiveStatements(policy({ Action: '*', Resource: '*' })),
    ).toHaveLength(1);
    expect(
      excessiveStatements(policy({ Action: ['ec2:*'], Resource: '*' })),
    ).toHaveLength(1);
    expect(
      excessiveStatements(policy({ NotAction: 'iam:*', Resource: '*' })),
    ).toHaveLength(1);
    expect(
      excessiveStatements(policy({ Action: 'ec2:Describe*', Resource: '*' })),
    ).toEqual([]);
  });
});
