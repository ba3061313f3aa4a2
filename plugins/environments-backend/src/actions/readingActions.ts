import type { ActionsRegistryService } from '@backstage/backend-plugin-api/alpha';
import { NotFoundError } from '@backstage/errors';
import {
  Blueprint,
  HEALTH_STATUSES,
  STAGES,
  SYNC_STATUSES,
} from '@plinth/plugin-environments-common';
import type { CallerApi } from '@plinth/plugin-environments-node';
import { explainUnit } from './explainUnit';

const READ_ONLY = { readOnly: true, idempotent: true, destructive: false };

/** Registers what an agent may read: the fleet, one unit with the reasons of its state, what can be requested, and its price. */
export function registerReadingActions(
  registry: ActionsRegistryService,
  caller: CallerApi,
): void {
  registry.register({
    name: 'list-environments',
    title: 'List environments and tenants',
    description: `Lists the AWS environments and tenants that the caller may read, a page at a time, with health, sync, cost of the month in US dollars, owner and last deployed commit.
The counts are over all that match, not over the page. Pass "nextCursor" as "cursor" for the next page.`,
    attributes: READ_ONLY,
    schema: {
      input: z =>
        z.object({
          q: z
            .string()
            .max(200)
            .optional()
            .describe('Words of the name, owner or account'),
          kind: z.enum(['environment', 'tenant']).optional(),
          stage: z.enum(STAGES).optional(),
          account: z.string().optional().describe('AWS account, 12 digits'),
          region: z.string().optional().describe('For example us-east-1'),
          owner: z
            .string()
            .optional()
            .describe('Entity reference, for example group:default/claims'),
          health: z.enum(HEALTH_STATUSES).optional(),
          sync: z
            .enum(SYNC_STATUSES)
            .optional()
            .describe(
              'Drifted: changed outside the pipeline. Behind: merged but not deployed',
            ),
          budget: z
            .enum(['over'])
            .optional()
            .describe('Only those over their monthly budget'),
          limit: z.number().int().min(1).max(100).optional(),
          cursor: z.string().optional(),
        }),
      output: z =>
        z.object({
          items: z.array(z.record(z.unknown())),
          totalItems: z.number().describe('How many match'),
          counts: z.record(z.unknown()),
          nextCursor: z.string().optional(),
        }),
    },
    action: async ({ input, credentials }) => {
      const { items, totalItems, counts, pageInfo } = await caller.ask(
        credentials,
        (api, as) => api.listEnvironments({ limit: 25, ...input }, as),
      );
      return {
        output: {
          items: items.map(row => ({ ...row })),
          totalItems,
          counts: { ...counts },
          nextCursor: pageInfo.nextCursor,
        },
      };
    },
  });

  registry.register({
    name: 'explain-environment',
    title: 'Explain an environment or tenant',
    description: `Tells why an environment or tenant is in its state: health with its reasons, what drifted from the deployed template, cost against budget in US dollars, and its latest changes with commit, pull request, requester and approvers.
Every part says when it was read and from where. What the caller may not read is listed under "unreadable" with the reason.`,
    attributes: READ_ONLY,
    schema: {
      input: z =>
        z.object({
          entityRef: z
            .string()
            .describe(
              'Entity reference, for example resource:default/shop-dev',
            ),
        }),
      output: z =>
        z.object({
          health: z.record(z.unknown()),
          drift: z
            .array(z.record(z.unknown()))
            .describe('The drifted stacks, with the differing properties'),
          costs: z.record(z.unknown()).optional(),
          changes: z.array(z.record(z.unknown())).optional(),
          changesFreshness: z.record(z.unknown()).optional(),
          unreadable: z.array(
            z.object({ part: z.string(), reason: z.string() }),
          ),
        }),
    },
    action: async ({ input, credentials }) => ({
      output: await caller.ask(credentials, (api, as) =>
        explainUnit(api, input.entityRef, as),
      ),
    }),
  });

  registry.register({
    name: 'list-blueprints',
    title: 'List blueprints',
    description: `Lists what can be requested: blueprints, in their newest version. Ask get-blueprint for the parameters of one, and list-placements for where it may be.`,
    attributes: READ_ONLY,
    schema: {
      input: z => z.object({}),
      output: z =>
        z.object({
          blueprints: z.array(
            z.object({
              name: z.string(),
              version: z.string(),
              title: z.string(),
              description: z.string(),
              kind: z.string(),
              stages: z.array(z.string()),
            }),
          ),
        }),
    },
    action: async ({ credentials }) => {
      const { items } = await caller.ask(credentials, (api, as) =>
        api.listBlueprints(as),
      );
      return {
        output: {
          blueprints: items
            .filter(({ newest }) => newest)
            .map(({ name, version, title, description, kind, stages }) => ({
              name,
              version,
              title,
              description,
              kind,
              stages,
            })),
        },
      };
    },
  });

  registry.register({
    name: 'list-placements',
    title: 'List placements',
    description: `Lists where an environment may be requested: AWS accounts with the regions and stages that the governance file authorizes.`,
    attributes: READ_ONLY,
    schema: {
      input: z => z.object({}),
      output: z => z.object({ items: z.array(z.record(z.unknown())) }),
    },
    action: async ({ credentials }) => {
      const { items } = await caller.ask(credentials, (api, as) =>
        api.listPlacements(as),
      );
      return { output: { items: items.map(item => ({ ...item })) } };
    },
  });

  registry.register({
    name: 'get-blueprint',
    title: 'Get a blueprint',
    description: `Answers one blueprint with the JSON Schema of its parameters, its defaults by stage, and which parameters cannot be changed in place once it is deployed.`,
    attributes: READ_ONLY,
    schema: {
      input: z =>
        z.object({
          name: z.string(),
          version: z
            .string()
            .optional()
            .describe('The newest where it is left out'),
        }),
      output: z => z.object({ blueprint: z.record(z.unknown()) }),
    },
    action: async ({ input, credentials }) => {
      const { items } = await caller.ask(credentials, (api, as) =>
        api.listBlueprints(as),
      );
      return { output: { blueprint: { ...find(items, input) } } };
    },
  });

  registry.register({
    name: 'estimate-cost',
    title: 'Estimate the cost of an environment or tenant',
    description: `Prices a request before it is made: US dollars a month, by resource. "unpriced" names resource types without a price, which the sum leaves out; "hints" say what was assumed.`,
    attributes: READ_ONLY,
    schema: {
      input: z =>
        z.object({
          blueprint: z.string(),
          version: z.string().optional(),
          stage: z.enum(STAGES),
          account: z.string().describe('AWS account, 12 digits'),
          region: z.string(),
          name: z.string().optional(),
          environment: z
            .string()
            .optional()
            .describe('Of a tenant: the environment that it will live in'),
          parameters: z
            .record(z.unknown())
            .optional()
            .describe('What get-blueprint names; defaults for the rest'),
        }),
      output: z =>
        z.object({
          currency: z.string(),
          monthly: z.number(),
          lines: z.array(z.record(z.unknown())),
          unpriced: z.array(z.string()),
          hints: z.array(z.string()).optional(),
          priceBook: z.string().optional(),
          priceWarning: z.string().optional(),
        }),
    },
    action: async ({ input, credentials }) => ({
      output: await caller.ask(credentials, async (api, as) => {
        const { lines, ...estimate } = await api.createEstimate(
          { ...input, parameters: input.parameters ?? {} },
          as,
        );
        return { ...estimate, lines: lines.map(line => ({ ...line })) };
      }),
    }),
  });
}

function find(
  blueprints: Blueprint[],
  asked: { name: string; version?: string },
): Blueprint {
  const found = blueprints.find(
    ({ name, version, newest }) =>
      name === asked.name &&
      (asked.version ? version === asked.version : newest),
  );
  if (!found) {
    const offered = blueprints.map(({ name, version }) => `${name} ${version}`);
    throw new NotFoundError(
      `There is no blueprint ${[asked.name, asked.version].filter(Boolean).join(' ')}; there are ${offered.join(', ')}`,
    );
  }
  return found;
}
