import { githubAccountOf } from './githubAccountOf';

const idOf = (id: string) =>
  githubAccountOf({ metadata: { annotations: { 'github.com/user-id': id } } })
    .id;

describe("a user's account at GitHub", () => {
  it('has the login and the number that the catalog says', () => {
    expect(
      githubAccountOf({
        metadata: {
          annotations: {
            'github.com/user-login': 'mona',
            'github.com/user-id': '583231',
          },
        },
      }),
    ).toEqual({ login: 'mona', id: 583231 });
    expect(githubAccountOf({ metadata: {} })).toEqual({});
  });

  it.each([
    ['3407303', 3407303],
    ['MDQ6VXNlcjM0MDczMDM=', 3407303],
    ['U_kgDOADP9xw', 3407303],
    ['MDQ6VXNlcjU4MzIzMQ==', 583231],
    ['U_kgDOAAjmPw', 583231],
    ['U_kgAD', 3],
    ['U_kgDMyA', 200],
    ['U_kgDNAgA', 512],
  ])('has the number that %s stands for', (id, number) => {
    expect(idOf(id)).toBe(number);
  });

  it.each([
    '',
    '1+x',
    '-1',
    '1234567890123456',
    'mona',
    // Organizations, and what is no ID at all
    'MDEyOk9yZ2FuaXphdGlvbjM0MDczMDM=',
    'O_kgDOADP9xw',
    'U_',
    'U_kgDO',
    'U_kgDOADP9',
    'U_kgDOADP9x8c',
    'U_kQDOADP9xw',
    'U_AAAAAAAA',
    'U_kgDOADP9xw U_kgAD',
  ])('has none by "%s"', id => {
    expect(idOf(id)).toBeUndefined();
  });
});
