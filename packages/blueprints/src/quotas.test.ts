import { readFileSync } from 'node:fs';
import path from 'node:path';
import { sampleUnits } from './samples';
import { ACCOUNT_QUOTAS, type QuotaName, quotaSharesOf } from './schema';
import type { SynthesizedStack } from './synthesizeUnit';
import { synthesizeOnce } from './testing/synthesized';

const PAGE = path.resolve(__dirname, '../../../docs/how-to/quotas.md');

const stacksOf = synthesizeOnce();

/** The sizes that the page speaks of: those that people begin with. */
const SIZES = new Set([
  'application small',
  'application service',
  'container-platform standard',
  'host-app standard',
  'landing-zone large',
  'platform-services small',
  'single-host small',
]);

function taken(stacks: readonly SynthesizedStack[], quota: QuotaName): number {
  return stacks
    .flatMap(({ template: { Resources: resources = {} } }) =>
      Object.keys(resources).flatMap(id => quotaSharesOf(id, resources)),
    )
    .filter(share => share.quota === quota)
    .reduce((sum, { amount }) => sum + (amount ?? NaN), 0);
}

/** What a unit takes of each quota in the region where it takes most. */
function rows(): string[] {
  return [
    ...new Set(
      sampleUnits()
        .filter(
          ({ blueprint, size, version }) =>
            SIZES.has(`${blueprint} ${size}`) &&
            `${blueprint}@${version}` !== 'application@1.0.0',
        )
        .map(({ blueprint, size, stage, unit }) => {
          const stacks = stacksOf(unit);
          const counts = ACCOUNT_QUOTAS.map(({ name }) =>
            Math.max(
              ...stacks.map(({ region }) =>
                taken(
                  stacks.filter(stack => stack.region === region),
                  name,
                ),
              ),
            ),
          );
          return [`${blueprint}, ${size}`, stage, ...counts].join(' | ');
        }),
    ),
  ];
}

describe('the page on quotas', () => {
  it('has the codes and standard figures that plans go by', () => {
    const text = readFileSync(PAGE, 'utf8');
    const cells = text
      .split('\n')
      .map(line => line.split('|').map(cell => cell.trim()));
    expect(
      ACCOUNT_QUOTAS.map(({ name }) =>
        cells.find(([, first]) => first === name)?.slice(1, 4),
      ),
    ).toEqual(
      ACCOUNT_QUOTAS.map(({ name, standard, ...quota }) => [
        name,
        'code' in quota
          ? `\`${quota.code.service}\` \`${quota.code.quota}\``
          : 'none: AWS does not raise it',
        String(standard),
      ]),
    );
  });

  it('says what a unit of each blueprint takes of them', () => {
    const table = readFileSync(PAGE, 'utf8')
      .split('\n')
      .filter(line => /^\| [a-z]+[a-z-]*, /.test(line))
      .map(line =>
        line
          .split('|')
          .slice(1, -1)
          .map(cell => cell.trim())
          .join(' | '),
      );
    expect(table).toEqual(rows());
  });

  it('has the columns that are counted', () => {
    const header = readFileSync(PAGE, 'utf8')
      .split('\n')
      .find(line => line.startsWith('| Blueprint'));
    expect(
      header
        ?.split('|')
        .slice(3, -1)
        .map(cell => cell.trim()),
    ).toEqual(ACCOUNT_QUOTAS.map(({ name }) => name));
  });
});
