import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import { personOf } from './personOf';

describe('the person of credentials', () => {
  const auth = mockServices.auth();

  it('is the user', () => {
    expect(personOf(mockCredentials.user('user:default/developer'), auth)).toBe(
      'user:default/developer',
    );
  });

  it('is nobody for a service, whatever it is called, and without a sign-in', () => {
    for (const credentials of [
      mockCredentials.service('user:default/developer'),
      mockCredentials.none(),
    ]) {
      expect(personOf(credentials, auth)).toBeUndefined();
    }
  });
});
