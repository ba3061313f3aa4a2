import { TestApiProvider } from '@backstage/frontend-test-utils';
import { signalApiRef } from '@backstage/plugin-signals-react';
import type { RequestStory } from '@plinth/plugin-environments-common';
import { act, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { fakeApi, fresh, renderOnEntity } from '../__testUtils__/fixtures';
import { RequestPage } from './RequestPage';

const ADDRESS = { owner: 'acme', repo: 'infrastructure', number: 7 };
const PULL = 'https://github.example.com/acme/infrastructure/pull/7';
const HOUR_AGO = new Date(Date.now() - 3_600_000).toISOString();

function story(over: Partial<RequestStory> = {}): RequestStory {
  return {
    ...ADDRESS,
    title: 'Change claims-dev',
    url: PULL,
    state: 'open',
    phase: 'review',
    turn: {
      role: 'reviewers',
      who: ['user:default/admin', 'octocat'],
      what: 'An owner of what changes has to approve the plan.',
      since: HOUR_AGO,
      url: `${PULL}/files`,
    },
    createdAt: HOUR_AGO,
    requester: 'user:default/developer',
    author: 'portal[bot]',
    template: 'change-environment',
    units: [
      {
        path: 'environments/claims-dev',
        entityRef: 'resource:default/claims-dev',
        exists: true,
      },
    ],
    answers: [
      {
        unit: 'environments/claims-dev',
        field: 'parameters.size',
        before: 'small',
        after: 'large',
      },
    ],
    files: 1,
    steps: [
      { step: 'asked', state: 'done', summary: 'Asked for', at: HOUR_AGO },
      { step: 'plan', state: 'done', summary: 'Plan passed' },
      { step: 'review', state: 'now', summary: 'An owner has to approve' },
      { step: 'merge', state: 'later', summary: 'After the approval' },
    ],
    plan: {
      hash: 'f'.repeat(64),
      outcome: 'passed',
      at: HOUR_AGO,
      ofHead: true,
      summary: 'Plan changes 2 resources',
      url: `${PULL}#issuecomment-1`,
      stacks: [{ stackName: 'claims-dev', changes: 2, monthlyCostDelta: 12.5 }],
    },
    reviews: [],
    missing: ['environments/claims-dev needs an approval of admin'],
    deployments: [],
    nudge: { allowed: true },
    freshness: fresh,
    ...over,
  };
}

const show = (
  getRequest: () => Promise<RequestStory>,
  calls: Parameters<typeof fakeApi>[0] = {},
) =>
  renderOnEntity(
    <RequestPage address={ADDRESS} />,
    fakeApi({ getRequest, ...calls }),
  );
const region = (name: string) => within(screen.getByRole('region', { name }));

describe('the page of a request', () => {
  it('says where it stands, whose turn it is since when, and what is asked for', async () => {
    await show(async () => story());
    expect(await screen.findByText('In review')).toBeInTheDocument();
    const turn = region('Whose turn it is');
    expect(turn.getByText('admin')).toBeInTheDocument();
    expect(turn.getByText(/octocat/)).toBeInTheDocument();
    expect(turn.getByText('1 h')).toBeInTheDocument();
    expect(turn.getByRole('link', { name: 'Go there' })).toHaveAttribute(
      'href',
      `${PULL}/files`,
    );
    expect(
      screen.getByRole('row', { name: 'parameters.size small large' }),
    ).toBeInTheDocument();
    expect(
      screen.getByRole('row', { name: /claims-dev 2 \+\$12\.50/ }),
    ).toBeInTheDocument();
    expect(
      region('Review').getByText(
        'environments/claims-dev needs an approval of admin',
      ),
    ).toBeInTheDocument();
    const steps = screen.getByRole('list', { name: 'Steps' });
    expect(within(steps).getByText('Review').closest('li')).toHaveAttribute(
      'aria-current',
      'step',
    );
    expect(within(steps).getByText('Merge')).toHaveTextContent(
      'Merge, comes later',
    );
  });

  it('reminds those whose turn it is, and shows who was mentioned', async () => {
    const getRequest = jest
      .fn()
      .mockResolvedValueOnce(story())
      .mockResolvedValue(
        story({
          nudge: {
            allowed: false,
            reason: 'They were mentioned less than a day ago.',
          },
        }),
      );
    const nudgeRequest = jest.fn(async () => ({
      mentioned: ['admin'],
      url: PULL,
    }));
    await show(getRequest, { nudgeRequest });
    await userEvent.click(
      await screen.findByRole('button', { name: 'Remind them' }),
    );
    expect(
      await screen.findByText(
        'admin reminded, in a comment on the pull request.',
      ),
    ).toBeInTheDocument();
    expect(nudgeRequest).toHaveBeenCalledWith(ADDRESS);
    expect(
      await screen.findByRole('button', { name: 'Remind them' }),
    ).toBeDisabled();
  });

  it('says why they could not be reminded', async () => {
    await show(async () => story(), {
      nudgeRequest: async () => {
        throw new Error('they were mentioned a moment ago.');
      },
    });
    await userEvent.click(
      await screen.findByRole('button', { name: 'Remind them' }),
    );
    expect(
      await screen.findByText('they were mentioned a moment ago.'),
    ).toBeInTheDocument();
  });

  it('tells what went wrong and what to do, with the events of the stacks', async () => {
    await show(async () =>
      story({
        state: 'merged',
        phase: 'failed',
        problem: {
          what: 'The deployment of claims-dev failed: No capacity',
          remedy: 'Mend the cause and run the deployment again.',
          url: 'https://runs/1',
        },
        deployments: [
          {
            unit: 'environments/claims-dev',
            entityRef: 'resource:default/claims-dev',
            health: { status: 'Failed', sync: 'Behind' },
            events: [
              {
                id: '1',
                at: HOUR_AGO,
                stackName: 'claims-dev',
                logicalId: 'Database',
                resourceType: 'AWS::RDS::DBInstance',
                status: 'CREATE_FAILED',
                reason: 'No capacity',
              },
            ],
          },
        ],
      }),
    );
    const alert = await screen.findByRole('alert');
    expect(alert).toHaveTextContent('No capacity');
    expect(alert).toHaveTextContent('Mend the cause');
    expect(
      region('Deployment').getByRole('row', {
        name: /Database .* CREATE_FAILED/,
      }),
    ).toBeInTheDocument();
  });

  it.each([
    ['now' as const, 'The pipeline has not begun yet.'],
    ['done' as const, 'The portal has no report of this deployment.'],
  ])(
    'tells of a deployment without a report, which is %s, that %s',
    async (state, text) => {
      await show(async () =>
        story({
          state: 'merged',
          steps: [{ step: 'deployment', state, summary: 'Deployment' }],
          deployments: [
            {
              unit: 'environments/claims-dev',
              entityRef: 'resource:default/claims-dev',
              events: [],
            },
          ],
        }),
      );
      expect(await screen.findByText(text)).toBeInTheDocument();
    },
  );

  it('says what is not known of one that somebody made by hand', async () => {
    await show(async () =>
      story({
        template: undefined,
        answers: undefined,
        files: undefined,
        plan: undefined,
        units: [],
      }),
    );
    expect(
      await screen.findByText(/The portal has not read its values/),
    ).toBeInTheDocument();
    expect(
      screen.getByText('It changes no environment or tenant.'),
    ).toBeInTheDocument();
    expect(
      screen.getByText('The portal has recorded no plan yet.'),
    ).toBeInTheDocument();
    expect(screen.getByText(/opened the pull request/)).toBeInTheDocument();
  });

  it('waits, says that what it shows is old, and why it can not be seen', async () => {
    let answer = (_: RequestStory) => {};
    await show(
      () =>
        new Promise(resolve => {
          answer = resolve;
        }),
    );
    expect(
      screen.getByRole('status', { name: 'Reading the request' }),
    ).toBeInTheDocument();
    act(() =>
      answer(
        story({
          freshness: {
            ...fresh,
            stale: true,
            reason: 'GitHub does not answer.',
          },
        }),
      ),
    );
    expect(
      await screen.findByText(/GitHub does not answer/),
    ).toBeInTheDocument();
  });

  it.each([
    ['You are not allowed to do environments.changes.read', /not allowed/],
    ['Request failed with status 503', /does not answer at the moment/],
  ])('says what failed: %s', async (message, shown) => {
    await show(async () => {
      throw new Error(message);
    });
    expect(await screen.findByText(shown)).toBeInTheDocument();
    expect(screen.getByRole('button', { name: 'Try again' })).toBeEnabled();
  });

  it('follows the store when signals say that it has changed, and says so', async () => {
    let signal: (message: object) => void = () => {};
    const signals = {
      subscribe: (channel: string, listener: (message: never) => void) => {
        expect(channel).toBe('environments');
        signal = listener as typeof signal;
        return { unsubscribe: () => {} };
      },
    };
    const getRequest = jest
      .fn()
      .mockResolvedValueOnce(story())
      .mockResolvedValue(story({ phase: 'approved' }));
    await renderOnEntity(
      <TestApiProvider apis={[[signalApiRef, signals]]}>
        <RequestPage address={ADDRESS} />
      </TestApiProvider>,
      fakeApi({ getRequest }),
    );
    expect(await screen.findByText('In review')).toBeInTheDocument();
    expect(screen.getByText(/connecting to live updates/)).toBeInTheDocument();
    act(() => signal({ alive: true }));
    expect(await screen.findByText('live')).toBeInTheDocument();
    expect(getRequest).toHaveBeenCalledTimes(1);
    act(() => signal({ changed: true }));
    expect(
      await screen.findByText('Approved', undefined, { timeout: 5_000 }),
    ).toBeInTheDocument();
  });

  it('says that live updates do not arrive where there are no signals', async () => {
    await show(async () => story());
    expect(
      await screen.findByText(/live updates do not arrive/),
    ).toBeInTheDocument();
  });
});
