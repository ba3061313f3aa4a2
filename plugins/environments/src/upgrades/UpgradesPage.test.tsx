import type { FleetUpgrade } from '@plinth/plugin-environments-common';
import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { fakeApi, renderOnEntity } from '../__testUtils__/fixtures';
import { UpgradesPage } from './UpgradesPage';

const unit = (
  index: number,
  over: Partial<FleetUpgrade['units'][number]> = {},
): FleetUpgrade['units'][number] => ({
  entityRef: `resource:default/unit-${index}`,
  name: `unit-${index}`,
  stage: 'dev',
  owner: 'group:default/platform',
  position: index,
  wave: 1 + Math.floor(index / 2),
  state: 'waiting',
  ...over,
});
const upgrade: FleetUpgrade = {
  id: 'one',
  createdAt: new Date().toISOString(),
  requester: 'user:default/jo',
  request: {
    blueprint: 'application',
    version: '1.1.0',
    waveSize: 2,
    maxOpen: 1,
    healthyMinutes: 30,
  },
  state: 'stopped',
  reason: 'Wave 2 failed. unit-2: its deployment failed',
  units: [
    unit(0, { state: 'done', pullRequest: { number: 7, url: 'https://x/7' } }),
    unit(1, { state: 'done' }),
    unit(2, { state: 'failed', reason: 'its deployment failed' }),
    unit(3),
  ],
};

describe('the page of fleet upgrades', () => {
  it('tells why an upgrade stopped and how far each wave is, and lets it go on', async () => {
    const steerFleetUpgrade = jest.fn(async () => upgrade);
    await renderOnEntity(
      <UpgradesPage />,
      fakeApi({
        listFleetUpgrades: async () => ({ items: [upgrade], maySteer: true }),
        steerFleetUpgrade,
      }),
    );
    expect(
      await screen.findByText('Wave 2 failed. unit-2: its deployment failed'),
    ).toBeInTheDocument();
    expect(
      screen.getByText(/Of 4 units: 2 upgraded, 1 failed, 1 untouched/),
    ).toBeInTheDocument();
    const second = within(screen.getByRole('table', { name: 'Wave 2' }));
    expect(second.getByRole('row', { name: /unit-2/ })).toHaveTextContent(
      'Failed',
    );
    await userEvent.click(screen.getByRole('button', { name: 'Resume' }));
    expect(steerFleetUpgrade).toHaveBeenCalledWith('one', 'resume', {
      leaveOut: [],
    });
    await userEvent.click(
      second.getByRole('button', { name: 'Leave unit-2 out and resume' }),
    );
    expect(steerFleetUpgrade).toHaveBeenLastCalledWith('one', 'resume', {
      leaveOut: ['resource:default/unit-2'],
    });
  });

  it('shows what was refused', async () => {
    await renderOnEntity(
      <UpgradesPage />,
      fakeApi({
        listFleetUpgrades: async () => ({
          items: [{ ...upgrade, state: 'running', reason: undefined }],
          maySteer: true,
        }),
        steerFleetUpgrade: async () => {
          throw new Error('The upgrade is stopped, not running');
        },
      }),
    );
    await userEvent.click(await screen.findByRole('button', { name: 'Pause' }));
    expect(
      await screen.findByText('The upgrade is stopped, not running'),
    ).toBeInTheDocument();
  });

  it('has no buttons for whoever may only look, and says when there is nothing', async () => {
    await renderOnEntity(
      <UpgradesPage />,
      fakeApi({ listFleetUpgrades: async () => ({ items: [upgrade] }) }),
    );
    await screen.findByRole('table', { name: 'Wave 1' });
    expect(screen.queryByRole('button')).not.toBeInTheDocument();
  });
});
