import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import type { BlueprintSchema } from './schema';
import type { SynthesizedStack } from './synthesizeUnit';

/** What the guide's own `tryArchive.ts` exports. */
interface Example {
  tryArchive(retentionDays: number): {
    known: BlueprintSchema | undefined;
    form: Record<string, unknown>;
    stacks: SynthesizedStack[];
  };
}

const GUIDE = path.resolve(
  __dirname,
  '../../../docs/how-to/add-your-own-blueprint.md',
);

/** The files that the guide tells its reader to write, by name, as it shows them. */
function filesOfGuide(): Map<string, string> {
  const text = readFileSync(GUIDE, 'utf8');
  const files = text.matchAll(/^`([\w.]+)`:\n\n```\w+\n(.*?)^```$/gms);
  return new Map([...files].map(([, name, content]) => [name, content]));
}

describe('the guide to a blueprint of one’s own', () => {
  let folder: string;
  let example: Example;

  beforeAll(() => {
    // Below the checkout, where `zod` and the CDK are found as they are in an organisation's repository.
    const parent = path.resolve(__dirname, '../../../.data');
    mkdirSync(parent, { recursive: true });
    folder = mkdtempSync(path.join(parent, 'own-blueprint-'));
    for (const [name, content] of filesOfGuide()) {
      writeFileSync(path.join(folder, name), content);
    }
    example = require(path.join(folder, 'tryArchive'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('names a class and entries that the files have', () => {
    const { exports: entries } = JSON.parse(
      readFileSync(path.join(folder, 'package.json'), 'utf8'),
    );
    const main = require(path.join(folder, entries['.']));
    const { blueprintSchemas } = require(
      path.join(folder, entries['./schema']),
    );
    for (const { stackClass, stackPackage } of blueprintSchemas) {
      expect(main[stackClass]).toEqual(expect.any(Function));
      expect(stackPackage).toBe('@acme/blueprints');
    }
  });

  it('leads to a blueprint that is registered, shown in a form, validated and synthesized', () => {
    const { known, form, stacks } = example.tryArchive(60);
    expect(known).toMatchObject({ name: 'acme-archive', version: '1.0.0' });
    expect(form).toMatchObject({
      properties: {
        retentionDays: { title: 'Retention (days)', default: 30, minimum: 7 },
      },
      required: [],
    });
    expect(stacks.map(({ stackName }) => stackName)).toEqual(['files-dev']);
    // S3 goes by the shortest of the rules.
    expect(daysOfVersions(stacks[0].template)).toEqual([60, 1]);
    expect(daysOfVersions(example.tryArchive(3650).stacks[0].template)).toEqual(
      [3650, 1],
    );
    expect(stacks[0].tags['plinth:unit']).toBe('environments/files-dev');
    expect(() => example.tryArchive(1)).toThrow(
      /retentionDays: must be at least 7/,
    );
  });

  it('loads its schema without the CDK', () => {
    // The portal loads it, and no CDK.
    const schema = filesOfGuide().get('schema.ts');
    const imports = [...(schema ?? '').matchAll(/from '([^']+)'/g)];
    expect(imports.map(([, module]) => module)).toEqual([
      '@plinth/blueprints/schema',
      'zod',
    ]);
  });
});

/** After how many days older versions are deleted: of the files, and of the logs beside them. */
function daysOfVersions(template: object): number[] {
  const found = JSON.stringify(template).matchAll(
    /"NoncurrentVersionExpiration":\{"NoncurrentDays":(\d+)\}/g,
  );
  return [...found].map(([, days]) => Number(days)).sort((a, b) => b - a);
}
