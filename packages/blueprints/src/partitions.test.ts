import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { App } from 'aws-cdk-lib/core';
import { RegionInfo } from 'aws-cdk-lib/region-info';
import { blueprintStacks, type BlueprintStackClass } from './blueprintStacks';
import { FEATURE_FLAGS } from './base/featureFlags';
import {
  arnIn,
  BlueprintRegistry,
  consoleUrl,
  inspectUnit,
  PARTITIONS,
  partitionOf,
  type Unit,
} from './schema';
import { sampleUnit } from './testing/synthesized';

const ROOT = path.resolve(__dirname, '../../..');

/** An ARN of one partition, written by hand. Managed policies of AWS and patterns such as `arn:aws*:` are no exception. */
const WRITTEN = /arn:aws(-[a-z]+)*:/;

/** What stands for an account of the partition `aws` by its nature. */
const OF_ONE_PARTITION = [
  // The local AWS is one of that partition.
  /^packages\/sandbox\//,
  // AWS's reference, and requests that a role is tried with in a region of that partition.
  /^packages\/blueprints\/src\/testing\//,
  /\/goldens\//,
];

const ELSEWHERE = ['us-gov-west-1', 'cn-north-1'] as const;

/** What a blueprint's own stack makes in a region that its unit could not name: a class of somebody's own can. */
function templateIn(region: string, unit: Unit): string {
  class Elsewhere extends (blueprintStacks[
    unit.blueprint
  ] as BlueprintStackClass) {
    override get availabilityZones() {
      return ['a', 'b', 'c'].map(letter => `${region}${letter}`);
    }
  }
  const app = new App({ context: FEATURE_FLAGS, analyticsReporting: false });
  const stack = new Elsewhere(app, unit.name, {
    unit,
    env: { account: unit.account, region },
  } as { unit: Unit });
  return JSON.stringify(
    app.synth().getStackByName(stack.stackName).template,
    null,
    1,
  );
}

describe('partitions of AWS', () => {
  it('are written by hand in no source, template or page', () => {
    const files = execFileSync(
      'git',
      ['ls-files', 'packages', 'plugins', 'templates', 'docs', 'README.md'],
      { cwd: ROOT, encoding: 'utf8' },
    )
      .split('\n')
      .filter(file => /\.(tsx?|m?js|json|ya?ml|md|njk)$/.test(file))
      .filter(file => !/\.test\.tsx?$|__testUtils__\//.test(file))
      .filter(file => !OF_ONE_PARTITION.some(folder => folder.test(file)));
    expect(files.length).toBeGreaterThan(500);
    const found = files.flatMap(file =>
      readFileSync(path.join(ROOT, file), 'utf8')
        .split('\n')
        .flatMap((line, index) =>
          WRITTEN.test(line) ? [`${file}:${index + 1} ${line.trim()}`] : [],
        ),
    );
    expect(found).toEqual([]);
  });

  it('are what the CDK says of each region that one can have', () => {
    const names = PARTITIONS.map(({ name }) => name);
    const regions = RegionInfo.regions.filter(({ partition }) =>
      names.includes(String(partition)),
    );
    expect(regions.length).toBeGreaterThan(30);
    for (const { name, partition, domainSuffix } of regions) {
      const { name: ours, dnsSuffix } = partitionOf(name);
      expect([name, ours, dnsSuffix]).toEqual([name, partition, domainSuffix]);
    }
  });

  it('have ARNs and a console of their own', () => {
    const role = {
      service: 'iam',
      account: '111122223333',
      resource: 'role/x',
    };
    expect(arnIn('us-gov-east-1', role)).toBe(
      'arn:aws-us-gov:iam::111122223333:role/x',
    );
    expect(arnIn('eu-west-1', role)).toBe('arn:aws:iam::111122223333:role/x');
    expect(
      ['us-gov-west-1', 'cn-north-1', 'us-east-1'].map(region =>
        consoleUrl(region, '/x'),
      ),
    ).toEqual([
      'https://us-gov-west-1.console.amazonaws-us-gov.com/x',
      'https://cn-north-1.console.amazonaws.cn/x',
      'https://us-east-1.console.aws.amazon.com/x',
    ]);
  });

  it.each([
    ['us-gov-west-1', 'aws-us-gov, AWS GovCloud (US)'],
    ['cn-northwest-1', 'aws-cn, AWS in China'],
    ['eusc-de-east-1', 'aws-eusc, the AWS European Sovereign Cloud'],
  ])('are refused by name: a unit in %s', (region, partition) => {
    const unit = { ...sampleUnit('application', 'dev'), region };
    const messages = inspectUnit(unit, new BlueprintRegistry()).map(
      ({ parameter, message }) => `${parameter} ${message}`,
    );
    expect(messages.join()).toContain(
      `(got "${region}"). It is in the partition ${partition}: `,
    );
  });

  describe.each(ELSEWHERE)('in %s', region => {
    const { name, dnsSuffix } = partitionOf(region);

    it.each([
      sampleUnit('application', 'dev', { version: '1.1.0', size: 'service' }),
      sampleUnit('bootstrap', 'dev'),
      sampleUnit('platform-services', 'shared'),
      sampleUnit('stack-events', 'shared'),
      sampleUnit('single-host', 'dev'),
      sampleUnit('tenant', 'dev'),
    ])('a stack of $blueprint names that partition alone', unit => {
      const template = templateIn(region, unit);
      const all = (pattern: RegExp) => [
        ...new Set(template.match(pattern) ?? []),
      ];
      expect(all(/\barn:aws[a-z-]*:/g)).toEqual([`arn:${name}:`]);
      // Of the services, CloudWatch Logs alone is trusted under a name of the region.
      expect(all(/\blogs\.[a-z]+-[\w.-]+/g).slice(0, 1)).toEqual(
        template.includes('logs.') ? [`logs.${region}.${dnsSuffix}`] : [],
      );
      expect(all(/console\.aws\.amazon\.com/g)).toEqual([]);
    });

    it('the edge is refused by name', () => {
      expect(() =>
        templateIn(region, sampleUnit('container-platform', 'production')),
      ).toThrow(/CloudFront|no CloudFront prefix list/);
    });
  });
});
