import type { DrillItem } from '@plinth/plugin-environments-common';
import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import {
  fakeApi,
  fresh,
  recovery,
  renderOnEntity,
  stale,
} from '../__testUtils__/fixtures';
import { RecoveryPanel } from './RecoveryPanel';

const stated = {
  name: 'contracts',
  event: 'zone',
  rpoMinutes: 0,
  rtoMinutes: 2,
  basis: 'synchronous standby in a second zone, automatic failover',
  stack: 'phs',
  account: '111122223333',
  region: 'us-east-1',
};
const restored = {
  ...stated,
  event: 'deletion',
  rpoMinutes: 5,
  rtoMinutes: 180,
  basis: 'point-in-time restore from automated backups of 35 days',
};

const show = (getRecovery: () => Promise<ReturnType<typeof recovery>>) =>
  renderOnEntity(
    <RecoveryPanel entityRef="resource:default/claims-dev" />,
    fakeApi({ getRecovery }),
  );

describe('recovery on the Health tab', () => {
  it('tells for each data store and event what may be lost, for how long, and why', async () => {
    await show(async () => recovery({ items: [stated, restored] }));
    const table = await screen.findByRole('table', {
      name: 'Recovery of data stores',
    });
    expect(
      within(table)
        .getAllByRole('columnheader')
        .map(header => header.textContent),
    ).toEqual(['Data store', 'RPO', 'RTO', 'By']);
    const rows = within(table)
      .getAllByRole('row')
      .slice(1)
      .map(row => [
        within(row).getByRole('rowheader').textContent,
        ...within(row)
          .getAllByRole('cell')
          .map(cell => cell.textContent),
      ]);
    expect(rows).toEqual([
      ['contractsafter loss of a zone', 'none', '2 min', stated.basis],
      ['contractsafter deletion or corruption', '5 min', '3 h', restored.basis],
    ]);
    expect(screen.getByText(/RPO is how much/)).toBeInTheDocument();
    expect(screen.queryByText(/us-east-1$/)).not.toBeInTheDocument();
  });

  it('tells stacks apart where a unit has several, and shows events that it does not know', async () => {
    await show(async () =>
      recovery({
        items: [
          stated,
          { ...stated, name: 'audit' },
          { ...stated, stack: 'phs-dr', region: 'us-west-2', event: 'fire' },
        ],
      }),
    );
    expect(await screen.findByText('phs-dr · us-west-2')).toBeInTheDocument();
    expect(screen.getAllByText('phs · us-east-1')).toHaveLength(2);
    // What both stacks state of a store stands together.
    expect(
      screen.getAllByRole('rowheader').map(header => header.textContent),
    ).toEqual([
      'contractsafter loss of a zone',
      'contractsafter fire',
      'auditafter loss of a zone',
    ]);
  });

  it('tells for each procedure when it was drilled, what was measured, and whether what is stated was kept', async () => {
    const drills: DrillItem[] = [
      {
        exercise: 'database-failover',
        status: 'NeverDrilled',
        everyDays: 180,
        rpoMinutes: 5,
        rtoMinutes: 30,
      },
      {
        exercise: 'traffic-switch',
        status: 'Drilled',
        everyDays: 180,
        daysAgo: 30,
        last: {
          date: '2026-10-22',
          exercise: 'traffic-switch',
          minutes: 4,
          lostMinutes: 0,
          change: 214,
          measured: true,
        },
        pullRequest: {
          number: 214,
          url: 'https://github.example.com/acme/infrastructure/pull/214',
        },
        rpoMinutes: 0,
        rtoMinutes: 5,
      },
      {
        exercise: 'restore',
        status: 'Due',
        everyDays: 180,
        daysAgo: 200,
        last: { date: '2026-05-05', exercise: 'restore', minutes: 150 },
        rpoMinutes: 5,
        rtoMinutes: 110,
      },
    ];
    await show(async () => recovery({ items: [stated], drills }));
    const table = await screen.findByRole('table', {
      name: 'Drills of recovery',
    });
    const rows = within(table)
      .getAllByRole('row')
      .slice(1)
      .map(row => [
        within(row).getByRole('rowheader').textContent,
        ...within(row)
          .getAllByRole('cell')
          .map(cell => cell.textContent),
      ]);
    expect(rows).toEqual([
      [
        'Failover of the database',
        'Never drilleddue every 180 days',
        '-RTO 30 min',
        '-RPO 5 min',
      ],
      [
        'Switch of traffic',
        'Drilled2026-10-22, 30 days ago, change #214, Opens in a new windowmeasured by its deploymentdue every 180 days',
        '4 minwithin RTO 5 min',
        'nonewithin RPO none',
      ],
      [
        'Restore from backups',
        'Due again2026-05-05, 200 days agodue every 180 days',
        '2.5 hover RTO 110 min',
        'not measuredRPO 5 min',
      ],
    ]);
    expect(within(table).getByRole('link', { name: /^#214/ })).toHaveAttribute(
      'href',
      'https://github.example.com/acme/infrastructure/pull/214',
    );
  });

  it('shows drills of stages that ask for none, days that lie ahead, and procedures that it does not know', async () => {
    await show(async () =>
      recovery({
        drills: [
          { exercise: 'restore', status: 'NeverDrilled' },
          {
            exercise: 'evacuation',
            status: 'Ahead',
            daysAgo: -1,
            last: {
              date: '2027-01-01',
              exercise: 'evacuation',
              minutes: 3,
              change: 7,
            },
          },
        ],
      }),
    );
    expect(await screen.findByText('Never drilled')).toBeInTheDocument();
    expect(screen.getAllByText('none is due at this stage')).toHaveLength(2);
    expect(screen.getByText('Lies ahead')).toBeInTheDocument();
    expect(
      screen.getByRole('row', { name: /evacuation.*in 1 day, change #7/ }),
    ).toHaveTextContent(/no RTO is stated/);
    expect(screen.queryByRole('link', { name: /#7/ })).not.toBeInTheDocument();
  });

  it('tells a unit without data stores from templates that were not read', async () => {
    const { unmount } = await show(async () => recovery());
    expect(
      await screen.findByText('No deployed template states a data store.'),
    ).toBeInTheDocument();
    unmount();
    await show(async () =>
      recovery({
        freshness: { ...fresh, readAt: null, stale: true, reason: 'Denied.' },
      }),
    );
    expect(
      await screen.findByText('The deployed templates have not been read yet.'),
    ).toBeInTheDocument();
    expect(screen.getByText(/^Denied\./)).toBeInTheDocument();
  });

  it('keeps the last known figures when the source does not answer', async () => {
    await show(async () => recovery({ items: [stated], freshness: stale }));
    expect(await screen.findByText(/does not answer/)).toBeInTheDocument();
    expect(screen.getByText('2 min')).toBeInTheDocument();
  });

  it('shows that it is being read', async () => {
    await show(() => new Promise(() => {}));
    expect(
      await screen.findByRole('status', { name: 'Reading the recovery' }),
    ).toBeInTheDocument();
  });

  it('says what failed, and recovers when tried again', async () => {
    const getRecovery = jest
      .fn()
      .mockRejectedValueOnce(new Error('the back end is away'))
      .mockResolvedValue(recovery({ items: [stated] }));
    await show(getRecovery);
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'the back end is away',
    );
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await screen.findByRole('table')).toBeInTheDocument();
  });
});
