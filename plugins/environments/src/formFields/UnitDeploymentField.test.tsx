import type { Change } from '@plinth/plugin-environments-common';
import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { fakeApi, fresh } from '../__testUtils__/fixtures';
import { renderForm } from '../__testUtils__/FormHarness';
import { UnitDeployment } from './UnitDeploymentField';

const entityRef = 'resource:default/claims-dev';
const change = (digit: string, status: Change['status']): Change => ({
  id: digit,
  commit: {
    sha: digit.repeat(40),
    url: `https://github.example.com/commit/${digit.repeat(40)}`,
  },
  at: '2026-11-02T10:00:00Z',
  title: `Change ${digit}`,
  status,
  entries: [],
});
const NEWEST = [
  change('f', 'failed'),
  change('e', 'deployed'),
  change('d', 'deployed'),
  change('c', 'unchanged'),
];

function show(
  calls: Parameters<typeof fakeApi>[0] = {},
  formData: Record<string, unknown> = {},
) {
  return renderForm({
    fields: { UnitDeployment },
    properties: { commit: { type: 'string', title: 'Deployment' } },
    uiSchema: { commit: { 'ui:field': 'UnitDeployment' } },
    formData: { entityRef, ...formData },
    api: fakeApi({
      listChanges: async (_, { cursor } = {}) =>
        cursor
          ? {
              items: [change('b', 'deployed')],
              pageInfo: {},
              freshness: fresh,
            }
          : { items: NEWEST, pageInfo: { nextCursor: '2' }, freshness: fresh },
      ...calls,
    }),
  });
}

const open = async () =>
  userEvent.click(await screen.findByRole('button', { name: /Deployment$/ }));
const offered = () =>
  screen
    .queryAllByRole('option')
    .map(({ textContent }) => textContent?.slice(0, 7));

describe('the form of a roll-back', () => {
  it('offers what was deployed, but for the last one, and older ones on demand', async () => {
    const { entered } = await show();
    await open();
    expect(offered()).toEqual(['ddddddd']);
    await userEvent.click(screen.getByRole('option', { name: /Change d$/ }));
    await waitFor(() => expect(entered().commit).toBe('d'.repeat(40)));

    await userEvent.click(
      screen.getByRole('button', { name: 'Show older deployments' }),
    );
    await waitFor(() =>
      expect(
        screen.queryByRole('button', { name: 'Show older deployments' }),
      ).not.toBeInTheDocument(),
    );
    await open();
    expect(offered()).toEqual(['ddddddd', 'bbbbbbb']);
  });

  it('keeps a deployment that the address named and that is further back', async () => {
    await show({}, { commit: 'b'.repeat(40) });
    await open();
    expect(offered()).toEqual(['bbbbbbb', 'ddddddd']);
  });

  it('says that there is none', async () => {
    await show({
      listChanges: async () => ({
        items: [change('a', 'deployed')],
        pageInfo: {},
        freshness: fresh,
      }),
    });
    expect(await screen.findByRole('status')).toHaveTextContent(
      'There is no earlier deployment to go back to.',
    );
  });

  it('says why the deployments could not be read', async () => {
    await show({
      listChanges: async () => {
        throw new Error('You may not read them');
      },
    });
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'You may not read them',
    );
  });
});
