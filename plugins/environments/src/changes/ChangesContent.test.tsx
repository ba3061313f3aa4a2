import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { Change } from '@plinth/plugin-environments-common';
import { fakeApi, fresh, renderOnEntity, SHA } from '../__testUtils__/fixtures';
import { ChangesContent } from './ChangesContent';

const deployed: Change = {
  id: SHA,
  commit: { sha: SHA, url: `https://github.example.com/commit/${SHA}` },
  at: new Date().toISOString(),
  title: 'Create environment claims-dev',
  status: 'deployed',
  pullRequest: { number: 7, url: 'https://github.example.com/pull/7' },
  requester: 'user:default/developer',
  approvers: ['user:default/admin'],
  entries: [],
};
const edited: Change = {
  id: 'edit',
  at: new Date().toISOString(),
  title: 'PutBucketVersioning outside the pipeline',
  status: 'outOfBand',
  entries: [],
};

describe('the Audit trail tab', () => {
  it('leads from an earlier deployment to the form that goes back to it, and from nothing else', async () => {
    const earlier = 'b'.repeat(40);
    const change = (sha: string, status: Change['status']): Change => ({
      ...deployed,
      id: sha,
      status,
      commit: { sha, url: `https://github.example.com/commit/${sha}` },
    });
    const items = [
      change('c'.repeat(40), 'failed'),
      deployed,
      change(earlier, 'deployed'),
      edited,
    ];
    await renderOnEntity(
      <ChangesContent />,
      fakeApi({
        listChanges: async () => ({ items, pageInfo: {}, freshness: fresh }),
      }),
    );
    const link = await screen.findByRole('link', { name: 'Roll back to this' });
    const { pathname, searchParams } = new URL(
      link.getAttribute('href') ?? '',
      'http://localhost',
    );
    expect(pathname).toBe('/create/templates/default/roll-back');
    expect(JSON.parse(searchParams.get('formData') ?? '')).toEqual({
      entityRef: 'resource:default/claims-dev',
      commit: earlier,
    });
  });

  it('ties each change to its commit, requester and approver, flags console edits, and goes back in time', async () => {
    const listChanges = jest.fn(
      async (_ref: string, query: { cursor?: string } = {}) =>
        query.cursor
          ? { items: [edited], pageInfo: {}, freshness: fresh }
          : {
              items: [deployed],
              pageInfo: { nextCursor: 'older' },
              freshness: fresh,
            },
    );
    await renderOnEntity(<ChangesContent />, fakeApi({ listChanges }));
    expect(
      await screen.findByRole('link', { name: new RegExp(SHA) }),
    ).toHaveAttribute('href', `https://github.example.com/commit/${SHA}`);
    expect(screen.getByText('Deployed')).toBeInTheDocument();
    expect(screen.getByRole('link', { name: 'developer' })).toBeInTheDocument();
    expect(screen.getByRole('link', { name: 'admin' })).toBeInTheDocument();
    await userEvent.click(
      screen.getByRole('button', { name: 'Show older changes' }),
    );
    expect(await screen.findByText('Outside the pipeline')).toBeInTheDocument();
    expect(
      screen.getByRole('link', { name: new RegExp(SHA) }),
    ).toBeInTheDocument();
  });
});
