import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { configSchema } from './configSchema';

describe('configSchema', () => {
  const before = process.cwd();
  let root: string;
  let kept: string;

  const write = (file: string, text: string) => {
    const full = path.join(root, file);
    mkdirSync(path.dirname(full), { recursive: true });
    writeFileSync(full, text);
  };
  /** Declares which value is secret, in JSON: TypeScript would take seconds for each test. */
  const declare = (secret: 'token' | 'name') =>
    write(
      'packages/own/config.json',
      JSON.stringify({
        type: 'object',
        properties: {
          own: {
            type: 'object',
            properties: { [secret]: { type: 'string', visibility: 'secret' } },
          },
        },
      }),
    );
  /** What of a configuration is secret. */
  const secrets = async () => {
    const schema = await configSchema(root, error => {
      throw error;
    });
    const [{ data }] = schema.process(
      [{ context: 'test', data: { own: { token: 'hidden', name: 'shown' } } }],
      { visibility: ['secret'], ignoreSchemaErrors: true },
    );
    return data;
  };

  beforeEach(() => {
    root = realpathSync(mkdtempSync(path.join(tmpdir(), 'config-schema-')));
    kept = path.join(root, 'node_modules/.plinth/config-schema.json');
    write('package.json', '{"workspaces":["packages/*"]}');
    write('node_modules/.yarn-state.yml', 'as installed');
    write(
      'packages/own/package.json',
      '{"name":"own","version":"1.0.0","configSchema":"config.json"}',
    );
    declare('token');
    // Where schemas lie is said from there.
    process.chdir(root);
  });
  afterEach(() => {
    process.chdir(before);
    rmSync(root, { recursive: true });
  });

  it('knows the secrets that packages of the checkout declare, and again from what it kept', async () => {
    expect(await secrets()).toEqual({ own: { token: 'hidden' } });
    // That it is read is told by changing it: the schema itself is as it was.
    const text = readFileSync(kept, 'utf8');
    writeFileSync(kept, text.replace('"token":', '"name":'));
    expect(await secrets()).toEqual({ own: { name: 'shown' } });
  });

  it.each<[string, () => void, Record<string, string>?]>([
    ['a schema', () => declare('name'), { name: 'shown' }],
    [
      'what is installed',
      () => write('node_modules/.yarn-state.yml', 'something newer'),
    ],
    [
      'a manifest',
      () =>
        write(
          'packages/own/package.json',
          '{"name":"own","version":"1.0.1","configSchema":"config.json"}',
        ),
    ],
    [
      'the packages that there are',
      () => write('packages/other/package.json', '{"name":"other"}'),
    ],
  ])(
    'makes it anew when %s changes',
    async (_, change, secret = { token: 'hidden' }) => {
      await secrets();
      const { made } = JSON.parse(readFileSync(kept, 'utf8'));
      change();
      const now = await secrets();
      expect(JSON.parse(readFileSync(kept, 'utf8')).made).not.toBe(made);
      expect(now).toEqual({ own: secret });
    },
  );

  it.each([
    ['nothing that can be read', '{"made":'],
    ['what another installation left', '{"made":"other","schema":{}}'],
  ])('takes no notice of %s', async (_, text) => {
    write('node_modules/.plinth/config-schema.json', text);
    expect(await secrets()).toEqual({ own: { token: 'hidden' } });
  });

  it('keeps nothing where nothing tells what is installed', async () => {
    rmSync(path.join(root, 'node_modules/.yarn-state.yml'));
    expect(await secrets()).toEqual({ own: { token: 'hidden' } });
    expect(existsSync(kept)).toBe(false);
  });

  it('keeps nothing where a schema takes part of itself from another file', async () => {
    write(
      'packages/own/config.json',
      '{"type":"object","description":"import(\'./token\')"}',
    );
    await secrets();
    expect(existsSync(kept)).toBe(false);
  });

  it('keeps nothing of which a schema is missing, so that the next start warns too', async () => {
    write(
      'packages/own/package.json',
      '{"name":"own","version":"1.0.0","configSchema":"config.d.ts"}',
    );
    write(
      'packages/own/config.d.ts',
      'export interface Config { own: Nowhere }',
    );
    const told: string[] = [];
    await configSchema(root, error => told.push(error.message));
    expect(told).toEqual([expect.stringMatching(/Nowhere/)]);
    expect(existsSync(kept)).toBe(false);
  });
});
