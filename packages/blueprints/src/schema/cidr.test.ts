import fc from 'fast-check';
import {
  allocateCidr,
  blockSize,
  cidrContains,
  cidrsOverlap,
  formatCidr,
  isPrivateCidr,
  parseCidr,
} from './cidr';

const block = (min = 8, max = 28) =>
  fc
    .tuple(fc.integer({ min, max }), fc.integer({ min: 0, max: 2 ** 32 - 1 }))
    .map(([prefix, seed]) =>
      formatCidr({
        address: Math.floor(seed / blockSize(prefix)) * blockSize(prefix),
        prefix,
      }),
    );

describe('CIDR blocks', () => {
  it.each([
    '10.0.0.0/8/8',
    '10.0.0.1/16',
    '256.0.0.0/8',
    '10.0.0/16',
    '010.0.0.0/8',
    '10.0.0.0/33',
    ' 10.0.0.0/8',
    '10.0.0.0/16\n',
  ])('refuses %j', text => {
    expect(parseCidr(text)).toBeUndefined();
  });

  it('reads what it writes', () => {
    fc.assert(
      fc.property(block(), text => {
        const cidr = parseCidr(text);
        expect(cidr && formatCidr(cidr)).toBe(text);
      }),
    );
  });

  it('overlaps exactly when one block contains the other', () => {
    fc.assert(
      fc.property(block(), block(), (a, b) => {
        expect(cidrsOverlap(a, b)).toBe(
          cidrContains(a, b) || cidrContains(b, a),
        );
        expect(cidrsOverlap(a, b)).toBe(cidrsOverlap(b, a));
        expect(cidrsOverlap(a, a)).toBe(true);
      }),
    );
  });

  it('allocates a block in the pool that overlaps none that is taken, and leaves no lower one', () => {
    const taken = fc.array(
      fc
        .tuple(fc.integer({ min: 12, max: 20 }), fc.nat(2 ** 24 - 1))
        .map(([prefix, offset]) =>
          formatCidr({
            address:
              10 * 2 ** 24 +
              Math.floor(offset / blockSize(prefix)) * blockSize(prefix),
            prefix,
          }),
        ),
      { maxLength: 12 },
    );
    fc.assert(
      fc.property(taken, blocks => {
        const free = allocateCidr(blocks);
        if (free === undefined) {
          return;
        }
        expect(cidrContains('10.0.0.0/8', free)).toBe(true);
        expect(blocks.some(other => cidrsOverlap(other, free))).toBe(false);
        const second = Number(free.split('.')[1]);
        for (let lower = 0; lower < second; lower++) {
          const candidate = `10.${lower}.0.0/16`;
          expect(blocks.some(other => cidrsOverlap(other, candidate))).toBe(
            true,
          );
        }
      }),
    );
  });

  it('answers undefined when the pool is used up', () => {
    expect(
      allocateCidr(['10.0.0.0/17', '10.0.128.0/17'], { pool: '10.0.0.0/16' }),
    ).toBeUndefined();
  });

  it('knows private ranges by their whole block', () => {
    expect(isPrivateCidr('172.31.0.0/16')).toBe(true);
    expect(isPrivateCidr('172.32.0.0/16')).toBe(false);
    expect(isPrivateCidr('172.0.0.0/8')).toBe(false);
  });
});
