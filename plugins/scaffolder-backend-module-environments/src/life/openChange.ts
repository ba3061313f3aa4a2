import type { AuthService } from '@backstage/backend-plugin-api';
import { ConflictError, InputError } from '@backstage/errors';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import { parseUnit } from '@plinth/blueprints/schema';
import { commitTextOf } from '@plinth/repository';
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { onBehalfOfInput } from '../actions/onBehalfOfInput';
import { requesterOf } from '../actions/requesterRef';
import { describeRequester, groupsOf } from '../publish/Requester';
import { requestPath } from '../publish/requestPath';
import { RequestPublisher } from '../publish/RequestPublisher';
import { permissionFor, type ChangePlanner } from './ChangePlanner';
import { describeChange, type EstimatePair } from './describeChange';
import { handOn } from './handOn';
import { lifeRequestSchema } from './LifeRequest';
import type { UnitChange } from './UnitChange';
import type { UnitFinder } from './UnitFinder';

/** The shape of what the step before hands on; that it is true is found out before anything is written. */
const changeSchema = z.object({
  before: z.unknown().transform(parseUnit),
  after: z.unknown().transform(parseUnit),
  differences: z.array(
    z.object({
      field: z.string(),
      before: z.unknown().optional(),
      after: z.unknown().optional(),
    }),
  ),
  files: z.array(
    z.object({ path: z.string(), content: z.string().nullable() }),
  ),
  title: z.string(),
  notes: z.array(z.string()),
  labels: z.array(z.string()),
});

/**
 * The action `environments:change:open`: one pull request per request, however often it runs. What the step before found is
 * found again before anything is written, since hours and a restart may lie between.
 */
export function createOpenChangeAction(options: {
  planner: ChangePlanner;
  units: UnitFinder;
  auth: AuthService;
  catalog: CatalogService;
  portalUrl: string;
}) {
  const { planner, units, auth, catalog, portalUrl } = options;
  return createTemplateAction({
    id: 'environments:change:open',
    description:
      'Opens the pull request that changes an environment or tenant, or finds the one that the request has already',
    supportsDryRun: true,
    schema: {
      input: {
        request: t =>
          t
            .record(t.any())
            .describe('What environments:change:validate outputs'),
        change: t =>
          t
            .record(t.any())
            .describe('What environments:change:validate outputs'),
        estimate: t =>
          t
            .record(t.any())
            .optional()
            .describe('What environments:change:validate estimated'),
        onBehalfOf: onBehalfOfInput,
      },
      output: {
        pullRequestUrl: t => t.string(),
        pullRequestNumber: t => t.number(),
        requestPath: t =>
          t.string().describe('The page in the portal that follows it'),
        headCommit: t => t.string().describe('40 hex digits'),
        entityRef: t => t.string(),
      },
    },
    async handler(ctx) {
      const request = lifeRequestSchema.parse(ctx.input.request);
      const change: UnitChange = changeSchema.parse(ctx.input.change);
      const credentials = await ctx.getInitiatorCredentials();
      const { repository, entityRef, path } = await units.find(
        request.entityRef,
        { credentials, permission: permissionFor(request) },
      );
      const { after } = change;
      if (after.name !== path.split('/')[1]) {
        throw new InputError(
          `The change is one of ${after.name}, and the request one of ${entityRef}; hand on what environments:change:validate output`,
        );
      }
      const { reference } = repository;
      ctx.output('entityRef', entityRef);
      if (ctx.isDryRun) {
        ctx.output('pullRequestUrl', `${reference.url}/pull/0`);
        ctx.output('pullRequestNumber', 0);
        ctx.output('requestPath', requestPath(reference, 0));
        ctx.output('headCommit', '0'.repeat(40));
        ctx.logger.info(
          `Dry run: would open a pull request for ${path} at ${reference.url}`,
        );
        return;
      }
      const { ref: requester, entity } = await requesterOf(ctx, {
        auth,
        catalog,
        onBehalfOf: ctx.input.onBehalfOf,
      });
      const marker = {
        requester,
        template: ctx.templateInfo?.entity?.metadata.name ?? 'none',
        entity: entityRef,
        task: ctx.task.id,
      };
      const publisher = new RequestPublisher({
        repository,
        checkpoint: ctx.checkpoint,
        logger: ctx.logger,
      });
      const pull = await publisher.publish(
        {
          name: after.name,
          folder: path,
          intent: request.intent,
          files: change.files,
          commit: { subject: change.title, text: commitTextOf(after) },
          requester: describeRequester(requester, entity, reference.host),
          title: change.title,
          body: async () =>
            describeChange({
              change,
              marker,
              portalUrl,
              estimates: (ctx.input.estimate ?? {}) as EstimatePair,
            }),
          marker,
          labels: [
            'plinth',
            after.kind,
            `stage:${after.stage}`,
            ...change.labels,
          ],
        },
        async () => {
          const person = [requester, ...groupsOf(entity)];
          const now = await planner.plan(request, { credentials, person });
          if (!isDeepStrictEqual(handOn(now.change), handOn(change))) {
            throw new ConflictError(
              `${entityRef} has changed on the main branch since this request was checked; start it again`,
            );
          }
        },
      );
      ctx.output('pullRequestUrl', pull.url);
      ctx.output('pullRequestNumber', pull.number);
      ctx.output('requestPath', requestPath(reference, pull.number));
      ctx.output('headCommit', pull.headCommit);
      ctx.logger.info(`Pull request #${pull.number}: ${pull.url}`);
    },
  });
}
