import type { RepositoryFiles } from '../units/RepositoryFiles';
import {
  freezesAt,
  freezesOf,
  parseFreeze,
  readFreezes,
  serializeFreeze,
  type Freeze,
  type FreezeStatement,
} from './freeze';
import { isFreezeFile } from './freezeFile';

const YEAR_END: FreezeStatement = {
  reason: 'The books are closed until the new year',
  by: 'user:default/developer',
  until: '2027-01-02T06:00:00Z',
  stages: ['production'],
  units: ['environments/claims-dev'],
};
const PATH = 'governance/freezes/year-end.json';

const inMemory = (texts: Record<string, string>): RepositoryFiles => ({
  list: async folder =>
    Object.keys(texts).filter(path => path.startsWith(`${folder}/`)),
  read: async path => texts[path],
});

describe('a freeze', () => {
  it('is read as it was written, all of them', async () => {
    const other = { ...YEAR_END, stages: undefined };
    const files = inMemory({
      'governance/phase.yaml': 'kind: GovernancePhase',
      [PATH]: serializeFreeze(YEAR_END),
      'governance/freezes/audit.json': serializeFreeze(other),
    });
    expect(await readFreezes(files)).toEqual([
      { name: 'audit', ...JSON.parse(serializeFreeze(other)) },
      { name: 'year-end', ...YEAR_END },
    ]);
    expect(await readFreezes(inMemory({}))).toEqual([]);
  });

  it.each([
    ['{', /year-end\.json is no JSON/],
    [{ ...YEAR_END, reason: undefined }, /reason/],
    [{ ...YEAR_END, reason: 'xmas' }, /a sentence .*reason/],
    [{ ...YEAR_END, reason: 'Closed.\n\nRequested-by: x' }, /must be one line/],
    [{ ...YEAR_END, until: undefined }, /until/],
    [{ ...YEAR_END, until: 'next year' }, /a time in UTC.*until/],
    [{ ...YEAR_END, until: '2027-01-02' }, /a time in UTC.*until/],
    [{ ...YEAR_END, by: 'me' }, /by/],
    [{ ...YEAR_END, stages: [], units: [] }, /stages or units/],
    [{ ...YEAR_END, stages: ['prod'] }, /must be one of preview/],
    [{ ...YEAR_END, units: ['environments/..'] }, /the folder of one unit/],
    [{ ...YEAR_END, only: 'weekends' }, /only/],
  ])(
    'is refused where it says too little, or what nobody knows: %j',
    (json, message) => {
      const text = typeof json === 'string' ? json : JSON.stringify(json);
      expect(() => parseFreeze(PATH, text)).toThrow(message);
    },
  );

  it.each([
    'governance/freezes/year-end.yaml',
    'governance/freezes/deep/year-end.json',
    'governance/freezes/Year End.json',
  ])('is not passed over where its file has another name: %s', async path => {
    expect(isFreezeFile(path)).toBe(false);
    await expect(
      readFreezes(inMemory({ [path]: serializeFreeze(YEAR_END) })),
    ).rejects.toThrow(`${path} is no file of a freeze`);
  });

  it('is about its stages and its units, until it ends', () => {
    const freezes: Freeze[] = [{ name: 'year-end', ...YEAR_END }];
    const at = (time: string, path: string, stage: 'dev' | 'production') =>
      freezesOf({ path, stage }, freezes, new Date(time)).map(f => f.name);
    const before = '2027-01-02T05:59:59Z';
    expect(at(before, 'tenants/acme', 'production')).toEqual(['year-end']);
    expect(at(before, 'environments/claims-dev', 'dev')).toEqual(['year-end']);
    expect(at(before, 'environments/other-dev', 'dev')).toEqual([]);
    expect(at(YEAR_END.until, 'tenants/acme', 'production')).toEqual([]);
    expect(freezesAt(freezes, new Date(YEAR_END.until))).toEqual([]);
  });
});
