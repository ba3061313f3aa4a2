import { screen, waitFor, within } from '@testing-library/react';
import type { EnvironmentsApi } from '@plinth/plugin-environments-common';
import userEvent from '@testing-library/user-event';
import {
  fakeApi,
  health,
  readiness,
  renderOnEntity,
  stale,
} from '../__testUtils__/fixtures';
import { HealthCard } from '../health/HealthCard';
import { ReadinessPanel } from './ReadinessPanel';

const UNIT = 'resource:default/claims-dev';

const access = {
  requirement: 'FND-18',
  title: 'Workforce access',
  met: true,
  applies: false,
  missing: [],
  notes: ['It is kept elsewhere.'],
};
const network = {
  requirement: 'PHS-1',
  title: 'Network with subnets in two zones',
  met: true,
  applies: true,
  missing: [],
  notes: [],
};
const detection = {
  requirement: 'PHS-6',
  title: 'Audit trail and threat detection',
  met: true,
  applies: true,
  missing: [],
  notes: ['GuardDuty: the organization has to have a detector.'],
};
const databases = {
  requirement: 'PHS-2',
  title: 'Databases contracts, lineage and audit',
  met: false,
  applies: true,
  missing: [
    'databases: 2 of 3 complete (AWS::RDS::DBInstance: Audit CREATE_FAILED)',
    'output AuditEndpoint has no value',
  ],
  notes: [],
};
const ready = readiness({ status: 'Ready', items: [network, detection] });
const notReady = readiness({
  status: 'NotReady',
  items: [network, databases, detection],
});

const show = (getReadiness: EnvironmentsApi['getReadiness']) =>
  renderOnEntity(
    <ReadinessPanel entityRef={UNIT} />,
    fakeApi({ getReadiness }),
  );

describe('readiness on the Health tab', () => {
  it('counts the checklist, names each line, and says what it cannot check', async () => {
    await show(async () => ready);
    const panel = within(
      await screen.findByRole('region', { name: 'Readiness' }),
    );
    expect(await panel.findByText('Ready: 2 of 2')).toBeInTheDocument();
    const lines = within(
      panel.getByRole('list', { name: 'Checklist' }),
    ).getAllByRole('listitem');
    expect(lines).toHaveLength(2);
    expect(lines[0]).toHaveTextContent(
      'TherePHS-1Network with subnets in two zones',
    );
    expect(lines[1]).toHaveTextContent(/organization has to have a detector/);
    expect(panel.getByText(/CloudFormation.*read/)).toBeInTheDocument();
  });

  it('says in words what is missing', async () => {
    await show(async () => notReady);
    expect(await screen.findByText('Not ready: 2 of 3')).toBeInTheDocument();
    const missing = within(
      screen.getByRole('list', { name: `What ${databases.title} is missing` }),
    ).getAllByRole('listitem');
    expect(missing.map(line => line.textContent)).toEqual(databases.missing);
    expect(screen.getByText('Incomplete')).toBeInTheDocument();
    expect(
      screen.queryByRole('list', { name: `What ${network.title} is missing` }),
    ).not.toBeInTheDocument();
  });

  it('does not count what the unit neither makes nor needs to', async () => {
    await show(async () => ({ ...ready, items: [...ready.items, access] }));
    expect(await screen.findByText('Ready: 2 of 2')).toBeInTheDocument();
    expect(screen.getByText('Not made here')).toBeInTheDocument();
    expect(screen.getByText('It is kept elsewhere.')).toBeInTheDocument();
  });

  it('names stacks that are not there', async () => {
    await show(async () => ({ ...notReady, missingStacks: ['claims-dev-dr'] }));
    expect(
      await screen.findByText('Stack claims-dev-dr is not there'),
    ).toBeInTheDocument();
  });

  it('takes no room where the blueprint has no checklist', async () => {
    const getReadiness = jest.fn(async () => readiness());
    await show(getReadiness);
    await waitFor(() =>
      expect(
        screen.queryByRole('region', { name: 'Readiness' }),
      ).not.toBeInTheDocument(),
    );
    expect(getReadiness).toHaveBeenCalledWith(UNIT, expect.anything());
  });

  it('gives no verdict before the first reading', async () => {
    await show(async () =>
      readiness({
        status: 'Unknown',
        freshness: { ...stale, readAt: null, reason: 'Not read yet, sorry.' },
      }),
    );
    expect(
      await screen.findByText('Readiness not known yet'),
    ).toBeInTheDocument();
    expect(screen.getByText('Not read yet, sorry.')).toBeInTheDocument();
  });

  it('shows that it is being read', async () => {
    await show(() => new Promise(() => {}));
    expect(
      await screen.findByRole('status', { name: 'Reading the readiness' }),
    ).toBeInTheDocument();
  });

  it('says what failed, and recovers when tried again', async () => {
    const getReadiness = jest
      .fn()
      .mockRejectedValueOnce(new Error('the back end is away'))
      .mockResolvedValue(ready);
    await show(getReadiness);
    const alert = await screen.findByRole('alert');
    expect(alert).toHaveTextContent('The readiness could not be read');
    expect(alert).toHaveTextContent('the back end is away');
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await screen.findByText('Ready: 2 of 2')).toBeInTheDocument();
    expect(screen.queryByRole('alert')).not.toBeInTheDocument();
  });
});

describe('readiness on the overview', () => {
  const card = (getReadiness: () => Promise<typeof ready>) =>
    renderOnEntity(
      <HealthCard />,
      fakeApi({ getHealth: async () => health(), getReadiness }),
    );

  it('gives the count', async () => {
    await card(async () => ready);
    expect(await screen.findByText('Ready: 2 of 2')).toBeInTheDocument();
  });

  it('gives the first thing that is missing', async () => {
    await card(async () => notReady);
    expect(await screen.findByText('Not ready: 2 of 3')).toBeInTheDocument();
    expect(
      screen.getByText(/^Databases contracts.*: databases: 2 of 3 complete/),
    ).toBeInTheDocument();
    expect(screen.queryByText(/AuditEndpoint/)).not.toBeInTheDocument();
  });

  it('is silent without a checklist, and not when it could not be read', async () => {
    const { unmount } = await card(async () => readiness());
    expect(await screen.findByText('Healthy')).toBeInTheDocument();
    expect(screen.queryByText(/checklist/i)).not.toBeInTheDocument();
    unmount();
    await card(async () => {
      throw new Error('the back end is away');
    });
    expect(
      await screen.findByText(
        'The readiness could not be read: the back end is away',
      ),
    ).toBeInTheDocument();
  });
});
