import { cpSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Pipeline } from './__testUtils__/Pipeline';

const EXAMPLE = path.resolve(__dirname, '../../../docs/examples/own-blueprint');
const DEV = { account: '111122223333', region: 'us-east-1' };
const UNIT = 'files-dev';

describe('an organisation’s own blueprint', () => {
  let pipeline: Pipeline;
  beforeAll(async () => {
    pipeline = await Pipeline.start();
    pipeline.checkSchemas();
  });
  afterAll(() => pipeline?.close());

  /** Adds the example to the repository, in place of a package. */
  const proposeBlueprint = () =>
    pipeline.propose('blueprint', checkout => {
      cpSync(EXAMPLE, path.join(checkout.root, 'blueprints'), {
        recursive: true,
      });
      const settings = JSON.parse(checkout.read('plinth.json'));
      checkout.write('plinth.json', {
        ...settings,
        blueprints: ['./blueprints/schema'],
      });
      checkout.write(
        'governance/phase.yaml',
        checkout
          .read('governance/phase.yaml')
          .replace(/(\s+)application,/, '$1acme-archive,$1application,'),
      );
    });
  /** Adds a unit that is made from it. */
  const propose = (branch: string, parameters: Record<string, unknown>) =>
    pipeline.propose(branch, checkout => {
      checkout.writeEnvironment(UNIT, {
        blueprint: 'acme-archive',
        parameters,
      });
      checkout.write(
        `environments/${UNIT}/stack.ts`,
        `import { Archive } from '../../blueprints/Archive';
export default class UnitStack extends Archive {}
`,
      );
    });

  it('is what the how-to shows', () => {
    const page = readFileSync(
      path.join(EXAMPLE, '../../how-to/add-your-own-blueprint.md'),
      'utf8',
    );
    for (const file of [
      'schema.ts',
      'Archive.ts',
      'index.ts',
      'tryArchive.ts',
    ]) {
      const source = readFileSync(path.join(EXAMPLE, file), 'utf8');
      expect(page).toContain(`\`\`\`ts\n${source}\`\`\``);
    }
  });

  it('is authorized, validated, planned and deployed like one of the platform', async () => {
    await pipeline.merge(await proposeBlueprint());

    const wrong = await propose('wrong', { retentionDays: 1 });
    expect(pipeline.comment(wrong, '<!-- plinth:plan -->')).toMatch(
      /retentionDays.*must be at least 7/,
    );

    await pipeline.merge(await propose('files', { retentionDays: 60 }));
    expect(pipeline.lastRun('deploy').conclusion).toBe('success');
    expect(pipeline.aws.cloudFormation.store.find(DEV, UNIT)?.status).toBe(
      'CREATE_COMPLETE',
    );
    const buckets = pipeline.aws.cloudFormation.resources({
      ...DEV,
      stackName: UNIT,
      type: 'AWS::S3::Bucket',
    });
    expect(JSON.stringify(buckets)).toContain(
      '"NoncurrentVersionExpiration":{"NoncurrentDays":60}',
    );
  });
});
