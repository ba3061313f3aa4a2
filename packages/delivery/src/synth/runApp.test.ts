import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { runApp } from './runApp';

describe('runApp', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(path.join(tmpdir(), 'app-'));
  });
  afterEach(() => rmSync(root, { recursive: true }));

  const run = (env: NodeJS.ProcessEnv = {}) =>
    runApp({
      root,
      units: ['environments/claims-dev', 'tenants/acme'],
      outdir: path.join(root, 'out'),
      env: { PATH: process.env.PATH, ...env },
    });
  const cdkJson = (text: string) =>
    writeFileSync(path.join(root, 'cdk.json'), text);
  /** Makes the repository's app of a script. */
  const app = (script: string) => {
    writeFileSync(path.join(root, 'app.js'), script);
    const node = JSON.stringify(process.execPath);
    cdkJson(JSON.stringify({ app: `${node} app.js` }));
  };

  it('says that there must be a cdk.json', async () => {
    await expect(run()).rejects.toThrow(
      /^Cannot read cdk\.json in .*ENOENT.*It must name the app, as the platform-repository template does\.$/,
    );
  });

  it.each([
    ['no JSON', '{', /^Cannot read cdk\.json in .*JSON/],
    ['no app', '{}', /^cdk\.json must name the command/],
    ['an empty app', '{"app":""}', /^cdk\.json must name the command/],
    [
      'an app that is no text',
      '{"app":[]}',
      /^cdk\.json must name the command/,
    ],
  ])('refuses a cdk.json with %s', async (_, text, message) => {
    cdkJson(text);
    await expect(run()).rejects.toThrow(message);
  });

  it.each([
    [
      'of the error, without the source before and the trace after it',
      "function build() {\n  throw new TypeError('no bucket\\nwithout a name');\n}\nbuild();",
      /: TypeError: no bucket\nwithout a name$/,
    ],
    [
      'that it printed last, where that is no error',
      "for (let line = 1; line <= 20; line++) console.log('line ' + line);\nprocess.exit(3);",
      /: line 6\n(.*\n){13}line 20$/,
    ],
    ['that there is none', 'process.exit(3);', /: the app printed nothing$/],
  ])(
    'names the units of an app that fails, and the reason %s',
    async (_, script, reason) => {
      app(script);
      const failure = run();
      await expect(failure).rejects.toThrow(reason);
      await expect(failure).rejects.toThrow(
        /^Synthesis of environments\/claims-dev, tenants\/acme failed: /,
      );
    },
  );

  it('says that an app which makes no assembly must call synthesizeUnits', async () => {
    app('');
    await expect(run()).rejects.toThrow(
      'The app wrote no assembly; app.ts must call synthesizeUnits() of @plinth/delivery.',
    );
  });

  it('tells the app what to synthesize, where to and how, and no secrets', async () => {
    const secrets = {
      GITHUB_TOKEN: 'ghs_x',
      GH_TOKEN: 'ghs_x',
      NODE_AUTH_TOKEN: 'x',
      NPM_TOKEN: 'x',
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'x',
      ACTIONS_RUNTIME_TOKEN: 'x',
      AWS_ACCESS_KEY_ID: 'x',
      AWS_SECRET_ACCESS_KEY: 'x',
      AWS_SESSION_TOKEN: 'x',
      AWS_PROFILE: 'x',
      AWS_WEB_IDENTITY_TOKEN_FILE: 'x',
    };
    app(
      "require('node:fs').writeFileSync('seen.json', JSON.stringify(process.env)); process.exit(1);",
    );
    await expect(run({ ...secrets, AWS_REGION: 'us-east-1' })).rejects.toThrow(
      'the app printed nothing',
    );
    const seen = JSON.parse(readFileSync(path.join(root, 'seen.json'), 'utf8'));
    expect(seen).toMatchObject({
      AWS_REGION: 'us-east-1',
      PLINTH_UNITS: 'environments/claims-dev,tenants/acme',
      CDK_OUTDIR: path.join(root, 'out'),
      CDK_VALIDATION: 'false',
    });
    expect(Object.keys(seen).filter(name => name in secrets)).toEqual([]);
  });
});
