import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import * as cdk from 'aws-cdk-lib/core';
import { ApplicationEnvironment, Tenant } from '@plinth/blueprints';
import type { Unit } from '@plinth/blueprints/schema';

/* The app of the measurements' peer: one file that makes every stack, as `cdk init` lays it out. */
const units: Unit[] = JSON.parse(
  readFileSync(path.join(__dirname, '../units.json'), 'utf8'),
);
const app = new cdk.App();
for (const unit of units) {
  const props = {
    unit,
    env: { account: unit.account, region: unit.region },
  };
  if (unit.kind === 'tenant') {
    new Tenant(app, unit.name, props);
  } else {
    new ApplicationEnvironment(app, unit.name, props);
  }
}
