import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { App, Stack, type StackProps } from 'aws-cdk-lib/core';
import { Asset } from 'aws-cdk-lib/aws-s3-assets';
import { CfnTopic } from 'aws-cdk-lib/aws-sns';
import { readAssembly, stacksByUnit } from './Assembly';

const ENV = { account: '111122223333', region: 'us-east-1' };
const UNIT = 'environments/claims-dev';

describe('readAssembly', () => {
  let outdir: string;
  const made: string[] = [];
  const folder = () => {
    const name = mkdtempSync(path.join(tmpdir(), 'assembly-'));
    made.push(name);
    return name;
  };
  beforeEach(() => {
    outdir = folder();
  });
  afterEach(() => {
    made.splice(0).forEach(name => rmSync(name, { recursive: true }));
  });

  /** Synthesizes stacks, and says that `units` made them. */
  const synthesize = (
    stacks: Record<string, StackProps>,
    units: Record<string, string[]>,
    change: (stack: Stack) => void = () => {},
  ) => {
    const app = new App({ outdir, analyticsReporting: false });
    for (const [id, props] of Object.entries(stacks)) {
      const stack = new Stack(app, id, props);
      new CfnTopic(stack, 'Topic');
      change(stack);
    }
    app.synth();
    writeFileSync(
      path.join(outdir, 'plinth-units.json'),
      JSON.stringify(units),
    );
    return readAssembly(outdir);
  };

  it('gives each stack to its unit', () => {
    const { stacks, violations } = synthesize(
      {
        'claims-dev': {
          env: ENV,
          tags: { 'plinth:stage': 'dev' },
          terminationProtection: true,
        },
        west: { env: { ...ENV, region: 'us-west-2' } },
        acme: { env: ENV },
      },
      { [UNIT]: ['claims-dev', 'west'], 'tenants/acme': ['acme'] },
    );
    expect(violations).toEqual([]);
    expect(stacks).toEqual([
      expect.objectContaining({ unit: 'tenants/acme', stackName: 'acme' }),
      {
        ...ENV,
        unit: UNIT,
        stackName: 'claims-dev',
        artifactId: 'claims-dev',
        template: expect.objectContaining({
          Resources: { Topic: { Type: 'AWS::SNS::Topic' } },
        }),
        tags: { 'plinth:stage': 'dev' },
        terminationProtection: true,
        dependsOn: [],
        assets: {},
      },
      expect.objectContaining({
        unit: UNIT,
        stackName: 'west',
        region: 'us-west-2',
        terminationProtection: false,
      }),
    ]);
    expect([...stacksByUnit(stacks)]).toEqual([
      ['tenants/acme', [stacks[0]]],
      [UNIT, [stacks[1], stacks[2]]],
    ]);
  });

  it('refuses a stack that is of no unit', () => {
    expect(() =>
      synthesize(
        { 'claims-dev': { env: ENV }, own: { env: ENV } },
        { [UNIT]: ['claims-dev'] },
      ),
    ).toThrow(
      "Stack own belongs to no unit; create stacks in the units' stack.ts only.",
    );
  });

  it.each([
    ['account', { region: 'us-east-1' }],
    ['region', { account: '111122223333' }],
  ])('refuses a stack without %s', (_, env) => {
    expect(() =>
      synthesize({ 'claims-dev': { env } }, { [UNIT]: ['claims-dev'] }),
    ).toThrow(
      `Stack claims-dev of ${UNIT} has no explicit account and region; pass env on to super().`,
    );
  });

  it('refuses a lookup whose answer is not committed', () => {
    expect(() =>
      synthesize(
        { 'claims-dev': { env: ENV } },
        { [UNIT]: ['claims-dev'] },
        stack => stack.availabilityZones,
      ),
    ).toThrow(
      /^The stacks look up availability-zones:account=111122223333:region=us-east-1\. .*commit cdk\.context\.json\.$/,
    );
  });

  describe('with files that are published', () => {
    const digestsOf = (text: string, assetHash?: string) => {
      // The CDK copies no asset of a name that the folder holds already.
      outdir = folder();
      const source = folder();
      writeFileSync(path.join(source, 'index.mjs'), text);
      const [stack] = synthesize(
        { 'claims-dev': { env: ENV } },
        { [UNIT]: ['claims-dev'] },
        at => new Asset(at, 'Code', { path: source, assetHash }),
      ).stacks;
      return stack.assets;
    };

    it('tells contents apart, also where the code gives both one name', () => {
      expect(digestsOf('a')).not.toEqual(digestsOf('b'));
      const [first, again, other] = ['a', 'a', 'b'].map(text =>
        digestsOf(text, 'always'),
      );
      expect(Object.keys(first)).toEqual(Object.keys(other));
      expect(first).toEqual(again);
      expect(first).not.toEqual(other);
    });

    it('refuses what a program makes only when it is published', () => {
      expect(() =>
        synthesize(
          { 'claims-dev': { env: ENV } },
          { [UNIT]: ['claims-dev'] },
          at =>
            at.synthesizer.addFileAsset({
              sourceHash: 'always',
              executable: ['node', '-p', '1'],
            }),
        ),
      ).toThrow(
        /^Asset .* of stack claims-dev is made by a program when it is published, so nobody can review what it holds/,
      );
    });
  });
});
