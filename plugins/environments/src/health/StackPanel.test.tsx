import type { StackHealth } from '@plinth/plugin-environments-common';
import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { fakeApi, fresh, renderOnEntity, SHA } from '../__testUtils__/fixtures';
import { StackPanel } from './StackPanel';

const UNIT = 'resource:default/claims-dev';
const stack: StackHealth = {
  name: 'claims-dev',
  account: '111122223333',
  region: 'us-east-1',
  stackStatus: 'UPDATE_COMPLETE',
  status: 'Healthy',
  consoleUrl: 'https://us-east-1.console.aws.amazon.com/stack',
  drift: {
    status: 'IN_SYNC',
    checkedResources: 2,
    totalResources: 4,
    driftedResources: 0,
  },
  provenance: {
    commit: { sha: SHA, url: 'https://github.example.com/commit' },
    pullRequest: { number: 7, url: 'https://github.example.com/pull/7' },
  },
  freshness: fresh,
};

function show(
  calls: Parameters<typeof fakeApi>[0],
  change: Partial<StackHealth> = {},
) {
  return renderOnEntity(
    <StackPanel entityRef={UNIT} stack={{ ...stack, ...change }} />,
    fakeApi(calls),
  );
}

const open = (name: string) =>
  userEvent.click(screen.getByRole('button', { name }));

/** The cells of each row below the heading. */
async function rowsOf(table: string) {
  const rows = within(
    await screen.findByRole('table', { name: table }),
  ).getAllByRole('row');
  return rows.slice(1).map(each =>
    within(each)
      .getAllByRole('cell')
      .map(cell => cell.textContent),
  );
}

describe('a stack on the Health tab', () => {
  it('names its state, its place, and what it was made from', async () => {
    await show(
      {},
      {
        status: 'Degraded',
        stackStatus: 'UPDATE_ROLLBACK_COMPLETE',
        stackStatusReason: 'The database refused.',
      },
    );
    const panel = within(
      screen.getByRole('region', { name: 'Stack claims-dev' }),
    );
    expect(panel.getByText('Degraded')).toBeInTheDocument();
    expect(panel.getByText('UPDATE_ROLLBACK_COMPLETE')).toBeInTheDocument();
    expect(panel.getByText('The database refused.')).toBeInTheDocument();
    expect(panel.getByText('111122223333 · us-east-1')).toBeInTheDocument();
    expect(panel.getByRole('link', { name: /^0123456/ })).toHaveAttribute(
      'href',
      'https://github.example.com/commit',
    );
    expect(panel.getByRole('link', { name: /^#7/ })).toHaveAttribute(
      'href',
      'https://github.example.com/pull/7',
    );
    expect(panel.getByRole('link', { name: /^AWS console/ })).toHaveAttribute(
      'href',
      stack.consoleUrl,
    );
  });

  it('reads its details only when they are opened, one at a time', async () => {
    const getStackResources = jest.fn(async () => ({
      items: [
        {
          logicalId: 'Data',
          resourceType: 'AWS::S3::Bucket',
          status: 'CREATE_COMPLETE',
        },
      ],
      freshness: fresh,
    }));
    const getStackDrift = jest.fn(async () => ({
      summary: stack.drift,
      resources: [],
      freshness: fresh,
    }));
    await show({ getStackResources, getStackDrift });
    expect(getStackResources).not.toHaveBeenCalled();
    await open('Resources');
    expect(screen.getByRole('button', { name: 'Resources' })).toHaveAttribute(
      'aria-expanded',
      'true',
    );
    expect(await screen.findByRole('table')).toBeInTheDocument();
    expect(getStackResources).toHaveBeenCalledWith(
      UNIT,
      'claims-dev',
      expect.anything(),
    );
    expect(getStackDrift).not.toHaveBeenCalled();
    await open('Drift');
    expect(
      await screen.findByText(/2 of 4 resources can be checked/),
    ).toBeInTheDocument();
    expect(
      screen.queryByRole('table', { name: 'Resources of claims-dev' }),
    ).not.toBeInTheDocument();
    await open('Drift');
    expect(
      screen.queryByText(/2 of 4 resources can be checked/),
    ).not.toBeInTheDocument();
  });

  it.each<[string, Partial<StackHealth>]>([
    ['has drifted', { drift: { ...stack.drift, status: 'DRIFTED' } }],
    ['is being changed', { status: 'Progressing' }],
    ['has failed', { status: 'Failed' }],
  ])(
    'shows its resources at once when it %s, until they are closed',
    async (_, change) => {
      const getStackResources = async () => ({ items: [], freshness: fresh });
      await show({ getStackResources }, change);
      expect(
        await screen.findByText('CloudFormation lists no resource.'),
      ).toBeInTheDocument();
      await open('Resources');
      expect(screen.getByRole('button', { name: 'Resources' })).toHaveAttribute(
        'aria-expanded',
        'false',
      );
    },
  );

  it('lists resources with their status, and their drift in words', async () => {
    const resource = (logicalId: string, change: object) => ({
      logicalId,
      resourceType: 'AWS::S3::Bucket',
      status: 'CREATE_COMPLETE',
      ...change,
    });
    await show({
      getStackResources: async () => ({
        items: [
          resource('Data', { physicalId: 'claims-data', drift: 'IN_SYNC' }),
          resource('Logs', { drift: 'MODIFIED' }),
          resource('Old', { drift: 'DELETED' }),
          resource('Policy', { drift: 'NOT_CHECKED' }),
          resource('New', { status: 'CREATE_IN_PROGRESS' }),
        ],
        freshness: fresh,
      }),
    });
    await open('Resources');
    expect(await rowsOf('Resources of claims-dev')).toEqual([
      ['Data', 'AWS::S3::Bucket', 'claims-data', 'CREATE_COMPLETE', 'in sync'],
      ['Logs', 'AWS::S3::Bucket', '', 'CREATE_COMPLETE', 'modified'],
      ['Old', 'AWS::S3::Bucket', '', 'CREATE_COMPLETE', 'deleted'],
      ['Policy', 'AWS::S3::Bucket', '', 'CREATE_COMPLETE', 'cannot be checked'],
      ['New', 'AWS::S3::Bucket', '', 'CREATE_IN_PROGRESS', '–'],
    ]);
    expect(
      screen.getByText(
        /construct makes each resource is not known: the pipeline .* next deployment/,
      ),
    ).toBeInTheDocument();
  });

  it('sets each difference against what was deployed, says who made it when, and what it knows nothing of', async () => {
    const edit = (hoursAgo: number, details: object) => ({
      id: `ledger-${hoursAgo}`,
      type: 'consoleEdit' as const,
      at: new Date(Date.now() - hoursAgo * 3_600_000).toISOString(),
      actor: 'user:default/developer',
      summary: 'outside the pipeline',
      details: { stack: 'claims-dev', logicalId: 'Data', ...details },
    });
    await show({
      listChanges: async () => ({
        items: [
          {
            id: 'x',
            at: fresh.readAt!,
            title: 'Edited',
            status: 'outOfBand',
            entries: [
              edit(5, { eventName: 'DeleteBucketTagging' }),
              edit(3, { eventName: 'PutBucketVersioning' }),
              edit(1, { stack: 'claims-dev-dr', eventName: 'Other' }),
            ],
          },
        ],
        pageInfo: {},
        freshness: fresh,
      }),
      getStackResources: async () => ({
        items: [
          {
            logicalId: 'Policy',
            resourceType: 'AWS::IAM::Policy',
            status: 'CREATE_COMPLETE',
            drift: 'NOT_CHECKED',
          },
        ],
        freshness: fresh,
      }),
      getStackDrift: async () => ({
        summary: {
          ...stack.drift,
          status: 'DRIFTED',
          driftedResources: 2,
        },
        resources: [
          {
            logicalId: 'Data',
            resourceType: 'AWS::S3::Bucket',
            status: 'MODIFIED',
            differences: [
              {
                path: '/VersioningConfiguration/Status',
                type: 'NOT_EQUAL',
                expected: 'Enabled',
                actual: 'Suspended',
              },
              { path: '/Tags/0', type: 'ADD', actual: 'by-hand' },
            ],
          },
          {
            logicalId: 'Old',
            resourceType: 'AWS::S3::Bucket',
            status: 'DELETED',
            differences: [],
          },
        ],
        freshness: fresh,
      }),
    });
    await open('Drift');
    expect(await rowsOf('Drift of claims-dev')).toEqual([
      [
        '/VersioningConfiguration/Status',
        'Enabled',
        'Suspended',
        'developer3 h agoPutBucketVersioning',
      ],
      ['/Tags/0', '–', 'by-hand'],
      ['deleted', 'not known'],
    ]);
    expect(screen.getByText(/^2 drifted; 2 of 4/)).toHaveTextContent('(50 %)');
    const table = screen.getByRole('table', { name: 'Drift of claims-dev' });
    expect(within(table).getByRole('caption')).toHaveTextContent(
      'Expected is what commit 0123456',
    );
    expect(
      await screen.findByText('1 resource cannot be checked'),
    ).toBeInTheDocument();
    expect(
      screen.getByRole('list', {
        name: 'Unchecked of claims-dev',
        hidden: true,
      }),
    ).toHaveTextContent('Policy AWS::IAM::Policy');
  });

  it.each([
    [undefined, 'drift has not been checked yet'],
    [
      'claims-dev: AccessDenied: explicit deny.',
      'drift could not be checked: claims-dev: AccessDenied: explicit deny.',
    ],
  ])(
    'says that drift was not checked, and why (%s), without an empty table',
    async (reason, text) => {
      await show({
        getStackDrift: async () => ({
          summary: {
            status: 'NOT_CHECKED',
            checkedResources: 0,
            totalResources: 4,
            reason,
          },
          resources: [],
          freshness: fresh,
        }),
      });
      await open('Drift');
      expect(await screen.findByText(text)).toBeInTheDocument();
      expect(screen.queryByRole('table')).not.toBeInTheDocument();
    },
  );

  it.each([
    ['Events', 'getStackEvents', 'The events could not be read'],
    ['Resources', 'getStackResources', 'The resources could not be read'],
    ['Drift', 'getStackDrift', 'The drift could not be read'],
  ] as const)(
    'says why %s could not be read, and asks again on request',
    async (view, method, title) => {
      const call = jest.fn().mockRejectedValue(new Error('throttled'));
      await show({ [method]: call });
      await open(view);
      const alert = await screen.findByRole('alert');
      expect(alert).toHaveTextContent(title);
      expect(alert).toHaveTextContent('throttled');
      await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
      expect(call).toHaveBeenCalledTimes(2);
    },
  );
});
