import { synthesizeUnits } from '@plinth/delivery';

/*
 * Makes one CDK app of the units in environments/ and tenants/. `plinth` runs it for the units that a change reaches,
 * `npx cdk synth` for all of them. Stacks belong in the units' stack.ts; what concerns all stacks (aspects,
 * validations) goes into `configure`.
 */
synthesizeUnits({ root: __dirname });
