import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
// The schemas are TypeScript, which Node loads through this hook.
require('tsx/cjs');
const { BlueprintRegistry } = require('@plinth/blueprints/schema');

/** What the demo has already and an example would make again, by blueprint. */
const BESIDES = {
  // The roles plinth-deploy, plinth-plan and plinth-read are there, under which the pipeline runs.
  bootstrap: { rolePrefix: 'platform' },
};

/**
 * The newest version of a blueprint as its documentation shows it: the first stage that it is for, and the parameters of
 * its example. The network is left out, so that the portal chooses a free one.
 */
export function exampleOf(blueprint) {
  const schema = new BlueprintRegistry().newest(blueprint);
  const [stage] = schema.stages;
  const { cidr: _, ...parameters } = schema.example(stage);
  return {
    version: schema.version,
    stage,
    parameters: { ...parameters, ...BESIDES[blueprint] },
  };
}
