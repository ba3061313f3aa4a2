import { z } from 'zod';
import { GitHubError } from '../GitHubError';
import type { Ruleset } from '../model';
import type { Json } from '../views/Views';

const ref = z
  .string()
  .regex(
    /^(~ALL|~DEFAULT_BRANCH|refs\/heads\/[^*?[\]]+)$/,
    'the sandbox knows ~ALL, ~DEFAULT_BRANCH and refs/heads/NAME, and no patterns',
  );
const flag = z.boolean();

const ruleSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('deletion') }),
  z.strictObject({ type: z.literal('non_fast_forward') }),
  z.strictObject({ type: z.literal('required_linear_history') }),
  z.strictObject({
    type: z.literal('pull_request'),
    parameters: z.strictObject({
      required_approving_review_count: z.int().min(0).max(10),
      dismiss_stale_reviews_on_push: flag,
      require_code_owner_review: flag,
      require_last_push_approval: flag,
      required_review_thread_resolution: flag,
    }),
  }),
  z.strictObject({
    type: z.literal('required_status_checks'),
    parameters: z.strictObject({
      strict_required_status_checks_policy: flag,
      required_status_checks: z
        .array(
          z.strictObject({
            context: z.string().min(1),
            integration_id: z.int().optional(),
          }),
        )
        .min(1),
    }),
  }),
]);

const rulesetSchema = z.object({
  name: z.string().min(1),
  target: z.literal('branch'),
  enforcement: z.enum(['active', 'disabled']),
  conditions: z.strictObject({
    ref_name: z.strictObject({ include: z.array(ref), exclude: z.array(ref) }),
  }),
  rules: z.array(ruleSchema),
  bypass_actors: z.array(
    z.strictObject({
      actor_type: z.enum(['OrganizationAdmin', 'RepositoryRole']),
      actor_id: z.int().nullable().default(null),
      bypass_mode: z.enum(['always', 'pull_request']).default('always'),
    }),
  ),
});

/**
 * What a body says of a ruleset, as far as it says something.
 *
 * @param required - fields that must be there
 * @throws GitHubError 422 for what GitHub refuses, and for kinds of rules that the sandbox does not have
 */
export function readRuleset<K extends 'name' | 'enforcement'>(
  body: Json,
  required: readonly K[],
): Pick<Ruleset, K> & Partial<Ruleset> {
  for (const field of required) {
    if (body[field] === undefined) {
      throw new GitHubError(
        422,
        `Invalid request.\n\n"${field}" wasn't supplied.`,
      );
    }
  }
  const read = rulesetSchema.partial().safeParse(body);
  if (!read.success) {
    throw new GitHubError(
      422,
      'Validation Failed',
      read.error.issues.map(({ path, message }) => ({
        resource: 'Ruleset',
        field: path.join('.'),
        code: 'custom',
        message,
      })),
    );
  }
  const { conditions, bypass_actors: bypass, target: _, ...given } = read.data;
  return {
    ...given,
    ...(conditions ? conditions.ref_name : {}),
    ...(bypass ? { bypass } : {}),
  } as Pick<Ruleset, K> & Partial<Ruleset>;
}
