import { z } from 'zod';
import { CannotTell } from '../Check';

const texts = z
  .union([z.string(), z.array(z.string())])
  .transform(value => [value].flat());

const statement = z.object({
  Effect: z.enum(['Allow', 'Deny']),
  Principal: z.union([z.literal('*'), z.record(z.string(), texts)]).optional(),
  Action: texts,
  Condition: z
    .record(
      z.string(),
      z.record(
        z.string(),
        z
          .union([z.string(), z.boolean(), z.number(), z.array(z.string())])
          .transform(value => [value].flat().map(String)),
      ),
    )
    .default({}),
});

const policy = z.object({
  Statement: z
    .union([z.array(statement), statement])
    .transform(value => [value].flat()),
});

/** A statement of a resource's policy, with its texts as lists. */
export type PolicyStatement = z.infer<typeof statement>;

/**
 * The statements that let somebody in.
 *
 * @throws CannotTell for a policy that denies something too, or is no policy that can be read: what it amounts to is not told
 */
export function allowing(document: string): PolicyStatement[] {
  const result = policy.safeParse(JSON.parse(document));
  if (!result.success) {
    throw new CannotTell(
      `its policy has a form that is not understood: ${result.error.issues.map(({ path }) => path.join('.')).join(', ')}`,
    );
  }
  const statements = result.data.Statement;
  if (statements.some(({ Effect }) => Effect === 'Deny')) {
    throw new CannotTell('its policy also denies, which is not weighed here');
  }
  return statements;
}

/** Whom a statement lets in, in words. */
export function principalOf({ Principal }: PolicyStatement): string {
  return typeof Principal === 'string' || !Principal
    ? 'everybody'
    : Object.values(Principal).flat().join(', ');
}
