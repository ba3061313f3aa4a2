import { synthesizeUnit } from '@plinth/blueprints';
import { BlueprintRegistry, validateUnit } from '@plinth/blueprints/schema';
import { Archive } from './Archive';
import { archive, blueprintSchemas } from './schema';

/** What the platform makes of the blueprint: what it knows, the form, and the templates of one unit. */
export function tryArchive(retentionDays: number) {
  const blueprints = new BlueprintRegistry();
  blueprints.add(...blueprintSchemas);
  const unit = validateUnit(
    {
      kind: 'environment',
      name: 'files-dev',
      blueprint: archive.name,
      version: archive.version,
      stage: 'dev',
      account: '111122223333',
      region: 'us-east-1',
      owner: 'group:default/platform',
      monthlyBudget: 50,
      parameters: { retentionDays },
    },
    blueprints,
  );
  return {
    known: blueprints.newest('acme-archive'),
    form: archive.jsonSchema(unit.stage),
    stacks: synthesizeUnit(unit, {
      blueprints,
      stackClass: Archive,
      validation: true,
    }),
  };
}
