import { readFileSync } from 'node:fs';
import path from 'node:path';
import { PORTAL_PERMISSIONS } from './portalApp';

const GUIDE = path.resolve(
  __dirname,
  '../../../../docs/how-to/connect-aws-and-github.md',
);

/** GitHub's names of permissions in its settings, by those of its API. */
const TITLES: Record<string, string> = {
  Actions: 'actions',
  Administration: 'administration',
  Contents: 'contents',
  Issues: 'issues',
  'Members (of the organisation)': 'members',
  Metadata: 'metadata',
  'Pull requests': 'pull_requests',
  Workflows: 'workflows',
};

/** The table of the app's permissions, as the API writes them. */
function guidePermissions(): Record<string, string> {
  const [, table] =
    /\n\| Permission .*\n\| -.*\n((?:\|.*\n)+)/.exec(
      readFileSync(GUIDE, 'utf8'),
    ) ?? [];
  const rows = table
    .trim()
    .split('\n')
    .map(row => row.split('|').map(cell => cell.trim()));
  return Object.fromEntries(
    rows.map(([, title, access]) => [
      TITLES[title] ?? title,
      access === 'read and write' ? 'write' : access,
    ]),
  );
}

describe('The guide to the portal’s app', () => {
  it('names the permissions that the portal’s calls need, and no others', () => {
    // Every app may read metadata.
    expect(guidePermissions()).toEqual({
      metadata: 'read',
      ...PORTAL_PERMISSIONS,
    });
  });
});
