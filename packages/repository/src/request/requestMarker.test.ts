import fc from 'fast-check';
import { formatRequestMarker, parseRequestMarker } from './requestMarker';

const marker = {
  requester: 'user:default/developer',
  template: 'new-environment',
  entity: 'resource:default/claims-staging',
  task: '42',
};

describe('the request marker', () => {
  it('is one HTML comment that other tools can read', () => {
    expect(formatRequestMarker(marker)).toBe(
      '<!-- plinth:request {"requester":"user:default/developer","template":"new-environment","entity":"resource:default/claims-staging","task":"42"} -->',
    );
  });

  it('is read back from the last line only', () => {
    const quoted = formatRequestMarker({ ...marker, requester: 'user:x/evil' });
    const body = `${quoted}\n\nText\n\n${formatRequestMarker(marker)}\n`;
    expect(parseRequestMarker(body)).toEqual(marker);
    expect(parseRequestMarker(`${quoted}\nText`)).toBeUndefined();
    expect(parseRequestMarker(null)).toBeUndefined();
    expect(
      parseRequestMarker('<!-- plinth:request {"requester":1} -->'),
    ).toBeUndefined();
  });

  it('names everything, and nothing at length', () => {
    const written = (change: object) =>
      `<!-- plinth:request ${JSON.stringify({ ...marker, ...change })} -->`;
    expect(parseRequestMarker(written({}))).toEqual(marker);
    for (const field of Object.keys(marker)) {
      expect(parseRequestMarker(written({ [field]: undefined }))).toBe(
        undefined,
      );
      expect(parseRequestMarker(written({ [field]: '' }))).toBeUndefined();
      expect(
        parseRequestMarker(written({ [field]: 'x'.repeat(301) })),
      ).toBeUndefined();
    }
  });

  it('survives what GitHub makes of line ends', () => {
    const body = `Text

${formatRequestMarker(marker)}
`;
    expect(parseRequestMarker(body)).toEqual(marker);
  });

  it('keeps any text inside the comment', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', minLength: 1 }),
      fc.constantFrom('-->', '--', '--!>', '<!--', '\n', '---'),
    );
    fc.assert(
      fc.property(text, text, (requester, task) => {
        const written = formatRequestMarker({ ...marker, requester, task });
        expect(written.slice(4, -3)).not.toMatch(/--|>/);
        expect(written).not.toContain('\n');
        expect(parseRequestMarker(written)).toEqual({
          ...marker,
          requester,
          task,
        });
      }),
    );
  });
});
