import { codeOwners } from './codeOwners';

const file = `
# Everyone's fallback
*                       @acme/platform
/environments/          @engineer @acme/cloud  # the engineers
environments/*/stack.ts @coder
/docs/*                 @writer
**/secret               @guard
/tenants/free/
*.md                    someone@example.com
`;

describe('code owners', () => {
  it.each([
    ['app.ts', [], ['platform']],
    ['environments/claims-dev/environment.json', ['engineer'], ['cloud']],
    ['other/environments/x', [], ['platform']],
    ['environments/claims-dev/stack.ts', ['coder'], []],
    ['docs/index.html', ['writer'], []],
    ['docs/deep/index.html', [], ['platform']],
    ['tenants/a/secret', ['guard'], []],
    ['tenants/a/secret/deep', ['guard'], []],
    ['tenants/free/tenant.json', [], []],
    ['tenants/a/README.md', [], []],
    ['secrets', [], ['platform']],
  ])('of %s are %j and teams %j', (path, users, teams) => {
    expect(codeOwners(file, path)).toEqual({ users, teams });
  });
});
