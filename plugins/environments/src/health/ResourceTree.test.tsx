import type {
  StackHealth,
  StackResource,
} from '@plinth/plugin-environments-common';
import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { fakeApi, fresh, renderOnEntity, SHA } from '../__testUtils__/fixtures';
import { StackResources } from './StackResources';

const UNIT = 'resource:default/claims-dev';
const stack: StackHealth = {
  name: 'claims-dev',
  stackId: 'arn:claims-dev',
  account: '111122223333',
  region: 'us-east-1',
  stackStatus: 'UPDATE_COMPLETE',
  status: 'Healthy',
  consoleUrl: 'https://console.example.com/stack',
  sourceUrl: `https://github.example.com/blob/${SHA}/environments/claims-dev/stack.ts`,
  drift: { status: 'IN_SYNC', checkedResources: 1, totalResources: 4 },
  freshness: fresh,
};

function resource(
  logicalId: string,
  constructPath: string | undefined,
  change: Partial<StackResource> = {},
): StackResource {
  return {
    logicalId,
    constructPath,
    resourceType: 'AWS::S3::Bucket',
    status: 'CREATE_COMPLETE',
    drift: 'IN_SYNC',
    consoleUrl: `https://console.example.com/${logicalId}`,
    ...change,
  };
}

const BUCKET = resource('DataBucket', 'Data/Bucket/Resource', {
  physicalId: 'claims-data',
});
const POLICY = resource('DataPolicy', 'Data/Bucket/Policy/Resource');
const VPC = resource('Vpc', 'Network/Vpc/Resource');

function show(
  items: StackResource[],
  calls: Parameters<typeof fakeApi>[0] = {},
  others: StackHealth[] = [],
  change: Partial<StackHealth> = {},
) {
  const own = { ...stack, ...change };
  return renderOnEntity(
    <StackResources entityRef={UNIT} stack={own} stacks={[own, ...others]} />,
    fakeApi({
      getStackResources: async () => ({ items, freshness: fresh }),
      getStackEvents: async () => ({
        items: [],
        pageInfo: {},
        freshness: fresh,
      }),
      ...calls,
    }),
  );
}

const tree = () =>
  screen.findByRole('list', { name: 'Resources of claims-dev' });
/** The row of a construct that is shown. */
const row = (name: string) =>
  screen.getByRole('button', {
    name: new RegExp(`^${name}(, \\d+ resources?)?$`),
  });
const isShown = (name: string) =>
  screen.queryByRole('button', {
    name: new RegExp(`^${name}(, \\d+ resources?)?$`),
  }) !== null;

describe('the tree of resources', () => {
  it('is closed where all is well, and counts what is below', async () => {
    await show([BUCKET, POLICY, VPC]);
    const rows = within(await tree()).getAllByRole('button');
    expect(rows.map(each => each.textContent)).toEqual([
      'Data2 resources',
      'Network1 resource',
    ]);
    for (const each of rows) {
      expect(each).toHaveAttribute('aria-expanded', 'false');
    }
    expect(screen.getAllByText('Healthy')).toHaveLength(2);
    expect(screen.queryByText('Drifted')).not.toBeInTheDocument();
  });

  it.each<[string, Partial<StackResource>, string]>([
    ['failed', { status: 'UPDATE_FAILED' }, 'Failed'],
    ['drifted', { drift: 'MODIFIED' }, 'Drifted'],
    ['is being changed', { status: 'UPDATE_IN_PROGRESS' }, 'Progressing'],
  ])(
    'is open down to what %s, with that state on each construct above it',
    async (_, change, word) => {
      await show([BUCKET, { ...POLICY, ...change }, VPC]);
      await tree();
      expect(row('Data')).toHaveAttribute('aria-expanded', 'true');
      expect(isShown('Policy')).toBe(true);
      expect(row('Policy')).toHaveAttribute('aria-expanded', 'false');
      expect(row('Network')).toHaveAttribute('aria-expanded', 'false');
      expect(screen.getAllByText(word)).toHaveLength(3);
      await userEvent.click(row('Data'));
      expect(isShown('Policy')).toBe(false);
    },
  );

  it('leads from a resource to its construct, its source, its console page and its past', async () => {
    const getStackEvents = jest.fn(async () => ({
      items: [
        {
          id: '2',
          at: fresh.readAt!,
          logicalId: 'DataBucket',
          resourceType: 'AWS::S3::Bucket',
          status: 'UPDATE_FAILED',
          reason: 'The name is taken',
          commit: {
            sha: SHA,
            url: `https://github.example.com/commit/${SHA}`,
            message: 'Rename it',
          },
          run: { id: '7', url: 'https://github.example.com/runs/7' },
        },
        {
          id: '1',
          at: fresh.readAt!,
          logicalId: 'DataBucket',
          resourceType: 'AWS::S3::Bucket',
          status: 'CREATE_COMPLETE',
        },
      ],
      pageInfo: {},
      freshness: fresh,
    }));
    await show([BUCKET, VPC], { getStackEvents });
    await tree();
    await userEvent.click(row('Data'));
    expect(getStackEvents).not.toHaveBeenCalled();
    await userEvent.click(row('Bucket'));
    expect(
      screen.getByText('claims-dev/Data/Bucket/Resource'),
    ).toBeInTheDocument();
    expect(screen.getByText('claims-data')).toBeInTheDocument();
    expect(
      screen.getByRole('link', { name: /^stack\.ts of the deployed commit/ }),
    ).toHaveAttribute('href', stack.sourceUrl);
    expect(
      screen.getByRole('link', { name: /^Look at DataBucket/ }),
    ).toHaveAttribute('href', BUCKET.consoleUrl);
    const past = await screen.findByRole('table', {
      name: 'Past of DataBucket',
    });
    expect(getStackEvents).toHaveBeenCalledWith(
      UNIT,
      'claims-dev',
      expect.objectContaining({ resource: 'DataBucket' }),
      expect.anything(),
    );
    const [, newest, oldest] = within(past).getAllByRole('row');
    expect(newest).toHaveTextContent(
      /UPDATE_FAILED.*0123456.*The name is taken/,
    );
    expect(
      within(newest).getByRole('link', { name: /^0123456/ }),
    ).toHaveAttribute('href', `https://github.example.com/commit/${SHA}`);
    expect(oldest).toHaveTextContent(/CREATE_COMPLETE.*–/);
  });

  it('tells the details of a resource apart from what is in its construct', async () => {
    await show([BUCKET, { ...POLICY, drift: 'DELETED' }]);
    await tree();
    expect(row('Bucket')).toHaveAttribute('aria-expanded', 'true');
    expect(screen.queryByText('claims-data')).not.toBeInTheDocument();
    const details = screen.getByRole('button', { name: 'Details of Bucket' });
    await userEvent.click(details);
    expect(details).toHaveAttribute('aria-expanded', 'true');
    expect(screen.getByText('claims-data')).toBeInTheDocument();
    await userEvent.click(row('Bucket'));
    expect(isShown('Policy')).toBe(false);
    expect(screen.getByText('claims-data')).toBeInTheDocument();
  });

  it('answers to the arrow keys, Enter and the space bar', async () => {
    await show([BUCKET, POLICY, VPC]);
    await tree();
    row('Data').focus();
    await userEvent.keyboard('{ArrowRight}');
    expect(row('Data')).toHaveAttribute('aria-expanded', 'true');
    await userEvent.keyboard('{ArrowDown}');
    expect(row('Bucket')).toHaveFocus();
    await userEvent.keyboard('{ArrowDown}{ArrowDown}');
    expect(row('Network')).toHaveFocus();
    await userEvent.keyboard('{Enter}');
    expect(isShown('Vpc')).toBe(true);
    await userEvent.keyboard(' ');
    expect(isShown('Vpc')).toBe(false);
    await userEvent.keyboard('{ArrowUp}{ArrowUp}{ArrowLeft}');
    expect(row('Data')).toHaveFocus();
    expect(row('Data')).toHaveAttribute('aria-expanded', 'false');
  });

  it('stands what no construct is known of under a heading of its own', async () => {
    await show([VPC, resource('Late', undefined, { status: 'CREATE_FAILED' })]);
    await tree();
    expect(row('No construct known')).toHaveAttribute('aria-expanded', 'true');
    expect(isShown('Late')).toBe(true);
  });

  it('leads from a nested stack to where it stands', async () => {
    const nested: StackHealth = {
      ...stack,
      name: 'claims-dev-Nested',
      stackId: 'arn:nested',
      status: 'Degraded',
    };
    const inStack = resource('Nested', 'Nested.NestedStack/Nested', {
      resourceType: 'AWS::CloudFormation::Stack',
      physicalId: 'arn:nested',
    });
    await show([inStack, VPC], {}, [nested]);
    await tree();
    await userEvent.click(row('Nested.NestedStack'));
    await userEvent.click(row('Nested'));
    expect(
      screen.getByRole('link', { name: 'claims-dev-Nested' }),
    ).toHaveAttribute(
      'href',
      '#stack-111122223333-us-east-1-claims-dev-Nested',
    );
    expect(screen.getByText('Degraded')).toBeInTheDocument();
  });

  it.each([
    [
      'was not deployed by the pipeline',
      undefined,
      /not known: the stack was not deployed by the pipeline/,
    ],
    [
      'was deployed before constructs were reported',
      { commit: { sha: SHA, url: 'https://github.example.com/commit' } },
      /not known: .* Its next deployment does\./,
    ],
  ])(
    'is a list that says why, for a stack that %s',
    async (_, provenance, why) => {
      await show([resource('Data', undefined)], {}, [], { provenance });
      const table = await screen.findByRole('table', {
        name: 'Resources of claims-dev',
      });
      expect(
        within(table).getByRole('link', { name: /^Data/ }),
      ).toHaveAttribute('href', 'https://console.example.com/Data');
      expect(screen.getByText(why)).toBeInTheDocument();
      expect(screen.queryByRole('list', { name: /Resources of/ })).toBeNull();
    },
  );

  it('says why the past of a resource could not be read', async () => {
    await show([resource('Data', 'Data')], {
      getStackEvents: async () => {
        throw new Error('throttled');
      },
    });
    await tree();
    await userEvent.click(row('Data'));
    expect(await screen.findByRole('alert')).toHaveTextContent(
      /past could not be read.*throttled/,
    );
  });
});
