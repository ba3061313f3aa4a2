import type { AuthService } from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import {
  createTemplateAction,
  type ActionContext,
} from '@backstage/plugin-scaffolder-node';
import {
  type BlueprintRegistry,
  unitEntityRef,
  unitPath,
  validateUnit,
  type Unit,
} from '@plinth/blueprints/schema';
import {
  describePull,
  pullTitle,
  requestMarker,
} from '../publish/describePull';
import { describeRequester, owns } from '../publish/Requester';
import { requestPath } from '../publish/requestPath';
import { RequestPublisher } from '../publish/RequestPublisher';
import type { InfrastructureRepositories } from '@plinth/plugin-environments-node';
import type { RepositoryChooser } from '../repository/RepositoryChooser';
import type { EstimateSource } from '../request/EstimateSource';
import type { RequestValidator } from '../request/RequestValidator';
import { readWorkspace } from '../unit/readWorkspace';
import { commitTextOf, unitFiles, type UnitFile } from '@plinth/repository';
import { requesterRef } from './requesterRef';
import { previewOfInput, repositoryInput, unitData } from './unitRequestInput';

/**
 * The action `environments:pull-request:open`: one pull request per request, however often it runs. Before it
 * writes, it looks again at what may have changed, since validation and writing may be hours and a restart apart.
 */
export function createOpenPullRequestAction(options: {
  repositories: InfrastructureRepositories;
  chooser: RepositoryChooser;
  validator: RequestValidator;
  estimates: EstimateSource;
  auth: AuthService;
  portalUrl: string;
  blueprints: BlueprintRegistry;
}) {
  const { repositories, chooser, validator, estimates } = options;
  const { auth, portalUrl, blueprints } = options;
  return createTemplateAction({
    id: 'environments:pull-request:open',
    description:
      'Opens the pull request of a request, or finds the one that it has already',
    supportsDryRun: true,
    schema: {
      input: {
        ...repositoryInput,
        unit: unitData,
        system: t => t.string().optional().describe("The unit's system"),
        ...previewOfInput,
      },
      output: {
        pullRequestUrl: t => t.string(),
        pullRequestNumber: t => t.number(),
        requestPath: t =>
          t.string().describe('The page in the portal that follows it'),
        headCommit: t => t.string().describe('40 hex digits'),
        entityRef: t =>
          t.string().describe('The catalog entity that the unit will have'),
      },
    },
    async handler(ctx) {
      const { repoUrl, system, previewOf } = ctx.input;
      const unit = validateUnit(ctx.input.unit, blueprints);
      const reference = await chooser.choose(unit, repoUrl, ctx.logger);
      const expected = unitFiles(
        unit,
        { repository: reference.fullName, system, previewOf },
        blueprints,
      );
      const files = await checkWorkspace(ctx, unit, expected);
      ctx.output('entityRef', unitEntityRef(unit));
      if (ctx.isDryRun) {
        ctx.output('pullRequestUrl', `${reference.url}/pull/0`);
        ctx.output('pullRequestNumber', 0);
        ctx.output('requestPath', requestPath(reference, 0));
        ctx.output('headCommit', '0'.repeat(40));
        ctx.logger.info(
          `Dry run: would open a pull request for ${unitPath(unit)} at ${reference.url}`,
        );
        return;
      }

      const ref = await requesterRef(ctx, auth);
      const repository = await repositories.open(reference);
      const credentials = await ctx.getInitiatorCredentials();
      const requester = describeRequester(
        ref,
        ctx.user?.entity,
        reference.host,
      );
      const marker = requestMarker(unit, {
        requester: ref,
        template: ctx.templateInfo?.entity?.metadata.name ?? 'none',
        task: ctx.task.id,
      });
      const estimate = estimates.estimate(unit, credentials, ctx.logger);
      const confirmed = validator.confirm(unit, {
        repository,
        requester: ref,
        groups: requester.groups,
        credentials,
        logger: ctx.logger,
      });
      // Told where it is waited for; nobody waits if the request has its pull request already
      confirmed.catch(() => {});
      const publisher = new RequestPublisher({
        repository,
        checkpoint: ctx.checkpoint,
        logger: ctx.logger,
      });
      const pull = await publisher.publish(
        {
          name: unit.name,
          folder: unitPath(unit),
          intent: 'create',
          files,
          commit: {
            subject: `Create ${unit.kind} ${unit.name}`,
            text: commitTextOf(unit),
          },
          requester,
          title: pullTitle(unit),
          body: async () =>
            describePull({
              unit,
              blueprints,
              marker,
              portalUrl,
              ownerIsTheirs: owns(requester, unit.owner),
              estimate: await estimate,
            }),
          marker,
          labels: ['plinth', unit.kind, `stage:${unit.stage}`],
        },
        () => confirmed,
      );
      ctx.output('pullRequestUrl', pull.url);
      ctx.output('pullRequestNumber', pull.number);
      ctx.output('requestPath', requestPath(reference, pull.number));
      ctx.output('headCommit', pull.headCommit);
      ctx.logger.info(`Pull request #${pull.number}: ${pull.url}`);
    },
  });
}

/**
 * The files to publish: those of the workspace, which must be those of the unit. A task that was recovered on another
 * machine may come without its workspace; the files then follow from the unit.
 */
async function checkWorkspace(
  ctx: Pick<ActionContext<{}>, 'workspacePath' | 'logger'>,
  unit: Unit,
  expected: UnitFile[],
): Promise<UnitFile[]> {
  const found = await readWorkspace(ctx.workspacePath, unitPath(unit));
  if (found.length === 0) {
    ctx.logger.info('The workspace is empty; writing the unit again');
    return expected;
  }
  for (const { path, content } of expected) {
    if (found.find(file => file.path === path)?.content !== content) {
      throw new InputError(
        `${path} in the workspace is not what environments:unit:write writes for this unit; no other step may change it`,
      );
    }
  }
  const other = found.find(
    ({ path }) => !expected.some(file => file.path === path),
  );
  if (other) {
    throw new InputError(
      `${other.path} in the workspace does not belong to the unit; a request holds ${expected.map(({ path }) => path).join(', ')} and nothing else`,
    );
  }
  return expected;
}
