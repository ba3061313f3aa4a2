import { screen, waitFor } from '@testing-library/react';
import { fakeApi, renderOnEntity } from '../__testUtils__/fixtures';
import { FreezeBanner } from './FreezeBanner';

const YEAR_END = {
  name: 'year-end',
  repository: 'github.example.com/acme/infrastructure',
  reason: 'The books are closed',
  by: 'group:default/operations',
  until: '2099-01-02T06:00:00Z',
  stages: ['production' as const],
  units: ['environments/claims-dev'],
  url: 'https://github.example.com/year-end.json',
};
const frozen = fakeApi({ listFreezes: async () => ({ items: [YEAR_END] }) });

describe('the banner of freezes', () => {
  it('tells of all with what is frozen, why, by whom, and the way to lift it', async () => {
    await renderOnEntity(<FreezeBanner />, frozen);
    expect(await screen.findByRole('status')).toHaveTextContent(
      /Frozen: production, environments\/claims-dev until .*2099.*The books are closed/,
    );
    expect(screen.getByRole('link', { name: /year-end/ })).toHaveAttribute(
      'href',
      YEAR_END.url,
    );
    const lift = screen.getByRole('link', { name: 'ask to lift it' });
    expect(decodeURIComponent(lift.getAttribute('href') ?? '')).toBe(
      '/create/templates/default/unfreeze?formData={"name":"year-end","repository":"github.example.com/acme/infrastructure"}',
    );
  });

  it('tells a unit of its own alone, by its stage or its folder', async () => {
    await renderOnEntity(
      <>
        <FreezeBanner unit={{ stage: 'production', path: 'tenants/acme' }} />
        <FreezeBanner
          unit={{ stage: 'dev', path: 'environments/claims-dev' }}
        />
        <section aria-label="free">
          <FreezeBanner unit={{ stage: 'dev', path: 'tenants/acme' }} />
        </section>
      </>,
      frozen,
    );
    expect(await screen.findAllByRole('status')).toHaveLength(2);
    expect(screen.getByRole('region', { name: 'free' })).toBeEmptyDOMElement();
  });

  it('tells a unit nothing of another repository, be it frozen or unread', async () => {
    const api = fakeApi({
      listFreezes: async () => ({
        items: [YEAR_END],
        unread: [
          {
            repository: 'github.example.com/acme/payments',
            reason: 'It is down',
          },
        ],
      }),
    });
    await renderOnEntity(
      <>
        {['infrastructure', 'payments', 'networks'].map(repo => (
          <section key={repo} aria-label={repo}>
            <FreezeBanner
              unit={{
                stage: 'production',
                path: 'environments/any',
                repository: `github.example.com/acme/${repo}`,
              }}
            />
          </section>
        ))}
      </>,
      api,
    );
    await screen.findByText(/The books are closed/);
    const told = (name: string) => screen.getByRole('region', { name });
    expect(told('infrastructure')).not.toHaveTextContent(/It is down/);
    expect(told('payments')).toHaveTextContent(
      /could not be read what is frozen in github\.example\.com\/acme\/payments.*It is down/,
    );
    expect(told('payments')).not.toHaveTextContent(/The books are closed/);
    expect(told('networks')).toBeEmptyDOMElement();
  });

  it('says so where nobody knows, and nothing to who may not ask', async () => {
    const failing = (name: string) =>
      fakeApi({
        listFreezes: jest.fn(async () => {
          throw Object.assign(new Error('year-end.json is no JSON'), { name });
        }),
      });
    const { unmount } = await renderOnEntity(
      <FreezeBanner />,
      failing('Error'),
    );
    expect(await screen.findByRole('status')).toHaveTextContent(
      /could not be read what is frozen.*is no JSON/,
    );
    unmount();
    const denied = failing('NotAllowedError');
    await renderOnEntity(<FreezeBanner />, denied);
    await waitFor(() => expect(denied.listFreezes).toHaveBeenCalled());
    expect(screen.queryByRole('status')).not.toBeInTheDocument();
  });
});
