import { readdirSync } from 'node:fs';
import path from 'node:path';
import { AwsSolutionsChecks } from 'cdk-nag';
import { Construct } from 'constructs';
import type { BlueprintStackClass } from '../blueprintStacks';
import { synthesizeUnit } from '../synthesizeUnit';
import * as constructs from '.';
import manifest from '../../package.json';

const EXAMPLE = path.resolve(
  __dirname,
  '../../../../docs/examples/own-queue-and-lambda',
);

describe('the constructs, used from outside of this package', () => {
  // That it passes the resource schemas, its plan shows (`example.test.ts` of delivery).
  it('make the published example, which passes the rule pack', () => {
    const unit = require(path.join(EXAMPLE, 'environment.json'));
    const { default: stackClass } = require(path.join(EXAMPLE, 'stack.ts')) as {
      default: BlueprintStackClass;
    };
    const findings: string[] = [];
    const [{ template }] = synthesizeUnit(unit, {
      stackClass,
      prepare: app => {
        const { violations } = new AwsSolutionsChecks(app).validateScope(app);
        findings.push(...violations.map(({ ruleName }) => ruleName));
      },
    });
    expect(findings).toEqual([]);
    const types = Object.values(template.Resources ?? {}).map(
      ({ Type }) => Type,
    );
    expect(types).toEqual(
      expect.arrayContaining([
        'AWS::Lambda::EventSourceMapping',
        'AWS::Lambda::Function',
        'AWS::SQS::Queue',
      ]),
    );
  });

  it('are all there, whatever folder they are in', () => {
    const files = readdirSync(__dirname, { withFileTypes: true })
      .filter(entry => entry.isDirectory())
      .flatMap(({ name }) =>
        readdirSync(path.join(__dirname, name))
          .filter(file => file.endsWith('.ts') && !file.includes('.test.'))
          .map(file => path.join(__dirname, name, file)),
      );
    const isConstruct = (value: unknown) =>
      typeof value === 'function' && value.prototype instanceof Construct;
    const all = Object.values<unknown>(constructs);
    const missing = files.filter(file => {
      const made = Object.values<unknown>(require(file)).filter(isConstruct);
      return made.some(value => !all.includes(value));
    });
    expect(missing.map(file => path.relative(__dirname, file))).toEqual([]);
  });

  it('are found by compilers that know exports, and by those that know typesVersions', () => {
    const { exports: entries, typesVersions } = manifest;
    const named = Object.entries(typesVersions['*']).map(([name, [file]]) => [
      `./${name}`,
      `./${file}`,
    ]);
    const { '.': main, ...others } = entries;
    expect(main).toBe(`./${manifest.main}`);
    expect(Object.fromEntries(named)).toEqual(others);
  });
});
