import { decideNotices, type PreviewState } from './decideNotices';

const PREVIEW: PreviewState = {
  name: 'claims-pr-87',
  healthy: true,
  createdAt: '2026-11-20T12:00:00.000Z',
  ttlHours: 72,
  address: 'https://claims.example.com',
};

const at = (time: string, over: Partial<PreviewState> = {}) =>
  decideNotices(
    { ...PREVIEW, ...over },
    { now: new Date(time), portalUrl: 'https://portal.example.com' },
  );

describe('what the people of a branch are told of its preview', () => {
  it('is its address and its end, once it is Healthy', () => {
    expect(at('2026-11-20T13:00:00Z', { healthy: false })).toEqual([]);
    const [ready, ...others] = at('2026-11-20T13:00:00Z');
    expect(others).toEqual([]);
    expect(ready.body.split('\n')).toEqual([
      '<!-- plinth:preview-ready claims-pr-87 2026-11-20T12:00:00.000Z -->',
      'The preview `claims-pr-87` of this branch is at https://claims.example.com ([health](https://portal.example.com/catalog/default/resource/claims-pr-87/health)).',
      'It ends at 2026-11-23 12:00 UTC, with all that it holds.',
    ]);
    expect(at('2026-11-20T13:00:00Z', { address: undefined })[0].body).toMatch(
      /is ready; \[its page\]/,
    );
  });

  it('is a warning from a day before the end until the end, whatever its health', () => {
    const warned = (time: string, over?: Partial<PreviewState>) =>
      at(time, over)
        .map(({ marker }) => marker)
        .filter(marker => marker.includes('preview-ends'));
    expect(warned('2026-11-22T11:59:59Z')).toEqual([]);
    expect(warned('2026-11-22T12:00:00Z', { healthy: false })).toEqual([
      '<!-- plinth:preview-ends claims-pr-87 2026-11-23T12:00:00.000Z -->',
    ]);
    expect(warned('2026-11-23T11:59:59Z')).toHaveLength(1);
    expect(at('2026-11-23T12:00:00Z')).toEqual([]);
    const [, { body }] = at('2026-11-22T12:00:00Z');
    expect(decodeURIComponent(body)).toContain(
      '(https://portal.example.com/create/templates/default/extend-preview?formData={"entityRef":"resource:default/claims-pr-87","hours":24})',
    );
  });

  it('is another warning once the end was put off', () => {
    const [, first] = at('2026-11-22T13:00:00Z');
    expect(at('2026-11-22T13:00:00Z', { ttlHours: 96 })).toHaveLength(1);
    const [, second] = at('2026-11-23T13:00:00Z', { ttlHours: 96 });
    expect(second.marker).not.toBe(first.marker);
  });

  it('is nothing of an end that there is not, and nothing before there is a stack', () => {
    expect(at('2027-11-22T13:00:00Z', { ttlHours: undefined })).toHaveLength(1);
    expect(at('2026-11-20T13:00:00Z', { createdAt: undefined })).toEqual([]);
  });
});
