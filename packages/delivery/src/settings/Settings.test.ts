import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readSettings } from './Settings';

describe('readSettings', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(path.join(tmpdir(), 'settings-'));
  });
  afterEach(() => rmSync(root, { recursive: true }));

  const write = (json: unknown) =>
    writeFileSync(path.join(root, 'plinth.json'), JSON.stringify(json));

  it('fills in defaults, and lets the environment override single settings', () => {
    write({
      portalUrl: 'https://portal.example.com',
      roles: { plan: 'viewer' },
    });
    expect(
      readSettings(root, {
        PLINTH_OIDC_AUDIENCE: 'other',
        PLINTH_PORTAL_URL: '',
      }),
    ).toEqual({
      portalUrl: 'https://portal.example.com',
      audience: 'other',
      roles: { plan: 'viewer', deploy: 'plinth-deploy' },
      bootstrapQualifier: 'hnb659fds',
      blueprints: [],
      concurrency: 3,
      environmentReviewers: true,
    });
  });

  it.each<[string, unknown, RegExp]>([
    [
      'a portal without protocol',
      { portalUrl: 'portal' },
      /portalUrl: .*must be an absolute URL/,
    ],
    ['no audience', { audience: '' }, /audience: /],
    [
      'a role with its account',
      { roles: { deploy: 'arn:aws:iam::111122223333:role/admin' } },
      /roles\.deploy: must be the name of an IAM role, without account or path/,
    ],
    [
      'a role without name',
      { roles: { plan: '' } },
      /roles\.plan: must be the name/,
    ],
    ['a role of another kind', { roles: { drift: 'x' } }, /roles: .*drift/],
    [
      'a qualifier that no bootstrap takes',
      { bootstrapQualifier: 'Acme' },
      /bootstrapQualifier: must be the qualifier given to `cdk bootstrap`/,
    ],
    [
      'a path of roles that is none',
      { identity: { path: 'plinth', permissionsBoundary: 'p' } },
      /identity\.path: must be a path such as \/plinth\//,
    ],
    [
      'a boundary by its ARN',
      {
        identity: {
          path: '/plinth/',
          permissionsBoundary: 'arn:aws:iam::aws:policy/x',
        },
      },
      /identity\.permissionsBoundary: must be path and name of a policy/,
    ],
    [
      'half an identity',
      { identity: { path: '/plinth/' } },
      /identity\.permissionsBoundary: /,
    ],
    [
      'a blueprint without name',
      { blueprints: [''] },
      /blueprints\.0: must name a module/,
    ],
    ...[
      './environments/claims-dev/schema',
      './lib/schema',
      './blueprints/../environments/claims-dev/schema',
      '../schema',
      '/etc/schema',
      '@acme/blueprints/../../../environments/claims-dev/schema',
      './blueprints/\n/../../environments/claims-dev/schema',
      'file:///runner/infrastructure/environments/claims-dev/schema.ts',
    ].map((name): [string, unknown, RegExp] => [
      `a blueprint of a folder that others than the governance owners may change: ${name}`,
      { blueprints: [name] },
      /blueprints\.0: must be a package, or a module below \.\/blueprints\//,
    ]),
    ['blueprints that are no list', { blueprints: 'x' }, /blueprints: /],
    ['nothing at once', { concurrency: 0 }, /concurrency: /],
    ['too much at once', { concurrency: 21 }, /concurrency: /],
    ['half a stack at once', { concurrency: 1.5 }, /concurrency: /],
    [
      'a setting that does not exist',
      { portal: 'x' },
      /plinth\.json: .*portal/,
    ],
  ])('refuses %s, and names the setting', (_, json, message) => {
    write(json);
    expect(() => readSettings(root, {})).toThrow(message);
    expect(() => readSettings(root, {})).toThrow(
      /^plinth\.json is not valid: /,
    );
  });

  it('takes blueprints of packages and of the folder of the governance owners', () => {
    const blueprints = [
      '@acme/blueprints/schema',
      'own',
      './blueprints/schema',
    ];
    write({ blueprints });
    expect(readSettings(root, {}).blueprints).toEqual(blueprints);
  });

  it('names every setting that breaks a rule at once', () => {
    write({ audience: '', concurrency: 0 });
    expect(() => readSettings(root, {})).toThrow(/audience: .*; concurrency: /);
  });

  it.each([
    ['portalUrl', 'PLINTH_PORTAL_URL', 'portal'],
    ['bootstrapQualifier', 'PLINTH_BOOTSTRAP_QUALIFIER', 'Acme'],
  ])(
    'holds %s to the same rule when %s overrides it',
    (setting, variable, value) => {
      write({});
      expect(() => readSettings(root, { [variable]: value })).toThrow(
        `plinth.json is not valid: ${setting}: `,
      );
    },
  );

  it.each(['', '{', '[]', 'null', '"x"'])(
    'refuses a file that holds %p, and no object',
    text => {
      writeFileSync(path.join(root, 'plinth.json'), text);
      expect(() => readSettings(root, {})).toThrow(/plinth\.json/);
    },
  );

  it('says what to do when there is no file', () => {
    expect(() => readSettings(root, {})).toThrow(
      /Run plinth in the root of the infrastructure repository/,
    );
  });
});
