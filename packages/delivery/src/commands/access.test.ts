import { readFileSync } from 'node:fs';
import path from 'node:path';
import { accessTemplate } from '@plinth/blueprints/schema';
import { InfrastructureRepository } from '../__testUtils__/InfrastructureRepository';
import { accessCommand } from './access';

const DEV = '111122223333';
const PRODUCTION = '777788889999';
const PORTAL = '123456789012';
const ISSUER = 'https://token.actions.githubusercontent.com';

describe('plinth access', () => {
  let repository: InfrastructureRepository;

  beforeAll(() => {
    repository = InfrastructureRepository.create();
    repository.writeEnvironment('claims-dev');
    repository.commit('Add an environment');
  });
  afterAll(() => repository.dispose());

  const access = (over: Partial<Parameters<typeof accessCommand>[0]> = {}) =>
    accessCommand({
      root: repository.root,
      env: {},
      account: DEV,
      portalAccount: PORTAL,
      subject: ['repo:acme/infrastructure'],
      repositoryId: ['7'],
      branch: 'main',
      issuer: ISSUER,
      out: 'access.json',
      ...over,
    });
  const written = () =>
    JSON.parse(readFileSync(path.join(repository.root, 'access.json'), 'utf8'));

  it.each([
    ['repo:acme/infrastructure', undefined],
    ['repo:acme@3/infrastructure@7', '3'],
  ])(
    'writes the roles that an account needs, for subjects like %s',
    async (subject, ownerId) => {
      expect(await access({ subject: [subject] })).toBe(0);
      expect(written()).toEqual(
        accessTemplate({
          issuer: ISSUER,
          repositories: [
            {
              repository: 'acme/infrastructure',
              branch: 'main',
              repositoryId: '7',
              ownerId,
            },
          ],
          stages: ['dev'],
          portalAccount: PORTAL,
        }),
      );
    },
  );

  it('lets several repositories in, each by its own subject, number and workflows', async () => {
    await access({
      subject: ['repo:acme/infrastructure', 'repo:acme@3/payments@8'],
      repositoryId: ['7', '8'],
    });
    const { PlanRole, DeployRole } = written().Resources;
    for (const role of [PlanRole, DeployRole]) {
      const { Statement } = role.Properties.AssumeRolePolicyDocument;
      const asked = Statement.map(
        (each: { Condition: { StringEquals: Record<string, string> } }) => {
          const claims = Object.entries(each.Condition.StringEquals).map(
            ([key, value]) => [key.split(':').at(-1), String(value)],
          );
          return Object.fromEntries(claims);
        },
      );
      expect(asked).toEqual([
        expect.objectContaining({
          sub: 'repo:acme/infrastructure:ref:refs/heads/main',
          repository_id: '7',
          job_workflow_ref: expect.not.stringContaining('payments'),
        }),
        expect.objectContaining({
          sub: 'repo:acme@3/payments@8:ref:refs/heads/main',
          repository_id: '8',
          job_workflow_ref: expect.not.stringContaining('infrastructure'),
        }),
      ]);
    }
  });

  it('lets the reviewed environment alone deploy where the governance file says what an account is for', async () => {
    await access({ account: PRODUCTION });
    const trust = JSON.stringify(written().Resources.DeployRole);
    expect(trust).toContain('repo:acme/infrastructure:environment:production');
    expect(trust).not.toContain('ref:refs/heads/main"');
  });

  it('names roles and qualifier as plinth.json does', async () => {
    await access({ env: { PLINTH_BOOTSTRAP_QUALIFIER: 'acme' } });
    const role = JSON.stringify(written().Resources.DeployRole);
    expect(role).toContain('role/cdk-acme-deploy-role-');
    expect(role).not.toContain('hnb659fds');
  });

  it.each<[string, Parameters<typeof access>[0], RegExp]>([
    [
      'an account that governance does not name',
      { account: '999999999999' },
      /does not name the account 999999999999; it names .*Add it by a pull request/,
    ],
    [
      'the subject of an environment',
      { subject: ['repo:acme/infrastructure:environment:production'] },
      /is not what the subject .* begins with.*gh api/,
    ],
    [
      'half of the numbers',
      { subject: ['repo:acme@3/infrastructure'] },
      /is not what the subject/,
    ],
    [
      'a repository without its number',
      { subject: ['repo:acme/infrastructure', 'repo:acme/payments'] },
      /There are 2 of --subject and 1 of --repository-id/,
    ],
    [
      'two repositories of one number',
      {
        subject: ['repo:acme/infrastructure', 'repo:acme/payments'],
        repositoryId: ['7', '7'],
      },
      /acme\/payments has the number 7, which another one has too/,
    ],
    [
      'the number of another repository',
      { subject: ['repo:acme@3/infrastructure@8'] },
      /is of the repository 8, and not of 7/,
    ],
  ])('refuses %s', async (_, over, message) => {
    await expect(access(over)).rejects.toThrow(message);
  });
});
