import type { UserEntity } from '@backstage/catalog-model';
import { describeRequester } from './Requester';

const person = (
  annotations: Record<string, string>,
  email?: string,
): UserEntity => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'User',
  metadata: { name: 'octocat', annotations },
  spec: { profile: { email }, memberOf: [] },
});
const emailOf = (entity: UserEntity | undefined, host = 'github.com') =>
  describeRequester('user:default/octocat', entity, host).email;

describe('the address of who asks', () => {
  it('is their own where the catalog has it', () => {
    expect(emailOf(person({}, 'cat@example.com'))).toBe('cat@example.com');
  });

  it('is the one of their account, by its number', () => {
    const annotations = {
      'github.com/user-login': 'mona',
      'github.com/user-id': '583231',
    };
    expect(emailOf(person(annotations))).toBe(
      '583231+mona@users.noreply.github.com',
    );
    expect(emailOf(person(annotations), 'git.example.com:8443')).toBe(
      '583231+mona@users.noreply.git.example.com',
    );
  });

  it('is the one of their account also where its number is within the ID by which they sign in', () => {
    expect(
      emailOf(
        person({
          'github.com/user-login': 'mona',
          'github.com/user-id': 'MDQ6VXNlcjU4MzIzMQ==',
        }),
      ),
    ).toBe('583231+mona@users.noreply.github.com');
  });

  it.each<[string, UserEntity | undefined]>([
    ['nothing', undefined],
    ['only a name', person({})],
    ['only a login', person({ 'github.com/user-login': 'mona' })],
    [
      'no number that is one',
      person({ 'github.com/user-login': 'mona', 'github.com/user-id': '1+x' }),
    ],
  ])(
    'is never the one of whoever has the name at GitHub: with %s',
    (_, entity) => {
      expect(emailOf(entity)).toBe('octocat@plinth.invalid');
    },
  );
});
