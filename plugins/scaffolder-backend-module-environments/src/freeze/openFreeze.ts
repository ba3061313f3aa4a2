import type { AuthService } from '@backstage/backend-plugin-api';
import { ConflictError, InputError } from '@backstage/errors';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import type { InfrastructureRepositories } from '@plinth/plugin-environments-node';
import {
  describeFreeze,
  FREEZES_FOLDER,
  type RepositoryReference,
} from '@plinth/repository';
import type { InfrastructureRepository } from '@plinth/repository/github';
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { requesterRef } from '../actions/requesterRef';
import { repositoryInput } from '../actions/unitRequestInput';
import type { UnitFinder } from '../life/UnitFinder';
import { describeRequester } from '../publish/Requester';
import { requestPath } from '../publish/requestPath';
import { RequestPublisher } from '../publish/RequestPublisher';
import { describeFreezeChange } from './describeFreezeChange';
import { freezeRequestSchema, type FreezeRequest } from './FreezeRequest';
import { planFreeze } from './planFreeze';
import { repositoryOfFreeze } from './repositoryOfFreeze';

/**
 * The action `environments:freeze:open`: one pull request per freeze, or per end of one, however often it runs. In a dry run it
 * decides as always, and writes nothing.
 */
export function createOpenFreezeAction(options: {
  repositories: InfrastructureRepositories;
  configured: readonly RepositoryReference[];
  units: UnitFinder;
  auth: AuthService;
}) {
  const { repositories, configured, units, auth } = options;
  return createTemplateAction({
    id: 'environments:freeze:open',
    description:
      'Opens the pull request that freezes stages or units, or lifts that, or finds the one that the request has already',
    supportsDryRun: true,
    schema: {
      input: {
        ...repositoryInput,
        request: t =>
          t
            .record(t.any())
            .describe(
              'What is asked for: `step`, which is freeze or unfreeze, `name`, and for freeze `reason`, `until`, `stages` and `units`',
            ),
      },
      output: {
        pullRequestUrl: t => t.string(),
        pullRequestNumber: t => t.number(),
        requestPath: t =>
          t.string().describe('The page in the portal that follows it'),
        headCommit: t => t.string().describe('40 hex digits'),
      },
    },
    async handler(ctx) {
      const request = parseRequest(ctx.input.request);
      const ref = await requesterRef(ctx, auth);
      const credentials = await ctx.getInitiatorCredentials();
      const reference = await repositoryOfFreeze(request, {
        configured,
        repoUrl: ctx.input.repoUrl,
        repositoryOf: async entityRef =>
          (await units.find(entityRef, { credentials })).repository.reference,
        read: async (repository, path) =>
          (await (await repositories.open(repository)).main()).read(path),
      });
      const requester = describeRequester(
        ref,
        ctx.user?.entity,
        reference.host,
      );
      const plan = async (repository: InfrastructureRepository) =>
        planFreeze(request, {
          main: await repository.main(),
          requester: ref,
          groups: requester.groups,
          folderOf: async entityRef => {
            const found = await units.find(entityRef, { credentials });
            if (found.repository.reference.fullName !== reference.fullName) {
              throw new InputError(
                `units: ${found.entityRef} lives in ${found.repository.reference.url}, and this freeze is one of ${reference.url}; ask for one there`,
              );
            }
            return found.path;
          },
          now: new Date(),
        });
      const repository = await repositories.open(reference);
      const publisher = new RequestPublisher({
        repository,
        checkpoint: ctx.checkpoint,
        logger: ctx.logger,
      });
      const change = await plan(repository);
      if (ctx.isDryRun) {
        ctx.output('pullRequestUrl', `${reference.url}/pull/0`);
        ctx.output('pullRequestNumber', 0);
        ctx.output('requestPath', requestPath(reference, 0));
        ctx.output('headCommit', '0'.repeat(40));
        ctx.logger.info(`Dry run: would open a pull request: ${change.title}`);
        return;
      }
      const marker = {
        requester: ref,
        template: ctx.templateInfo?.entity?.metadata.name ?? 'none',
        entity: `${request.step}:${change.freeze.name}`,
        task: ctx.task.id,
      };
      const pull = await publisher.publish(
        {
          name: change.freeze.name,
          folder: FREEZES_FOLDER,
          intent: request.step,
          files: change.files,
          commit: {
            subject: change.title,
            text: `It is ${describeFreeze(change.freeze)}.`,
          },
          requester,
          title: change.title,
          body: async () => describeFreezeChange(request.step, change, marker),
          marker,
          labels: ['plinth', 'governance'],
        },
        async () => {
          const now = await plan(await repositories.open(reference));
          if (!isDeepStrictEqual(now, change)) {
            throw new ConflictError(
              'What is frozen has changed on the main branch since this request was checked; start it again',
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

function parseRequest(input: unknown): FreezeRequest {
  const result = freezeRequestSchema.safeParse(input);
  if (!result.success) {
    throw new InputError(
      `The request is refused: ${z.prettifyError(result.error).replace(/\s+/g, ' ')}`,
    );
  }
  return result.data;
}
