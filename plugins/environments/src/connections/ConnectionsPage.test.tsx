import type {
  ConnectionFindings,
  Operations,
  OperationsPlace,
} from '@plinth/plugin-environments-common';
import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import {
  fakeApi as fakeApiOf,
  fresh,
  renderOnEntity,
  stale,
} from '../__testUtils__/fixtures';
import { ConnectionsPage } from './ConnectionsPage';

const found: ConnectionFindings = {
  examinedAt: new Date(Date.now() - 4 * 60_000).toISOString(),
  items: [
    {
      check: 'oidc-provider',
      subject: 'account 111122223333',
      status: 'good',
      found: 'The account trusts the issuer.',
    },
    {
      check: 'webhook',
      subject: 'acme/infrastructure',
      status: 'missing',
      found: 'It goes elsewhere.',
      remedy: 'Set its URL.',
    },
    {
      check: 'environments',
      subject: 'acme/infrastructure',
      status: 'unknown',
      found: 'It cannot be told: the app may not.',
      remedy: 'Set GITHUB_TOKEN.',
    },
  ],
};

const HOUR = 3_600;
const place: OperationsPlace = {
  account: '111122223333',
  accountName: 'dev',
  region: 'us-east-1',
  stacks: 12,
  driftSeconds: 240,
  lastSweep: {
    replica: 'portal-1/42',
    endedAt: new Date(Date.now() - 60_000).toISOString(),
    seconds: 7,
    requests: 31,
    throttled: 0,
    rate: 3,
  },
  sources: [{ ...fresh, objectiveSeconds: 360 }],
};
const operations: Operations = {
  rate: { portal: 3, pipeline: 2 },
  driftObjectiveSeconds: HOUR,
  sources: [],
  places: [
    place,
    {
      ...place,
      region: 'us-west-2',
      stacks: 500,
      driftSeconds: 6_000,
      sweptBy: 'portal-2/7',
    },
    {
      ...place,
      region: 'eu-west-1',
      sources: [{ ...stale, objectiveSeconds: 360 }],
    },
  ],
};

describe('the Connections page', () => {
  const fakeApi = (api: Parameters<typeof fakeApiOf>[0]) =>
    fakeApiOf({ getOperations: async () => operations, ...api });

  it('tells what is missing first, with what to do, and how old that is', async () => {
    await renderOnEntity(
      <ConnectionsPage />,
      fakeApi({ examineConnections: async () => found }),
    );
    expect(
      await screen.findByText('1 there, 1 missing, 1 that cannot be told'),
    ).toBeInTheDocument();
    expect(screen.getByText(/4 min ago/)).toBeInTheDocument();
    expect(
      screen.getAllByRole('heading', { level: 2 }).map(h => h.textContent),
    ).toEqual([
      'Readings of AWS and GitHub',
      'acme/infrastructure',
      'account 111122223333',
    ]);
    const repository = within(
      screen.getByRole('region', { name: 'acme/infrastructure' }),
    );
    const webhook = repository.getByRole('row', { name: /webhook/ });
    expect(webhook).toHaveTextContent(
      'MissingwebhookIt goes elsewhere.Set its URL.',
    );
    expect(
      repository.getByRole('row', { name: /environments/ }),
    ).toHaveTextContent('Unknown');
  });

  it('looks again, whatever was found before, when that is asked for', async () => {
    const examineConnections = jest
      .fn()
      .mockResolvedValueOnce(found)
      .mockResolvedValue({ ...found, items: found.items.slice(0, 1) });
    await renderOnEntity(<ConnectionsPage />, fakeApi({ examineConnections }));
    await userEvent.click(
      await screen.findByRole('button', { name: 'Look again' }),
    );
    expect(
      await screen.findByText('1 there, 0 missing, 0 that cannot be told'),
    ).toBeInTheDocument();
    expect(examineConnections.mock.calls.map(([query]) => query)).toEqual([
      { maxAge: undefined },
      { maxAge: 0 },
    ]);
  });

  it('says what failed, and recovers when tried again', async () => {
    const examineConnections = jest
      .fn()
      .mockRejectedValueOnce(new Error('the back end is away'))
      .mockResolvedValue({ ...found, items: [] });
    await renderOnEntity(<ConnectionsPage />, fakeApi({ examineConnections }));
    expect(await screen.findByText('the back end is away')).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(
      await screen.findByText('Nothing is configured that could be connected'),
    ).toBeInTheDocument();
  });

  it('tells which accounts and regions are not as fresh as they should be, and why; all of them when asked', async () => {
    await renderOnEntity(
      <ConnectionsPage />,
      fakeApi({ examineConnections: async () => found }),
    );
    const readings = within(
      await screen.findByRole('region', { name: 'Readings of AWS and GitHub' }),
    );
    expect(
      await readings.findByText(
        '1 of 3 accounts and regions are as fresh as they should be',
      ),
    ).toBeInTheDocument();
    expect(
      readings.getByText(/at most 3 times a second in each, and leaves 2/),
    ).toBeInTheDocument();
    expect(readings.getAllByRole('row')).toHaveLength(3);
    expect(readings.getByRole('row', { name: /us-west-2/ })).toHaveTextContent(
      /500.*portal-2\/7 sweeps now.*100 minToo seldom.*Fresh/,
    );
    expect(readings.getByRole('row', { name: /eu-west-1/ })).toHaveTextContent(
      /CloudFormation in 111122223333 does not answer.*read 2 min ago; at most 6 min old is the objective/,
    );
    await userEvent.click(readings.getByRole('button', { name: 'Show all' }));
    expect(
      readings.getByRole('row', { name: /^dev us-east-1/ }),
    ).toHaveTextContent(/by portal-1\/423103/);
  });
});
