import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import * as blueprints from '.';
import { blueprintStacks } from './blueprintStacks';
import { sampleUnits } from './samples';
import { blueprintSchemas, SERVING_PARAMETERS, STAGES } from './schema';
import { synthesizeUnit } from './synthesizeUnit';

const RUNBOOKS = join(__dirname, '../../../docs/runbooks');

describe('blueprints', () => {
  it.each(blueprintSchemas)(
    '$name $version has a stack class that the package exports by its name',
    schema => {
      const stackClass = blueprintStacks[schema.name];
      expect(stackClass?.name).toBe(schema.stackClass);
      expect(blueprints).toHaveProperty(schema.stackClass, stackClass);
    },
  );

  it.each(blueprintSchemas)(
    '$name $version describes each parameter to a form, defaults included',
    schema => {
      for (const stage of schema.stages) {
        const form = schema.jsonSchema(stage) as {
          properties: Record<
            string,
            { title?: string; description?: string; default?: unknown }
          >;
          required: string[];
        };
        for (const [name, property] of Object.entries(form.properties)) {
          expect([name, property.title, property.description]).toEqual([
            name,
            expect.any(String),
            expect.any(String),
          ]);
        }
        // Which region serves changes by a template of its own.
        expect(
          SERVING_PARAMETERS.filter(name => name in form.properties),
        ).toEqual([]);
        const defaults = Object.entries(schema.defaultsFor(stage)).filter(
          ([name]) => !SERVING_PARAMETERS.includes(name),
        );
        for (const [name, value] of defaults) {
          expect([name, form.properties[name]?.default]).toEqual([name, value]);
          expect(form.required).not.toContain(name);
        }
        expect(Object.keys(schema.example(stage))).toEqual(
          expect.arrayContaining(form.required),
        );
        expect(STAGES).toContain(stage);
      }
    },
  );

  it('links every alarm to a runbook that exists', () => {
    const linked = new Set<string>();
    for (const { unit } of sampleUnits()) {
      for (const { template } of synthesizeUnit(unit)) {
        for (const { Type, Properties } of Object.values(
          template.Resources ?? {},
        )) {
          if (Type !== 'AWS::CloudWatch::Alarm') {
            continue;
          }
          const description = String(Properties?.AlarmDescription);
          const runbook =
            /Severity: (?:critical|warning)\. Runbook: docs\/runbooks\/([a-z0-9-]+)\.md$/.exec(
              description,
            );
          expect([description, runbook?.[1]]).toEqual([
            description,
            expect.any(String),
          ]);
          linked.add(`${runbook?.[1]}.md`);
        }
      }
    }
    expect(
      [...linked].filter(name => !existsSync(join(RUNBOOKS, name))),
    ).toEqual([]);
    expect(readdirSync(RUNBOOKS)).toContain('README.md');
  });
});
