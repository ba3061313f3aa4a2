import { synthesizeUnit } from '@plinth/blueprints';
import { estimate } from '@plinth/pricing';

/* Prices a unit in a process of its own, as a tool does that is started for each estimate. */
for (const { template, region } of synthesizeUnit({
  kind: 'environment',
  name: 'burst',
  blueprint: 'application',
  version: '1.1.0',
  stage: 'dev',
  account: '111122223333',
  region: 'us-east-1',
  owner: 'group:default/platform',
  monthlyBudget: 100,
  parameters: { cidr: '10.0.0.0/16' },
})) {
  process.stdout.write(`${estimate(template, { region }).monthly}\n`);
}
