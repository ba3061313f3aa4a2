import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { findPersonalData } from './personalData';

describe('findPersonalData', () => {
  it.each([
    ['jane.doe@example.com', 'e-mail address'],
    ['123-45-6789', 'US social security number'],
    ['call (202) 555-0143', 'phone number'],
    ['+1 202-555-0143', 'phone number'],
    ['4111 1111 1111 1111', 'payment card number'],
    ['CC-4111 1111 1111 1111', 'payment card number'],
    ['paid with 378282246310005', 'payment card number'],
    ['3782 822463 10005', 'payment card number'],
    ['patient-00412345', 'medical record number'],
    ['dob', 'date of birth'],
  ])('finds %j', (text, kind) => {
    expect(findPersonalData({ a: [{ b: text }] })).toEqual([
      { path: 'a[0].b', kind },
    ]);
    expect(findPersonalData({ [text]: 1 })[0]?.kind).toBe(kind);
  });

  it.each([
    '444455556666',
    '10.20.0.0/16',
    'claims-staging',
    'group:default/platform',
    'db.r6g.2xlarge',
    'arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab',
    '2026-01-31',
    'sha256:4f53cda18c2baa0c0354bb5f9a3ecbe5ed12ab4d8e11ba873c2f11161202b945',
  ])('leaves %j alone', text => {
    expect(findPersonalData({ value: text })).toEqual([]);
  });

  it('takes no time to speak of for texts that are made to be slow', () => {
    const text = ['a@', 'a.', '1-', '4111 ', 'patient', '+1 ']
      .map(part => part.repeat(50_000))
      .join('\n');
    expect(findPersonalData(text)).toEqual([]);
  });
});

/** A number with these first digits, of this length, with a right check digit. */
function card(prefix: string, length: number, filling: number): string {
  const body = (prefix + String(filling).padStart(20, '7')).slice(
    0,
    length - 1,
  );
  const sum = [...body].reverse().reduce((total, digit, index) => {
    const value = Number(digit) * (index % 2 === 0 ? 2 : 1);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return `${body}${(10 - (sum % 10)) % 10}`;
}

describe('payment cards among other digits', () => {
  const found = (text: string) =>
    findPersonalData(text).some(({ kind }) => kind === 'payment card number');

  it('misses none that is written as cards are', () => {
    const networks = fc.constantFrom<[string, number]>(
      ['4', 16],
      ['51', 16],
      ['2221', 16],
      ['34', 15],
      ['37', 15],
      ['6011', 16],
      ['3528', 16],
    );
    // Documents have blanks and hyphens at which no line is broken.
    const written = fc.constantFrom('', ' ', '-', '\u00a0', '\u2011', '\u2013');
    const before = fc.constantFrom('', 'CC-', 'card ', '"');
    fc.assert(
      fc.property(
        networks,
        fc.nat(999_999_999),
        written,
        before,
        ([prefix, length], filling, gap, start) => {
          const digits = card(prefix, length, filling);
          const groups =
            length === 15
              ? [digits.slice(0, 4), digits.slice(4, 10), digits.slice(10)]
              : (digits.match(/.{4}/g) ?? []);
          expect(found(`${start}${groups.join(gap)}`)).toBe(true);
        },
      ),
    );
  });

  it('takes about one in 19 random runs of 16 digits for one, as the networks leave it no choice', () => {
    const digits = (index: number) =>
      createHash('sha256')
        .update(`run ${index}`)
        .digest('hex')
        .replace(/\D/g, '')
        .padEnd(16, '7')
        .slice(0, 16);
    const count = 20_000;
    const taken = Array.from({ length: count }, (_, index) => digits(index))
      .map(String)
      .filter(found).length;
    expect(count / taken).toBeGreaterThan(16);
    expect(count / taken).toBeLessThan(23);
  });

  it.each<[string, (index: number) => string]>([
    ['milliseconds', index => String(1_700_000_000_000 + index * 7_919)],
    ['microseconds', index => `${1_700_000_000 + index * 7_919}123456`],
    [
      'digests',
      index => createHash('sha256').update(String(index)).digest('hex'),
    ],
    [
      'commits',
      index => createHash('sha1').update(String(index)).digest('hex'),
    ],
    [
      'amounts',
      index => `${index}.${String(index * 4_111_111).padStart(16, '4')}`,
    ],
    [
      'UUIDs',
      index =>
        createHash('md5')
          .update(String(index))
          .digest('hex')
          .replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, '$1-$2-$3-$4-$5'),
    ],
  ])('takes no %s for one', (_, make) => {
    const taken = Array.from({ length: 5_000 }, (__, index) => make(index))
      .filter(found)
      .slice(0, 3);
    expect(taken).toEqual([]);
  });
});
