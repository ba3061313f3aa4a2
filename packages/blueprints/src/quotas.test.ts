import { readFileSync } from 'node:fs';
import path from 'node:path';
import { sampleUnits } from './samples';
import type { SynthesizedStack } from './synthesizeUnit';
import { synthesizeOnce } from './testing/synthesized';

const PAGE = path.resolve(__dirname, '../../../docs/how-to/quotas.md');

/** What counts against the quota of a column of the page. */
const COLUMNS: Readonly<Record<string, readonly string[]>> = {
  VPCs: ['AWS::EC2::VPC'],
  'Internet gateways': ['AWS::EC2::InternetGateway'],
  'Elastic IPs': ['AWS::EC2::EIP'],
  'NAT gateways': ['AWS::EC2::NatGateway'],
  Databases: ['AWS::RDS::DBInstance', 'AWS::DocDB::DBInstance'],
  Balancers: ['AWS::ElasticLoadBalancingV2::LoadBalancer'],
  'Log policies': ['AWS::Logs::ResourcePolicy'],
  'Transit gateways': ['AWS::EC2::TransitGateway'],
};

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

function countIn(
  stacks: readonly SynthesizedStack[],
  types: readonly string[],
): number {
  return stacks
    .flatMap(({ template }) => Object.values(template.Resources ?? {}))
    .filter(({ Type }) => types.includes(Type)).length;
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
          const counts = Object.values(COLUMNS).map(types =>
            Math.max(
              ...stacks.map(({ region }) =>
                countIn(
                  stacks.filter(stack => stack.region === region),
                  types,
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
    ).toEqual(Object.keys(COLUMNS));
  });
});
