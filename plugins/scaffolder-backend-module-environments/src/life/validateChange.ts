import type { AuthService } from '@backstage/backend-plugin-api';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import type { JsonObject } from '@backstage/types';
import { requesterOf } from '../actions/requesterRef';
import { onBehalfOfInput } from '../actions/onBehalfOfInput';
import { groupsOf } from '../publish/Requester';
import type { EstimateSource } from '../request/EstimateSource';
import type { ChangePlanner } from './ChangePlanner';
import { handOn } from './handOn';

/**
 * The action `environments:change:validate`: decides what a request for a unit that exists changes, or refuses it with the
 * reason. It reads the repository and the catalog and writes nothing, in a dry run too.
 */
export function createValidateChangeAction(options: {
  planner: ChangePlanner;
  auth: AuthService;
  catalog: CatalogService;
  estimates: EstimateSource;
}) {
  const { planner, auth, catalog, estimates } = options;
  return createTemplateAction({
    id: 'environments:change:validate',
    description:
      'Checks a request that an environment or tenant becomes another one or ends: what is true on the main branch, its blueprint, governance and the permission of the person who asks',
    supportsDryRun: true,
    schema: {
      input: {
        request: t =>
          t
            .record(t.any())
            .describe(
              'What is asked for: `intent`, `entityRef`, and what belongs to the intent',
            ),
        onBehalfOf: onBehalfOfInput,
      },
      output: {
        request: t => t.record(t.any()).describe('The request as it was read'),
        change: t =>
          t
            .record(t.any())
            .describe('What it changes, for environments:change:open'),
        entityRef: t => t.string(),
        estimate: t =>
          t
            .record(t.any())
            .optional()
            .describe('Monthly cost before and after, if it can be estimated'),
      },
    },
    async handler(ctx) {
      const { ref, entity } = await requesterOf(ctx, {
        auth,
        catalog,
        onBehalfOf: ctx.input.onBehalfOf,
      });
      const person = [ref, ...groupsOf(entity)];
      const credentials = await ctx.getInitiatorCredentials();
      const { request, change, context } = await planner.plan(
        ctx.input.request,
        { credentials, person },
      );
      // A request that changes no value changes no price.
      const priced =
        change.differences.length > 0 ? [change.before, change.after] : [];
      const [before, after] = await Promise.all(
        priced.map(unit => estimates.estimate(unit, credentials, ctx.logger)),
      );
      ctx.output('request', handOn(request));
      ctx.output('change', handOn(change));
      ctx.output('entityRef', context.entityRef);
      if (before && after) {
        ctx.output('estimate', handOn({ before, after }) as JsonObject);
      }
      ctx.logger.info(
        `${change.title}: ${change.differences.map(({ field }) => field).join(', ') || 'no value of the unit itself'}`,
      );
    },
  });
}
