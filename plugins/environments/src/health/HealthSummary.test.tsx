import type {
  DriftSummary,
  StackHealth,
} from '@plinth/plugin-environments-common';
import { renderInTestApp } from '@backstage/test-utils';
import { screen } from '@testing-library/react';
import { fresh, health } from '../__testUtils__/fixtures';
import { HealthSummary } from './HealthSummary';

const HOUR = 3_600_000;
const ago = (hours: number) =>
  new Date(Date.now() - hours * HOUR).toISOString();

const stack = (name: string, drift: Partial<DriftSummary>): StackHealth => ({
  name,
  account: '111122223333',
  region: 'us-east-1',
  stackStatus: 'UPDATE_COMPLETE',
  status: 'Healthy',
  consoleUrl: 'https://console.aws.amazon.com/',
  drift: {
    status: 'IN_SYNC',
    checkedResources: 3,
    totalResources: 4,
    ...drift,
  },
  freshness: fresh,
});

const show = (stacks: StackHealth[]) =>
  renderInTestApp(<HealthSummary health={health({ stacks })} />);

describe('the age of what is said of drift', () => {
  it('is that of the oldest check beside the verdict, and of its own at each stack', async () => {
    await show([
      stack('claims-dev', { checkedAt: ago(1) }),
      stack('claims-dev-dr', { checkedAt: ago(5) }),
    ]);
    expect(screen.getByText(/^Drift last checked/)).toHaveTextContent(
      'Drift last checked 5 h ago',
    );
    expect(screen.getByText(/^claims-dev:/)).toHaveTextContent(
      'claims-dev: 3 of 4 resources can be checked for drift; last checked 1 h ago',
    );
    expect(screen.getByText(/^claims-dev-dr:/)).toHaveTextContent(
      /last checked 5 h ago$/,
    );
  });

  it('is none where a stack was never checked', async () => {
    await show([
      stack('claims-dev', { checkedAt: ago(1) }),
      stack('claims-dev-dr', { status: 'NOT_CHECKED', checkedAt: null }),
    ]);
    expect(
      screen.getByText('Drift has not been checked everywhere yet'),
    ).toBeInTheDocument();
    expect(screen.getByText(/^claims-dev-dr:/)).toHaveTextContent(
      /drift has not been checked yet$/,
    );
  });

  it('stays that of the last check that told something, with why a later one did not', async () => {
    await show([
      stack('claims-dev', { checkedAt: ago(30), reason: 'it was throttled' }),
    ]);
    expect(screen.getByText(/^claims-dev:/)).toHaveTextContent(
      'the last check told nothing: it was throttled; last checked 1 d ago',
    );
  });
});
