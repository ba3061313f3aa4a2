import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { App, Stack, Stage, type StackProps } from 'aws-cdk-lib/core';
import { Asset } from 'aws-cdk-lib/aws-s3-assets';
import { CfnTopic } from 'aws-cdk-lib/aws-sns';
import type { Unit } from '@plinth/blueprints/schema';
import { receiveAssembly } from '../assembly/receiveAssembly';
import { requirePlainFiles } from '../assembly/requirePlainFiles';
import { policyFindings } from '../plan/policy/policyFindings';
import type { Assembly } from '../synth/Assembly';

const ENV = { account: '111122223333', region: 'us-east-1' };
const PLACE = `${ENV.account}-${ENV.region}`;
const DEPLOY_ROLE = `arn:\${AWS::Partition}:iam::111122223333:role/cdk-hnb659fds-deploy-role-${PLACE}`;

const unit = (name: string): Unit => ({
  kind: 'environment',
  name,
  blueprint: 'application',
  version: '1.0.0',
  stage: 'dev',
  ...ENV,
  owner: 'group:default/platform',
  monthlyBudget: 500,
  parameters: {},
});
const UNITS = new Map(
  ['claims', 'claims-dev', 'billing'].map(name => [
    `environments/${name}`,
    unit(name),
  ]),
);

/** Properties of a stack in the manifest, of which an attacker may write any. */
type PropertiesJson = Record<string, unknown> & {
  lookupRole: { arn: string };
};
interface ManifestJson {
  artifacts: Record<
    string,
    { type: string; properties: PropertiesJson; metadata?: unknown }
  >;
  runtime?: unknown;
}
interface AssetsJson {
  files: Record<
    string,
    {
      source: { path: string };
      destinations: Record<string, Record<string, string>>;
    }
  >;
}
interface TemplateJson {
  Resources: Record<string, unknown>;
  Transform?: string;
}

describe('an assembly that a stranger sends', () => {
  let root: string;
  let folder: string;
  beforeEach(() => {
    root = mkdtempSync(path.join(tmpdir(), 'attack-'));
    folder = path.join(root, 'sent');
  });
  afterEach(() => rmSync(root, { recursive: true }));

  const stack = (app: App | Stage, id: string, props: StackProps = {}) => {
    const made = new Stack(app, id, { env: ENV, ...props });
    new CfnTopic(made, 'Topic');
    return made;
  };
  /** Synthesizes stacks as the CDK does. */
  const send = (
    build: (app: App) => void = app => stack(app, 'claims-dev'),
  ): void => {
    rmSync(folder, { recursive: true, force: true });
    const app = new App({ outdir: folder, analyticsReporting: false });
    build(app);
    app.synth();
  };
  const read = <T>(...file: string[]): T =>
    JSON.parse(readFileSync(path.join(root, ...file), 'utf8')) as T;
  const edit = <T>(file: string, change: (json: T) => void): void => {
    const json = read<T>('sent', file);
    change(json);
    writeFileSync(path.join(folder, file), JSON.stringify(json));
  };
  const manifest = (change: (json: ManifestJson) => void) =>
    edit('manifest.json', change);
  /** Sends a second stack of the unit under a name that the CDK would not give it. */
  const sendNamed = (stackName: string) => {
    send(app => {
      stack(app, 'claims-dev');
      stack(app, 'claims-dev-b');
    });
    manifest(({ artifacts }) => {
      artifacts['claims-dev-b'].properties.stackName = stackName;
    });
  };
  const properties = (change: (of: PropertiesJson) => void) =>
    manifest(({ artifacts }) => change(artifacts['claims-dev'].properties));
  const template = (change: (json: TemplateJson) => void) =>
    edit('claims-dev.template.json', change);
  const withFile = (content = 'code', assetHash?: string) =>
    send(app => {
      const source = mkdtempSync(path.join(root, 'source-'));
      writeFileSync(path.join(source, 'index.mjs'), content);
      const made = stack(app, 'claims-dev');
      const { s3ObjectKey } = new Asset(made, 'Code', {
        path: source,
        assetHash,
      });
      new CfnTopic(made, 'Named', { displayName: s3ObjectKey });
    });
  const destination = (over: Record<string, string>) =>
    edit<AssetsJson>('claims-dev.assets.json', ({ files }) => {
      for (const { destinations } of Object.values(files)) {
        Object.values(destinations).forEach(each => Object.assign(each, over));
      }
    });
  const receive = (planned = ['environments/claims-dev']): Assembly =>
    receiveAssembly({
      folder,
      into: path.join(root, 'received'),
      planned: planned.map(each => {
        const found = UNITS.get(each);
        if (!found) {
          throw new Error(each);
        }
        return { path: each, unit: found };
      }),
      reached: ['environments/claims-dev'],
      units: UNITS,
      qualifier: 'hnb659fds',
    });
  const receivedManifest = () =>
    read<ManifestJson>('received', 'manifest.json');

  it('is taken when it is what the CDK makes of the units, with the names and roles of the bootstrap', () => {
    send(app => {
      const main = stack(app, 'claims-dev', {
        tags: { 'plinth:stage': 'dev' },
      });
      stack(app, 'claims-dev-west', {
        env: { ...ENV, region: 'us-west-2' },
      }).addStackDependency(main);
    });
    const { stacks, violations, directory } = receive();
    expect(violations).toEqual([]);
    expect(stacks).toEqual([
      {
        ...ENV,
        unit: 'environments/claims-dev',
        stackName: 'claims-dev',
        artifactId: 'claims-dev',
        template: expect.objectContaining({
          Resources: { Topic: { Type: 'AWS::SNS::Topic' } },
        }),
        tags: { 'plinth:stage': 'dev' },
        terminationProtection: false,
        dependsOn: [],
        assets: {},
        constructs: { Topic: 'Topic' },
      },
      expect.objectContaining({
        stackName: 'claims-dev-west',
        region: 'us-west-2',
        dependsOn: ['claims-dev'],
      }),
    ]);
    expect(directory).toBe(path.join(root, 'received'));
    expect(
      receivedManifest().artifacts['claims-dev'].properties.assumeRoleArn,
    ).toBe(DEPLOY_ROLE);
  });

  it.each<[string, () => void, RegExp]>([
    [
      'a role of its own to deploy with',
      () => {
        send();
        properties(each => {
          each.assumeRoleArn = 'arn:aws:iam::111122223333:role/admin';
        });
      },
      /is to be deployed by arn:aws:iam::111122223333:role\/admin, and not by/,
    ],
    [
      'a role of its own for CloudFormation',
      () => {
        send();
        properties(each => {
          each.cloudFormationExecutionRoleArn =
            'arn:aws:iam::111122223333:role/admin';
        });
      },
      /is to be deployed by arn:aws:iam::111122223333:role\/admin/,
    ],
    [
      'no role for CloudFormation, which would leave that to the one who deploys',
      () => {
        send();
        properties(each => delete each.cloudFormationExecutionRoleArn);
      },
      /is to be deployed by roles with further conditions, and not by .*cfn-exec-role/,
    ],
    [
      'a role of its own for lookups',
      () => {
        send();
        properties(each => {
          each.lookupRole.arn = 'arn:aws:iam::111122223333:role/admin';
        });
      },
      /is to be deployed by arn:aws:iam::111122223333:role\/admin/,
    ],
    [
      'session tags for the role',
      () => {
        send();
        properties(each => {
          each.assumeRoleAdditionalOptions = { Tags: [] };
        });
      },
      /roles with further conditions/,
    ],
    [
      'values for parameters, which no plan shows',
      () => {
        send();
        properties(each => {
          each.parameters = { Image: 'evil' };
        });
      },
      /gives its parameters values beside the template/,
    ],
    [
      'topics that hear of everything',
      () => {
        send();
        properties(each => {
          each.notificationArns = ['arn:aws:sns:us-east-1:999988887777:x'];
        });
      },
      /notifies topics of its events/,
    ],
    [
      'another account',
      () =>
        send(app =>
          stack(app, 'claims-dev', {
            env: { ...ENV, account: '777788889999' },
          }),
        ),
      /is for account 777788889999, but its unit .* is in 111122223333/,
    ],
    [
      'no account',
      () => send(app => stack(app, 'claims-dev', { env: undefined })),
      /has no explicit account and region; pass env on to super\(\)/,
    ],
    [
      'a stack of a unit that the change does not reach',
      () =>
        send(app => {
          stack(app, 'claims-dev');
          stack(app, 'billing');
        }),
      /Stack billing is of environments\/billing, which this change does not reach/,
    ],
    [
      "a stack with another unit's name",
      () =>
        send(app => {
          stack(app, 'claims-dev');
          stack(app, 'claims-dev-extra', { stackName: 'claims-extra' });
        }),
      /Stack claims-extra is of environments\/claims, which/,
    ],
    [
      'a stack of no unit, such as the bootstrap itself',
      () =>
        send(app => {
          stack(app, 'claims-dev');
          stack(app, 'CDKToolkit');
        }),
      /Stack CDKToolkit belongs to no unit/,
    ],
    [
      'one stack twice',
      () =>
        send(app => {
          stack(app, 'claims-dev');
          stack(app, 'twin', { stackName: 'claims-dev' });
        }),
      /There are two stacks 111122223333\/us-east-1\/claims-dev/,
    ],
    [
      'only further stacks of the unit',
      () => send(app => stack(app, 'claims-dev-west')),
      /The app made no stack claims-dev in us-east-1 for environments\/claims-dev/,
    ],
    [
      'an assembly in the assembly',
      () =>
        send(app => {
          stack(app, 'claims-dev');
          stack(new Stage(app, 'inner'), 'claims-dev-b');
        }),
      /is an assembly in the assembly/,
    ],
    [
      'an artifact of a type that is not known here',
      () => {
        send();
        manifest(({ artifacts }) => {
          artifacts.own = {
            ...artifacts['claims-dev'],
            type: 'cdk:something-new',
          };
        });
      },
      /own is of type cdk:something-new, which is not deployed here/,
    ],
    [
      'a name that the CLI would take for an option or a pattern',
      () => {
        send();
        manifest(({ artifacts }) => {
          artifacts['--app=evil'] = artifacts['claims-dev'];
        });
      },
      /"--app=evil" is no name of a stack/,
    ],
    [
      'a stack name that becomes markup in the comment of the plan',
      () => sendNamed('claims-dev-` | no change |\n\n## Approved by @admin'),
      /is no name of a stack in CloudFormation/,
    ],
    [
      'a stack name that gives a second parameter to the CLI',
      () => sendNamed('claims-dev-b:Image=evil'),
      /is no name of a stack in CloudFormation/,
    ],
    [
      'an artifact without a stack name whose own is none',
      () => {
        send();
        manifest(({ artifacts }) => {
          const { stackName: _, ...unnamed } =
            artifacts['claims-dev'].properties;
          artifacts['claims-dev-b_c'] = {
            ...artifacts['claims-dev'],
            properties: unnamed as PropertiesJson,
          };
        });
      },
      /"claims-dev-b_c" is no name of a stack in CloudFormation/,
    ],
    [
      'a lookup whose answer is not committed',
      () => send(app => void stack(app, 'claims-dev').availabilityZones),
      /^The stacks look up availability-zones:.*commit cdk\.context\.json\.$/,
    ],
    [
      'a program that makes what is published',
      () =>
        send(app =>
          stack(app, 'claims-dev').synthesizer.addFileAsset({
            sourceHash: 'always',
            executable: ['node', '-p', '1'],
          }),
        ),
      /is made by a program when it is published, so nobody can review what it holds/,
    ],
    [
      'an image that is built while it is deployed',
      () => {
        const context = mkdtempSync(path.join(root, 'image-'));
        writeFileSync(path.join(context, 'Dockerfile'), 'FROM scratch\n');
        send(app =>
          stack(app, 'claims-dev').synthesizer.addDockerImageAsset({
            sourceHash: 'always',
            directoryName: path.relative(folder, context),
          }),
        );
      },
      /builds an image while it is deployed.*name it in the template by its digest/,
    ],
    [
      'a bucket of its own',
      () => {
        withFile();
        destination({ bucketName: 'evil' });
      },
      /is to be published elsewhere than under its hash in cdk-hnb659fds-assets/,
    ],
    [
      'a role of its own to publish with',
      () => {
        withFile();
        destination({ assumeRoleArn: 'arn:aws:iam::111122223333:role/admin' });
      },
      /is to be published elsewhere/,
    ],
    [
      'a name for a file that is no hash',
      () => {
        withFile();
        destination({ objectKey: 'e' });
      },
      /is to be published elsewhere/,
    ],
    [
      'a file from outside',
      () => {
        withFile();
        edit<AssetsJson>('claims-dev.assets.json', ({ files }) => {
          for (const { source } of Object.values(files)) {
            source.path = source.path.replace(/^asset.*/, '../../etc/passwd');
          }
        });
      },
      /names "\.\.\/\.\.\/etc\/passwd", which is not in it/,
    ],
    [
      'a template from outside',
      () => {
        send();
        properties(each => {
          each.templateFile = '/etc/hostname';
        });
      },
      /names "\/etc\/hostname", which is not in it/,
    ],
    [
      'a link out of it',
      () => {
        send();
        symlinkSync('/etc', path.join(folder, 'asset'));
      },
      /holds asset, which is neither a file nor a folder/,
    ],
    [
      'a key that reaches for a prototype',
      () => {
        send();
        const file = path.join(folder, 'claims-dev.template.json');
        writeFileSync(
          file,
          '{"Resources":{"T":{"Type":"AWS::SNS::Topic","__proto__":{"a":1}}}}',
        );
      },
      /claims-dev\.template\.json of the assembly is not JSON that is read here: it has the key __proto__/,
    ],
    [
      'JSON that is nested to end a parser',
      () => {
        send();
        writeFileSync(
          path.join(folder, 'claims-dev.template.json'),
          `{"Resources":{},"x":${'['.repeat(50_000)}${']'.repeat(50_000)}}`,
        );
      },
      /is nested deeper than 100 levels/,
    ],
    [
      'a string without an end, of which each quotation mark might begin another',
      () => {
        send();
        writeFileSync(
          path.join(folder, 'claims-dev.template.json'),
          `{"Resources":{},"x":"${'\\"'.repeat(7_500_000)}`,
        );
      },
      /is not JSON that is read here/,
    ],
    [
      'a template that is too large to be one',
      () => {
        send();
        writeFileSync(
          path.join(folder, 'claims-dev.template.json'),
          JSON.stringify({ Resources: {}, x: ' '.repeat(17 * 1024 * 1024) }),
        );
      },
      /is larger than 16777216 bytes/,
    ],
    [
      'a template that is none',
      () => {
        send();
        template(json => {
          json.Resources = { Topic: 'AWS::SNS::Topic' };
        });
      },
      /is not what the CDK writes: Resources\.Topic/,
    ],
  ])('is refused with %s', (_, attack, message) => {
    attack();
    expect(() => receive()).toThrow(message);
    expect(() => receive()).toThrow(
      expect.objectContaining({ name: 'DeliveryError', code: 'assembly' }),
    );
  });

  it.each<[string, (json: TemplateJson) => void]>([
    [
      'a macro that writes the template when it is deployed',
      json => {
        json.Transform = 'AWS::LanguageExtensions';
      },
    ],
    [
      'a template that is fetched when it is deployed',
      ({ Resources }) => {
        Resources.Topic = {
          Type: 'AWS::SNS::Topic',
          Properties: {
            'Fn::Transform': { Name: 'AWS::Include', Parameters: {} },
          },
        };
      },
    ],
    [
      'a nested stack',
      ({ Resources }) => {
        Resources.Inner = {
          Type: 'AWS::CloudFormation::Stack',
          Properties: { TemplateURL: 'https://example.com' },
        };
      },
    ],
  ])('fails its plan, and so its deployment, with %s', (_, attack) => {
    send();
    template(attack);
    const [received] = receive().stacks;
    expect(policyFindings(received, undefined, [], undefined)).toContainEqual(
      expect.objectContaining({ severity: 'error', rule: 'unseen-resources' }),
    );
  });

  it('cannot say one thing to the plan and another to CloudFormation', () => {
    send();
    const file = path.join(folder, 'claims-dev.template.json');
    writeFileSync(
      file,
      '{"Resources":{"Topic":{"Type":"AWS::IAM::Role"},"Topic":{"Type":"AWS::SNS::Topic"}}}',
    );
    expect(receive().stacks[0].template.Resources).toEqual({
      Topic: { Type: 'AWS::SNS::Topic' },
    });
    expect(
      readFileSync(
        path.join(root, 'received/claims-dev.template.json'),
        'utf8',
      ),
    ).toBe('{"Resources":{"Topic":{"Type":"AWS::SNS::Topic"}}}');
  });

  it('tells of no construct but those of the resources that it deploys', () => {
    send();
    edit<Record<string, unknown>>('claims-dev.metadata.json', notes => {
      notes['/claims-dev/Evil'] = [
        { type: 'aws:cdk:logicalId', data: 'Elsewhere' },
        { type: 'aws:cdk:logicalId', data: 'toString' },
      ];
      notes['/billing/Topic'] = [{ type: 'aws:cdk:logicalId', data: 'Topic' }];
    });
    expect(receive().stacks[0].constructs).toEqual({ Topic: 'Topic' });
  });

  it('brings nothing to the CLI that was not read', () => {
    send();
    properties(each => {
      each.validateOnSynth = true;
      each.somethingNew = 'evil';
    });
    manifest(json => {
      json.runtime = { libraries: { evil: '1' } };
      json.artifacts['claims-dev'].metadata = { '/x': [] };
    });
    receive();
    expect(JSON.stringify(receivedManifest())).not.toMatch(
      /evil|validateOnSynth|metadata/,
    );
  });

  it("cannot publish a file under the name of another unit's, and be taken for it", () => {
    const keyOf = (content: string) => {
      withFile(content, 'the same for both');
      const { assets, template: made } = receive().stacks[0];
      const [key] = Object.keys(assets);
      expect(key).toBe(`${assets[key]}.zip`);
      expect(made.Resources?.Named.Properties).toEqual({ DisplayName: key });
      const published = read<AssetsJson>('received', 'claims-dev.assets.json')
        .files[key];
      expect(published.destinations.bootstrap.objectKey).toBe(key);
      return key;
    };
    const first = keyOf('reviewed');
    expect(keyOf('reviewed')).toBe(first);
    expect(keyOf('evil')).not.toBe(first);
  });

  it('takes no file for the same that can be executed in one of them', () => {
    const digests = [0o644, 0o755].map(mode => {
      withFile('code', 'the same');
      const { files } = read<AssetsJson>('sent', 'claims-dev.assets.json');
      const [name] = Object.values(files)
        .map(({ source }) => source.path)
        .filter(each => each.startsWith('asset.'));
      chmodSync(path.join(folder, name, 'index.mjs'), mode);
      return receive().stacks[0].assets;
    });
    expect(digests[0]).not.toEqual(digests[1]);
  });

  it('cannot leave production without protection against deletion', () => {
    const production = { ...unit('claims-dev'), stage: 'production' as const };
    send();
    const { stacks } = receiveAssembly({
      folder,
      into: path.join(root, 'received'),
      planned: [{ path: 'environments/claims-dev', unit: production }],
      reached: [],
      units: new Map([['environments/claims-dev', production]]),
      qualifier: 'hnb659fds',
    });
    expect(stacks[0].terminationProtection).toBe(true);
    expect(
      receivedManifest().artifacts['claims-dev'].properties
        .terminationProtection,
    ).toBe(true);
  });

  it('hides no error that a construct noted', () => {
    send(app =>
      stack(app, 'claims-dev').node.addMetadata(
        'aws:cdk:error',
        'the disk is too small',
      ),
    );
    expect(receive().violations).toEqual([
      {
        rule: 'construct.error',
        severity: 'error',
        message: 'the disk is too small',
        construct: 'claims-dev',
      },
    ]);
  });
});

describe('a folder that a stranger fills', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(path.join(tmpdir(), 'attack-'));
  });
  afterEach(() => rmSync(root, { recursive: true }));
  const limits = { files: 3, bytes: 10, depth: 2 };

  it.each<[string, () => void, RegExp]>([
    [
      'with too many files',
      () =>
        ['a', 'b', 'c', 'd'].forEach(name =>
          writeFileSync(path.join(root, name), ''),
        ),
      /holds more than 3 files/,
    ],
    [
      'with too much in them',
      () => writeFileSync(path.join(root, 'a'), 'x'.repeat(11)),
      /is larger than 10 bytes/,
    ],
    [
      'with folders too deep',
      () => mkdirSync(path.join(root, 'a/b/c'), { recursive: true }),
      /is nested deeper than 2 folders/,
    ],
  ])('is refused %s', (_, fill, message) => {
    fill();
    expect(() => requirePlainFiles(root, limits)).toThrow(message);
  });
});
