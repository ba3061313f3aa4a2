import { parseRepositoryUrl } from '@plinth/repository';
import { repositoryOf } from './repositoryOf';

const named = (name: string) => ({
  ...parseRepositoryUrl(`https://github.example.com/acme/${name}`),
  branch: 'main',
});
const [first, second] = [named('infrastructure'), named('products')];

describe('the repository of a unit', () => {
  it('is the one that its entity names', () => {
    const repository = second.fullName;
    expect(repositoryOf({ repository }, [first, second])).toBe(second);
    expect(repositoryOf({ repository }, [first])).toBeUndefined();
  });

  it('is the only one where the entity names none', () => {
    expect(repositoryOf({}, [first])).toBe(first);
    expect(repositoryOf({}, [first, second])).toBeUndefined();
    expect(repositoryOf({}, [])).toBeUndefined();
  });
});
