import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import {
  fakeApi,
  fresh,
  health,
  readiness,
  recovery,
  renderOnEntity,
  SHA,
} from '../__testUtils__/fixtures';
import { HealthContent } from './HealthContent';

describe('the Health tab', () => {
  it('leads to the run that waits for a reviewer', async () => {
    await renderOnEntity(
      <HealthContent />,
      fakeApi({
        getHealth: async () =>
          health({
            sync: 'Behind',
            syncReason: 'Its deployment waits for approval in production.',
            pipeline: {
              status: 'waiting',
              run: { id: '5', url: 'https://github.example.com/runs/5' },
              commit: { sha: SHA, url: 'https://github.example.com/c' },
              since: new Date().toISOString(),
            },
          }),
      }),
    );
    expect(
      await screen.findByRole('link', { name: /waits for approval/ }),
    ).toHaveAttribute('href', 'https://github.example.com/runs/5');
  });

  it('gives the verdict, the reason, the drift coverage and the last deployment', async () => {
    await renderOnEntity(
      <HealthContent />,
      fakeApi({
        getHealth: async () =>
          health({
            status: 'Degraded',
            sync: 'Drifted',
            syncReason: 'Changed outside the pipeline',
            reasons: [
              {
                status: 'Degraded',
                resource: 'Database',
                message: 'Storage can be changed again in six hours',
              },
            ],
            lastDeployment: {
              id: '1',
              outcome: 'rolledBack',
              commit: { sha: SHA, url: 'https://github.example.com/c' },
              pullRequest: { number: 7, url: 'https://github.example.com/7' },
              startedAt: new Date().toISOString(),
            },
            stacks: [
              {
                name: 'claims-dev',
                account: '111122223333',
                region: 'us-east-1',
                stackStatus: 'UPDATE_ROLLBACK_COMPLETE',
                status: 'Degraded',
                consoleUrl: 'https://console.aws.amazon.com/',
                drift: {
                  status: 'DRIFTED',
                  checkedResources: 12,
                  totalResources: 14,
                  driftedResources: 1,
                },
                freshness: fresh,
              },
            ],
            alarms: [
              {
                name: 'claims-dev-cpu',
                state: 'ALARM',
                account: '111122223333',
                region: 'us-east-1',
                runbookUrl: 'https://docs.example.com/cpu',
              },
            ],
          }),
        getReadiness: async () => readiness(),
        getRecovery: async () => recovery(),
        getStackEvents: async () => ({
          items: [
            {
              id: 'e',
              at: new Date().toISOString(),
              logicalId: 'Database',
              resourceType: 'AWS::RDS::DBInstance',
              status: 'UPDATE_FAILED',
              reason: 'six hours',
            },
          ],
          pageInfo: {},
          freshness: fresh,
        }),
      }),
    );
    expect(
      await screen.findByText('Storage can be changed again in six hours'),
    ).toBeInTheDocument();
    expect(
      screen.getByText(/1 drifted; 12 of 14 resources can be checked/),
    ).toBeInTheDocument();
    expect(screen.getByText(/failed and was rolled back/)).toBeInTheDocument();
    expect(screen.getByRole('link', { name: /^#7/ })).toBeInTheDocument();
    expect(screen.getByText('In alarm')).toBeInTheDocument();
    expect(screen.getByRole('link', { name: /Runbook/ })).toHaveAttribute(
      'href',
      'https://docs.example.com/cpu',
    );
    await userEvent.click(screen.getByRole('button', { name: 'Events' }));
    expect(await screen.findByText('UPDATE_FAILED')).toBeInTheDocument();
  });

  it('says what failed', async () => {
    await renderOnEntity(
      <HealthContent />,
      fakeApi({
        getHealth: async () => {
          throw new Error('not allowed');
        },
      }),
    );
    expect(
      await screen.findByText('The health could not be read'),
    ).toBeInTheDocument();
    expect(screen.getByText('not allowed')).toBeInTheDocument();
  });
});
