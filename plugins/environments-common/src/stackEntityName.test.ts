import fc from 'fast-check';
import { stackEntityName } from './stackEntityName';

const place = { account: '111122223333', region: 'us-east-1' };

describe('stackEntityName', () => {
  it('names account, region and stack', () => {
    expect(stackEntityName({ ...place, name: 'claims-dev' })).toBe(
      'stack-111122223333-us-east-1-claims-dev',
    );
  });

  it('keeps long names within the limit of the catalog, and apart', () => {
    const name = fc.stringMatching(/^[A-Za-z][A-Za-z0-9-]{40,100}[a-z]$/);
    fc.assert(
      fc.property(name, text => {
        const long = stackEntityName({ ...place, name: text });
        const other = stackEntityName({ ...place, name: `${text}x` });
        expect(long).toMatch(/^[a-z0-9-]{1,63}$/);
        expect(long).not.toBe(other);
      }),
    );
  });
});
