import type {
  DriftSummary,
  StackHealth,
} from '@plinth/plugin-environments-common';
import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import {
  fakeApi,
  fresh,
  health,
  renderOnEntity,
} from '../__testUtils__/fixtures';
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

const show = (
  stacks: StackHealth[],
  calls: Parameters<typeof fakeApi>[0] = {},
) =>
  renderOnEntity(<HealthSummary health={health({ stacks })} />, fakeApi(calls));

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
      'claims-dev: 3 of 4 resources can be checked for drift (75 %); last checked 1 h ago',
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

describe('a check for drift', () => {
  const checked = [stack('claims-dev', { checkedAt: ago(1) })];

  it('is asked for by a button, which waits for one that is newer', async () => {
    const checkDrift = jest.fn(async () => ({
      requestedAt: ago(0),
      stacks: ['claims-dev'],
    }));
    await show(checked, { checkDrift });
    await userEvent.click(
      await screen.findByRole('button', { name: 'Check now' }),
    );
    expect(checkDrift).toHaveBeenCalledWith('resource:default/claims-dev');
    expect(
      await screen.findByRole('button', { name: 'Is being checked …' }),
    ).toBeDisabled();
  });

  it('that cannot be asked for says why', async () => {
    const checkDrift = async () => {
      throw new Error('The database is away');
    };
    await show(checked, { checkDrift });
    await userEvent.click(
      await screen.findByRole('button', { name: 'Check now' }),
    );
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'The database is away',
    );
    expect(screen.getByRole('button', { name: 'Check now' })).toBeEnabled();
  });
});

describe('a last deployment that did not succeed', () => {
  it('is told with its time, its run and what to do next', async () => {
    await renderOnEntity(
      <HealthSummary
        health={health({
          lastFailure: {
            status: 'rejected',
            at: ago(3),
            commit: { sha: 'c'.repeat(40), url: 'https://example.com/commit' },
            run: { id: '12', url: 'https://example.com/runs/12' },
            remedy: 'Ask the reviewer what has to change.',
          },
        })}
      />,
      fakeApi({}),
    );
    expect(
      screen.getByText(/^Last deployment was rejected at .*\d/),
    ).toBeInTheDocument();
    expect(
      screen.getByText(/Ask the reviewer what has to change\./),
    ).toBeInTheDocument();
    expect(screen.getByRole('link', { name: /Run 12/ })).toHaveAttribute(
      'href',
      'https://example.com/runs/12',
    );
  });
});
