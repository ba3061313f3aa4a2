import type { ConnectionFindings } from '@plinth/plugin-environments-common';
import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { fakeApi, renderOnEntity } from '../__testUtils__/fixtures';
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

describe('the Connections page', () => {
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
    ).toEqual(['acme/infrastructure', 'account 111122223333']);
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
});
