import { ownersOf, parseCodeOwners, toReviewers } from './codeOwners';

const file = `
# Everyone's fallback
*                       @acme/platform
/environments/          @engineer @acme/cloud  # the engineers
environments/*/stack.ts @coder
/docs/*                 @writer
**/secret               @guard
/tenants/free/
*.md                    someone@example.com
/Makefile               @maker @maker
!app.ts                 @nobody
[a-z]pp.ts              @nobody
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
    ['Makefile', ['maker'], []],
    // Names differ by case, as in Git
    ['makefile', [], ['platform']],
    ['Docs/index.html', [], ['platform']],
  ])('of %s are %j and teams %j', (path, users, teams) => {
    expect(toReviewers(ownersOf(parseCodeOwners(file), path))).toEqual({
      users,
      teams,
    });
  });

  it('are nobody where no rule matches', () => {
    expect(ownersOf(parseCodeOwners('/docs/ @writer'), 'app.ts')).toEqual([]);
    expect(
      ownersOf(parseCodeOwners('/docs/*/*.md @writer'), 'docs/a/b.md'),
    ).toEqual(['@writer']);
    expect(
      ownersOf(parseCodeOwners('/docs/*/* @writer'), 'docs/a/b/c.md'),
    ).toEqual([]);
    expect(ownersOf(parseCodeOwners('docs/ @writer'), 'a/docs/b/c.md')).toEqual(
      ['@writer'],
    );
    expect(ownersOf(parseCodeOwners('docs/** @writer'), 'docs/b/c.md')).toEqual(
      ['@writer'],
    );
  });
});
