import { ResponseError } from '@backstage/errors';
import type {
  Deployment,
  DeploymentTimeline,
} from '@plinth/plugin-environments-common';
import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import {
  fakeApi,
  fresh,
  renderOnEntity,
  SHA,
  stale,
} from '../__testUtils__/fixtures';
import { DeploymentsContent } from './DeploymentsContent';

const sha = (digit: string) => digit.repeat(40);
const deployment = (change: Partial<Deployment> = {}): Deployment => ({
  id: '1-1-deploy',
  status: 'succeeded',
  startedAt: '2026-05-01T10:00:00.000Z',
  finishedAt: '2026-05-01T10:03:12.000Z',
  commit: { sha: SHA, url: `https://github.example.com/commit/${SHA}` },
  title: 'More storage',
  run: { id: '1', url: 'https://github.example.com/actions/runs/1' },
  ...change,
});
const earlier = deployment({
  id: '0-1-deploy',
  title: 'Create it',
  commit: {
    sha: sha('b'),
    url: `https://github.example.com/commit/${sha('b')}`,
  },
});
const listing =
  (items: Deployment[], freshness = fresh) =>
  async () => ({ items, pageInfo: {}, freshness });
const rowOf = (title: string) => screen.findByRole('article', { name: title });

describe('the Deployments tab', () => {
  it('tells of each how it went, of what, by whom, how long it took and what it costs', async () => {
    const listDeployments = listing([
      deployment({
        commit: { ...deployment().commit, author: 'Dana' },
        pullRequest: { number: 7, url: 'https://github.example.com/pull/7' },
        changesUrl: 'https://github.example.com/pull/7/files',
        requester: 'user:default/developer',
        approvers: ['user:default/admin'],
        reviews: [
          {
            environment: 'production',
            state: 'approved',
            reviewer: 'user:default/engineer',
          },
        ],
        plan: {
          hash: 'c'.repeat(64),
          changes: 2,
          monthlyCostDelta: -12.5,
          url: 'https://github.example.com/pull/7#issuecomment-1',
        },
      }),
    ]);
    await renderOnEntity(<DeploymentsContent />, fakeApi({ listDeployments }));
    const row = await rowOf('More storage');
    expect(row).toHaveTextContent(/Succeeded.*took 3 min 12 s/);
    expect(row).toHaveTextContent(/0123456.* by Dana/);
    expect(row).toHaveTextContent(
      /requested by developer.*approved by admin.*let into production by engineer/,
    );
    expect(row).toHaveTextContent(/−\$12\.50 a month/);
    const links = within(row);
    expect(
      links.getByRole('link', { name: /2 resources planned/ }),
    ).toHaveAttribute(
      'href',
      'https://github.example.com/pull/7#issuecomment-1',
    );
    expect(
      links.getByRole('link', { name: /What changed by More storage/ }),
    ).toHaveAttribute('href', 'https://github.example.com/pull/7/files');
    expect(links.getByRole('link', { name: /run 1/ })).toHaveAttribute(
      'href',
      'https://github.example.com/actions/runs/1',
    );
  });

  it.each<[Deployment['status'], Partial<Deployment>, RegExp]>([
    [
      'waiting',
      { waitingFor: [{ environment: 'production', reviewers: ['platform'] }] },
      /Waits for approval.*waits for platform to let it into production/,
    ],
    [
      'rejected',
      {
        reviews: [
          {
            environment: 'production',
            state: 'rejected',
            reviewer: 'engineer',
            comment: 'Not on Friday',
          },
        ],
      },
      /Rejected.*kept out of production by engineer: Not on Friday/,
    ],
    ['failed', { reason: 'Quota exceeded' }, /Failed.*Quota exceeded/],
    ['rolledBack', { reason: 'Quota exceeded' }, /Rolled back.*Quota/],
    ['cancelled', {}, /Cancelled/],
    ['queued', { finishedAt: undefined }, /Queued/],
    ['running', { finishedAt: undefined }, /Running/],
    ['unchanged', {}, /Nothing to change/],
  ])(
    'says of one that is %s what there is to say',
    async (status, more, text) => {
      await renderOnEntity(
        <DeploymentsContent />,
        fakeApi({
          listDeployments: listing([deployment({ status, ...more })]),
        }),
      );
      expect(await rowOf('More storage')).toHaveTextContent(text);
    },
  );

  it('leads from an earlier one that succeeded to the form that goes back to it, and from no other', async () => {
    const listDeployments = listing([
      deployment({ id: '3', status: 'failed', title: 'Failed' }),
      deployment({ id: '2', title: 'Now' }),
      deployment({ id: '1', title: 'The same again' }),
      earlier,
    ]);
    await renderOnEntity(<DeploymentsContent />, fakeApi({ listDeployments }));
    const link = await screen.findByRole('link', {
      name: 'Roll back to this: bbbbbbb, Create it',
    });
    const { pathname, searchParams } = new URL(
      link.getAttribute('href') ?? '',
      'http://localhost',
    );
    expect(pathname).toBe('/create/templates/default/roll-back');
    expect(JSON.parse(searchParams.get('formData') ?? '')).toEqual({
      entityRef: 'resource:default/claims-dev',
      commit: sha('b'),
    });
  });

  it('goes back in time', async () => {
    const listDeployments = jest.fn(
      async (_ref: string, query: { cursor?: string } = {}) =>
        query.cursor
          ? { items: [earlier], pageInfo: {}, freshness: fresh }
          : {
              items: [deployment()],
              pageInfo: { nextCursor: 'older' },
              freshness: fresh,
            },
    );
    await renderOnEntity(<DeploymentsContent />, fakeApi({ listDeployments }));
    await userEvent.click(
      await screen.findByRole('button', { name: 'Show older deployments' }),
    );
    expect(await rowOf('Create it')).toBeInTheDocument();
    expect(await rowOf('More storage')).toBeInTheDocument();
    expect(
      screen.queryByRole('button', { name: 'Show older deployments' }),
    ).toBeNull();
  });

  it('shows that it reads, that there is nothing, and that what it shows is old', async () => {
    let answer: (
      value: Awaited<ReturnType<ReturnType<typeof listing>>>,
    ) => void;
    await renderOnEntity(
      <DeploymentsContent />,
      fakeApi({
        listDeployments: () =>
          new Promise(resolve => {
            answer = resolve;
          }),
      }),
    );
    expect(
      screen.getByRole('status', { name: 'Reading the deployments' }),
    ).toBeInTheDocument();
    answer!({ items: [], pageInfo: {}, freshness: stale });
    expect(
      await screen.findByText('Nothing has been deployed here yet'),
    ).toBeInTheDocument();
    expect(screen.getByText(/Last known state/)).toBeInTheDocument();
  });

  it('says who may not read it so, and lets try again', async () => {
    const refusal = await ResponseError.fromResponse(
      Object.assign(
        new Response(
          JSON.stringify({
            error: {
              name: 'NotAllowedError',
              message: 'You are not allowed to do environments.changes.read',
            },
            response: { statusCode: 403 },
          }),
          { status: 403, headers: { 'content-type': 'application/json' } },
        ),
      ),
    );
    let refused = true;
    await renderOnEntity(
      <DeploymentsContent />,
      fakeApi({
        listDeployments: async () => {
          if (refused) {
            throw refusal;
          }
          return listing([deployment()])();
        },
      }),
    );
    expect(await screen.findByRole('alert')).toHaveTextContent(
      /You are not allowed to do environments\.changes\.read/,
    );
    refused = false;
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await rowOf('More storage')).toBeInTheDocument();
  });

  describe('a timeline', () => {
    const time = (second: number) =>
      new Date(Date.UTC(2026, 4, 1, 10, 0, second)).toISOString();
    const timeline: DeploymentTimeline = {
      id: '1-1-deploy',
      missing: [],
      truncated: false,
      freshness: fresh,
      stacks: [
        {
          stackName: 'claims-dev',
          account: '111122223333',
          region: 'us-east-1',
          consoleUrl: 'https://console.example.com/stack',
          phases: [
            {
              action: 'update',
              outcome: 'failed',
              startedAt: time(0),
              finishedAt: time(10),
            },
          ],
          resources: [
            {
              logicalId: 'Database',
              resourceType: 'AWS::RDS::DBInstance',
              consoleUrl: 'https://console.example.com/database',
              likelyCause: true,
              phases: [
                {
                  action: 'update',
                  outcome: 'failed',
                  startedAt: time(2),
                  finishedAt: time(8),
                  reason: 'Quota exceeded',
                },
                {
                  action: 'rollBack',
                  outcome: 'succeeded',
                  startedAt: time(10),
                  finishedAt: time(12),
                },
              ],
            },
            {
              logicalId: 'Cache',
              resourceType: 'AWS::ElastiCache::CacheCluster',
              consoleUrl: 'https://console.example.com/cache',
              phases: [
                {
                  action: 'create',
                  outcome: 'cancelled',
                  startedAt: time(3),
                  finishedAt: time(9),
                },
              ],
            },
          ],
        },
      ],
    };
    const open = async (
      getDeploymentTimeline: () => Promise<DeploymentTimeline>,
    ) => {
      await renderOnEntity(
        <DeploymentsContent />,
        fakeApi({
          listDeployments: listing([deployment()]),
          getDeploymentTimeline,
        }),
      );
      const button = await screen.findByRole('button', {
        name: 'Timeline of More storage',
      });
      expect(button).toHaveAttribute('aria-expanded', 'false');
      button.focus();
      await userEvent.keyboard('{Enter}');
      return button;
    };

    it('opens by the keyboard, names what most likely went wrong, and says in words what its bars show', async () => {
      const button = await open(async () => timeline);
      expect(
        await screen.findByText(
          'Likely cause: Database (AWS::RDS::DBInstance) in claims-dev',
        ),
      ).toBeInTheDocument();
      expect(button).toHaveAttribute('aria-expanded', 'true');
      const rows = within(
        screen.getByRole('region', { name: 'Resources of claims-dev' }),
      ).getAllByRole('row');
      expect(rows.map(row => row.textContent)).toEqual([
        expect.stringMatching(/^Resource/),
        expect.stringMatching(/^claims-dev.*Update failed10 s/),
        expect.stringMatching(
          /^Database.*Likely cause.*Update failedQuota exceeded.*Roll back done10 s/,
        ),
        expect.stringMatching(/^Cache.*Create cancelled6 s/),
      ]);
      expect(
        within(rows[2]).getByRole('link', { name: /Database/ }),
      ).toHaveAttribute('href', 'https://console.example.com/database');
      await userEvent.click(button);
      expect(
        screen.queryByRole('region', { name: 'Resources of claims-dev' }),
      ).toBeNull();
    });

    it.each<[string, Partial<DeploymentTimeline>, RegExp]>([
      [
        'of which no events are kept',
        { stacks: [], missing: ['claims-dev'] },
        /It changed claims-dev, and nothing is stored of how/,
      ],
      [
        'that changed nothing',
        { stacks: [] },
        /Nothing is known of its stacks/,
      ],
      ['of which there is more', { truncated: true }, /Only the first 5,000/],
      ['that is old', { freshness: stale }, /Last known state/],
    ])('says so of one %s', async (_, change, text) => {
      await open(async () => ({ ...timeline, ...change }));
      expect(await screen.findByText(text)).toBeInTheDocument();
    });

    it('says why it cannot be read', async () => {
      await open(async () => {
        throw new Error('It has no deployment 1-1-deploy');
      });
      expect(await screen.findByRole('alert')).toHaveTextContent(
        /It has no deployment 1-1-deploy/,
      );
    });
  });
});
