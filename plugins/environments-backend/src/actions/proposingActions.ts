import type {
  AuthService,
  BackstageCredentials,
} from '@backstage/backend-plugin-api';
import type { ActionsRegistryService } from '@backstage/backend-plugin-api/alpha';
import {
  Entity,
  parseEntityRef,
  stringifyEntityRef,
} from '@backstage/catalog-model';
import { InputError, NotAllowedError, NotFoundError } from '@backstage/errors';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import type { ScaffolderService } from '@backstage/plugin-scaffolder-node';
import { z as zod } from 'zod';

/** Lines of a failed request's log that say why. */
const LAST_LINES = 5;

/** The steps that end in a pull request and do nothing else; `environments:repository:protect` is none of them. */
const PROPOSING = [
  'environments:request:validate',
  'environments:unit:write',
  'environments:pull-request:open',
  'environments:change:validate',
  'environments:change:open',
] as const;

const proposingSteps = zod.object({
  steps: zod.array(zod.object({ action: zod.enum(PROPOSING) })).min(1),
});

/** What a completed task tells beside its message. */
const completionBody = zod.object({
  output: zod.record(zod.string(), zod.unknown()).optional(),
});

/** What proposing needs. */
export interface ProposingOptions {
  auth: AuthService;
  catalog: CatalogService;
  scaffolder: ScaffolderService;
}

/**
 * Registers how an agent proposes a change: by the same templates, as the same person and with the same checks as the
 * form. What comes of it is a pull request, which people review.
 */
export function registerProposingActions(
  registry: ActionsRegistryService,
  options: ProposingOptions,
): void {
  registry.register({
    name: 'propose',
    title: 'Propose a change of AWS infrastructure',
    description: `Submits a request through one of Plinth's templates, such as new-environment, new-tenant, change-environment or upgrade-blueprint, as the calling person. It ends in a pull request; nothing is deployed before people approve and merge it.
catalog.get-catalog-entity with kind Template tells a template's parameters. Answers the request's number at once; ask get-proposal for the pull request.`,
    attributes: { readOnly: false, destructive: false, idempotent: false },
    schema: {
      input: z =>
        z.object({
          template: z
            .string()
            .describe('Name or entity reference of the template'),
          values: z
            .record(z.unknown())
            .describe("What the template's form asks for"),
        }),
      output: z =>
        z.object({
          taskId: z.string().describe('The number of the request'),
        }),
    },
    action: async ({ input, credentials }) => {
      if (!options.auth.isPrincipal(credentials, 'user')) {
        throw new NotAllowedError(
          'A proposal is made by a person; call this with the token of a user, not of a service',
        );
      }
      const templateRef = await proposingTemplate(
        options.catalog,
        input.template,
        credentials,
      );
      const { taskId } = await options.scaffolder.scaffold(
        { templateRef, values: input.values as Record<string, never> },
        { credentials },
      );
      return { output: { taskId } };
    },
  });

  registry.register({
    name: 'get-proposal',
    title: 'Get a proposal',
    description: `Tells what became of a proposal: whether it is still being made, its pull request, or why it was refused.`,
    attributes: { readOnly: true, destructive: false, idempotent: true },
    schema: {
      input: z => z.object({ taskId: z.string() }),
      output: z =>
        z.object({
          status: z
            .string()
            .describe('open, processing, completed, failed or cancelled'),
          output: z
            .record(z.unknown())
            .optional()
            .describe('pullRequestUrl, pullRequestNumber and headCommit'),
          reason: z.string().optional().describe('Why it failed'),
        }),
    },
    action: async ({ input, credentials }) => {
      const { taskId } = input;
      const { scaffolder } = options;
      const { status } = await scaffolder.getTask({ taskId }, { credentials });
      const events = await scaffolder.getLogs({ taskId }, { credentials });
      const completion = completionBody.safeParse(
        events.find(({ type }) => type === 'completion')?.body,
      );
      const failed = status === 'failed';
      return {
        output: {
          status,
          output: failed ? undefined : completion.data?.output,
          reason: failed
            ? events
                .slice(-LAST_LINES)
                .map(({ body }) => body.message)
                .join('\n')
            : undefined,
        },
      };
    },
  });
}

/**
 * The reference of a template whose steps write a pull request and nothing else.
 *
 * @throws InputError for a template that does more
 */
async function proposingTemplate(
  catalog: CatalogService,
  template: string,
  credentials: BackstageCredentials,
): Promise<string> {
  const ref = stringifyEntityRef(
    parseEntityRef(template, {
      defaultKind: 'template',
      defaultNamespace: 'default',
    }),
  );
  const entity: Entity | undefined = await catalog.getEntityByRef(ref, {
    credentials,
  });
  if (!entity) {
    throw new NotFoundError(`There is no template ${ref}`);
  }
  if (!proposingSteps.safeParse(entity.spec).success) {
    throw new InputError(
      `${ref} does more than to open a pull request; a person runs it in the portal`,
    );
  }
  return ref;
}
