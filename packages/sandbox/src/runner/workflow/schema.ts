import { z } from 'zod';

/**
 * The part of GitHub's workflow syntax that this runner carries out. Every object is strict: a key that is missing
 * here is a feature that would otherwise be left out in silence, so it refuses the file by name.
 */

const scalar = z.union([z.string(), z.number(), z.boolean()]);
const text = z.union([z.string(), z.null()]).transform(value => value ?? '');
const templates = z.record(
  z.string(),
  z.union([scalar, z.null()]).transform(value => value ?? ''),
);
const oneOrMore = z
  .union([z.string(), z.array(z.string())])
  .transform(value => (typeof value === 'string' ? [value] : value));
const patterns = oneOrMore.optional();

const access = z.enum(['read', 'write', 'none']);

/** Areas that a `permissions` block may name. */
export const PERMISSION_AREAS = [
  'actions',
  'artifact-metadata',
  'attestations',
  'checks',
  'contents',
  'deployments',
  'discussions',
  'id-token',
  'issues',
  'models',
  'packages',
  'pages',
  'pull-requests',
  'repository-projects',
  'security-events',
  'statuses',
] as const;

const permissions = z.union([
  z.enum(['read-all', 'write-all']),
  z.partialRecord(z.enum(PERMISSION_AREAS), access),
]);

const concurrency = z.union([
  z.string(),
  z.strictObject({
    group: z.string(),
    'cancel-in-progress': z.union([z.boolean(), z.string()]).optional(),
  }),
]);

const shell = z.enum(['bash', 'sh']);

const defaults = z.strictObject({
  run: z
    .strictObject({
      shell: shell.optional(),
      'working-directory': z.string().optional(),
    })
    .optional(),
});

const step = z.strictObject({
  id: z
    .string()
    .regex(/^[A-Za-z_][\w-]*$/)
    .optional(),
  name: scalar.optional(),
  if: scalar.optional(),
  run: z.string().optional(),
  uses: z.string().optional(),
  with: templates.optional(),
  env: templates.optional(),
  shell: shell.optional(),
  'working-directory': z.string().optional(),
  'continue-on-error': z.union([z.boolean(), z.string()]).optional(),
  'timeout-minutes': z.union([z.number(), z.string()]).optional(),
});

const job = z.strictObject({
  name: scalar.optional(),
  needs: oneOrMore.optional(),
  if: scalar.optional(),
  permissions: permissions.optional(),
  'runs-on': oneOrMore,
  environment: z
    .union([
      z.string(),
      z.strictObject({ name: z.string(), url: z.string().optional() }),
    ])
    .optional(),
  concurrency: concurrency.optional(),
  outputs: templates.optional(),
  env: templates.optional(),
  defaults: defaults.optional(),
  strategy: z
    .strictObject({
      matrix: z.union([z.string(), z.record(z.string(), z.unknown())]),
      'fail-fast': z.boolean().optional(),
      'max-parallel': z.number().int().positive().optional(),
    })
    .optional(),
  'continue-on-error': z.union([z.boolean(), z.string()]).optional(),
  'timeout-minutes': z.union([z.number(), z.string()]).optional(),
  steps: z.array(step).min(1),
});

const push = z.strictObject({
  branches: patterns,
  'branches-ignore': patterns,
  tags: patterns,
  'tags-ignore': patterns,
  paths: patterns,
  'paths-ignore': patterns,
});

const pullRequest = z.strictObject({
  types: patterns,
  branches: patterns,
  'branches-ignore': patterns,
  paths: patterns,
  'paths-ignore': patterns,
});

const mergeGroup = z.strictObject({
  types: patterns,
  branches: patterns,
  'branches-ignore': patterns,
});

const workflowRun = z.strictObject({
  workflows: oneOrMore,
  types: patterns,
  branches: patterns,
  'branches-ignore': patterns,
});

const input = z.strictObject({
  description: z.string().optional(),
  deprecationMessage: z.string().optional(),
  required: z.boolean().optional(),
  default: scalar.optional(),
  type: z
    .enum(['string', 'boolean', 'choice', 'number', 'environment'])
    .optional(),
  options: z.array(z.string()).optional(),
});

const eventName = z.enum([
  'push',
  'pull_request',
  'merge_group',
  'schedule',
  'workflow_dispatch',
]);

const on = z.union([
  eventName,
  z.array(eventName),
  z.strictObject({
    push: push.nullish(),
    pull_request: pullRequest.nullish(),
    merge_group: mergeGroup.nullish(),
    workflow_run: workflowRun.optional(),
    schedule: z.array(z.strictObject({ cron: z.string() })).optional(),
    workflow_dispatch: z
      .strictObject({
        inputs: z.record(z.string(), input.nullable()).nullish(),
      })
      .nullish(),
  }),
]);

/** A workflow file as it is written. */
export const workflowFileSchema = z.strictObject({
  name: scalar.optional(),
  'run-name': text.optional(),
  on,
  permissions: permissions.optional(),
  env: templates.optional(),
  defaults: defaults.optional(),
  concurrency: concurrency.optional(),
  jobs: z.record(z.string().regex(/^[A-Za-z_][\w-]*$/), job),
});

/** A workflow file that the schema accepts. */
export type WorkflowFile = z.output<typeof workflowFileSchema>;

/** One job of a workflow file. */
export type JobEntry = WorkflowFile['jobs'][string];

/** One step of a job. */
export type StepEntry = JobEntry['steps'][number];
