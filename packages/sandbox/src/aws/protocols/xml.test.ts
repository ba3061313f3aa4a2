import fc from 'fast-check';
import { readXml, writeXml } from './xml';

describe('XML', () => {
  it('carries any text that XML can hold there and back', () => {
    const text = fc
      .string({ unit: 'binary', minLength: 1 })
      .map(value =>
        // eslint would call a literal of these a mistake; they are what XML cannot hold.
        [...value]
          .filter(letter => letter >= ' ' || '\t\n\r'.includes(letter))
          .join(''),
      )
      .filter(value => value !== '');
    fc.assert(
      fc.property(text, value => {
        const written = writeXml({ Root: { '@a': 'x', Value: value } });
        expect(readXml(written)).toEqual({ Root: { Value: value } });
      }),
    );
  });

  it('leaves out what XML cannot hold, and what is not there', () => {
    expect(
      writeXml({
        A: { B: 'a\u0000b', C: undefined, D: [1, true], E: new Date(0) },
      }),
    ).toBe(
      '<A><B>ab</B><D>1</D><D>true</D><E>1970-01-01T00:00:00.000Z</E></A>',
    );
  });

  it.each(['', 'no XML', '<a>', '<a></b>'])('does not read %j', text => {
    expect(() => readXml(text)).toThrow(SyntaxError);
  });
});
