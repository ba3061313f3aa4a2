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
    });
  });

  it('names the setting that breaks a rule', () => {
    write({ roles: { deploy: 'arn:aws:iam::111122223333:role/admin' } });
    expect(() => readSettings(root, {})).toThrow(
      /roles\.deploy: must be the name of an IAM role/,
    );
    write({ portal: 'x' });
    expect(() => readSettings(root, {})).toThrow(/portal/);
  });

  it('says what to do when there is no file', () => {
    expect(() => readSettings(root, {})).toThrow(
      /Run plinth in the root of the infrastructure repository/,
    );
  });
});
