import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { CloudFormationValidatePlugin } from 'aws-cdk-lib/core';
import { synthesizeUnit } from '@plinth/blueprints';
import { CAREFULLY } from './ConcurrentValidation';
import { ValidationWorker } from './ValidationWorker';

type Resource = { Properties: Record<string, unknown>; DependsOn?: unknown };

/** Ways in which a hand breaks a resource. */
const BREAKAGES: Array<(resource: Resource, property: string) => void> = [
  resource => Object.assign(resource.Properties, { Nonsense: 1 }),
  ({ Properties }, property) => delete Properties[property],
  ({ Properties }, property) => Object.assign(Properties, { [property]: 42 }),
  ({ Properties }, property) => Object.assign(Properties, { [property]: '' }),
  ({ Properties }, property) =>
    Object.assign(Properties, { [property]: { Ref: 'Nowhere' } }),
  ({ Properties }, property) =>
    Object.assign(Properties, { [property]: ['x', { a: 1 }] }),
  resource => Object.assign(resource, { DependsOn: 'Missing' }),
];

describe('ValidationWorker', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'plinth-worker-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('reports of sound and broken templates what the plugin of the CDK reports, when it is quick too', () => {
    const [{ template }] = synthesizeUnit({
      kind: 'tenant',
      name: 'acme',
      environment: 'claims-staging',
      blueprint: 'tenant',
      version: '1.0.0',
      stage: 'staging',
      account: '444455556666',
      region: 'us-east-1',
      owner: 'group:default/platform',
      monthlyBudget: 50,
      parameters: {},
    });
    const contents = [template];
    for (const [id, { Properties }] of Object.entries(
      template.Resources ?? {},
    )) {
      const [property] = Object.keys(Properties ?? {});
      for (const breakIt of property ? BREAKAGES : []) {
        const broken = structuredClone(template);
        breakIt(broken.Resources?.[id] as Resource, property);
        contents.push(broken);
      }
    }
    const templates = contents.map((content, index) => {
      const templatePath = path.join(folder, `${index}.template.json`);
      writeFileSync(templatePath, JSON.stringify(content));
      return {
        stackConstructPath: 'acme',
        templatePath,
        accountId: '444455556666',
        region: 'us-east-1',
      };
    });

    const worker = new ValidationWorker({ quick: true });
    templates.forEach(each => worker.send(each));
    const { reports } = worker.finish();

    const plugin = new CloudFormationValidatePlugin();
    const expected = templates.map(each =>
      plugin.validate({
        stackTemplates: [each],
        templatePaths: [each.templatePath],
        appConstruct: undefined as never,
      }),
    );
    expect(reports).toEqual(expected);
    const clean = reports.filter(({ violations }) => violations.length === 0);
    expect(clean.length).toBeGreaterThan(0);
    expect(clean.length).toBeLessThan(reports.length / 2);
  });

  it('is not quick about types of which the CDK has rules of its own', () => {
    const rules = path.join(
      path.dirname(require.resolve('aws-cdk-lib/core')),
      'lib/validation/rules',
    );
    for (const file of readdirSync(rules)) {
      const types = readFileSync(path.join(rules, file), 'utf8').match(
        /AWS::\w+::\w+/g,
      );
      expect([file, types]).not.toEqual([file, null]);
      for (const type of types ?? []) {
        expect(`"${type}"`).toMatch(CAREFULLY);
      }
    }
  });
});
