import type {
  AuthService,
  BackstageCredentials,
} from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import type { JsonObject } from '@backstage/types';
import {
  type BlueprintRegistry,
  unitEntityRef,
  type Unit,
} from '@plinth/blueprints/schema';
import type { InfrastructureRepositories } from '@plinth/plugin-environments-node';
import { groupsOf } from '../publish/Requester';
import type { RepositoryChooser } from '../repository/RepositoryChooser';
import type { EstimateSource } from '../request/EstimateSource';
import type { RequestValidator } from '../request/RequestValidator';
import { toUnitData } from '../request/UnitRequest';
import { requesterRef } from './requesterRef';
import { refusePreviewOf } from './refusePreviewOf';
import { previewOfInput, unitData, unitRequestInput } from './unitRequestInput';

/**
 * The action `environments:request:validate`: refuses a request that cannot become a unit, with the reason; completes
 * one that can. It reads the repository and the catalog and writes neither; a network that it chooses is held for a while, in a
 * dry run too.
 */
export function createValidateRequestAction(options: {
  repositories: InfrastructureRepositories;
  chooser: RepositoryChooser;
  validator: RequestValidator;
  catalog: CatalogService;
  auth: AuthService;
  estimates: EstimateSource;
  blueprints: BlueprintRegistry;
}) {
  const { repositories, chooser, validator, catalog, auth, estimates } =
    options;
  return createTemplateAction({
    id: 'environments:request:validate',
    description:
      'Checks a request for an environment or tenant: parameters, name, owner, governance and network. Chooses a free network where none is named',
    supportsDryRun: true,
    schema: {
      input: {
        ...unitRequestInput,
        ...previewOfInput,
        ttlHours: t =>
          t
            .number()
            .optional()
            .describe('For a preview: hours until it ends, as a parameter'),
      },
      output: {
        repoUrl: t =>
          t.string().describe('The repository that the request goes to'),
        unit: unitData,
        entityRef: t =>
          t.string().describe('The catalog entity that the unit will have'),
        system: t =>
          t.string().optional().describe("The unit's system, if any"),
        allocatedCidr: t =>
          t
            .string()
            .optional()
            .describe('The network, if the request left it open'),
      },
    },
    async handler(ctx) {
      const { repoUrl, system, previewOf, ttlHours, ...request } = ctx.input;
      const parameters = {
        ...request.parameters,
        ...(ttlHours !== undefined && { ttlHours }),
      } as JsonObject;
      const data = toUnitData({ ...request, parameters }, options.blueprints);
      const reference = await chooser.choose(data, repoUrl, ctx.logger);
      const repository = await repositories.open(reference);
      const credentials = await ctx.getInitiatorCredentials();
      const { unit, allocatedCidr } = await validator.validate(data, {
        repository,
        credentials,
        requester: await requesterRef(ctx, auth),
        groups: groupsOf(ctx.user?.entity),
        logger: ctx.logger,
      });
      if (previewOf !== undefined) {
        refusePreviewOf(previewOf, unit, repository.reference.host);
      }
      if (!ctx.isDryRun) {
        estimates.begin(unit, credentials, ctx.logger);
      }
      const itsSystem = await systemOf(unit, system, catalog, credentials);

      ctx.output('repoUrl', reference.url);
      ctx.output('unit', unit);
      ctx.output('entityRef', unitEntityRef(unit));
      if (itsSystem) {
        ctx.output('system', itsSystem);
      }
      if (allocatedCidr) {
        ctx.output('allocatedCidr', allocatedCidr);
      }
      ctx.logger.info(
        `${unit.kind} ${unit.name} can be requested in ${reference.url}${allocatedCidr ? `; it gets the network ${allocatedCidr}` : ''}`,
      );
    },
  });
}

async function systemOf(
  unit: Unit,
  asked: string | undefined,
  catalog: CatalogService,
  credentials: BackstageCredentials,
): Promise<string | undefined> {
  if (asked) {
    if (!/^system:[a-z0-9._-]+\/[A-Za-z0-9._-]+$/.test(asked)) {
      throw new InputError(
        'system: must be a full entity reference such as system:default/claims',
      );
    }
    if (!(await catalog.getEntityByRef(asked, { credentials }))) {
      throw new InputError(`system: ${asked} is not in the catalog`);
    }
    return asked;
  }
  if (unit.kind !== 'tenant') {
    return undefined;
  }
  const environment = await catalog.getEntityByRef(
    `resource:default/${unit.environment}`,
    { credentials },
  );
  const system = environment?.spec?.system;
  return typeof system === 'string' ? system : undefined;
}
