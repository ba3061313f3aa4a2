import type {
  AuthService,
  DiscoveryService,
} from '@backstage/backend-plugin-api';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import {
  EnvironmentsClient,
  type FleetUpgrade,
  type FleetUpgradeRequest,
} from '@plinth/plugin-environments-common';
import { CallerApi } from '@plinth/plugin-environments-node';

/** The action `environments:fleet:upgrade`: begins the upgrade of a fleet, once per task. In a dry run it only tells the waves. */
export function createUpgradeFleetAction(options: {
  discovery: DiscoveryService;
  auth: AuthService;
  portalUrl: string;
}) {
  const { discovery, auth, portalUrl } = options;
  const caller = new CallerApi({
    auth,
    api: new EnvironmentsClient({ discoveryApi: discovery }),
  });
  return createTemplateAction({
    id: 'environments:fleet:upgrade',
    description:
      'Begins the upgrade of all units of a blueprint in waves, one pull request for each',
    supportsDryRun: true,
    schema: {
      input: {
        request: t =>
          t
            .record(t.any())
            .describe(
              'What is asked for: `blueprint`, `version`, `waveSize`, `maxOpen`, `healthyMinutes`, and as far as wanted `stages`, `owners`, `replaces` and `parameters`',
            ),
      },
      output: {
        id: t => t.string(),
        url: t => t.string().describe('The page that shows it'),
        units: t => t.number(),
        waves: t => t.number(),
      },
    },
    async handler(ctx) {
      const request = ctx.input.request as FleetUpgradeRequest;
      const credentials = await ctx.getInitiatorCredentials();
      const begin = (dryRun: boolean) =>
        caller.ask(credentials, (api, as) =>
          api.createFleetUpgrade({ ...request, dryRun, key: ctx.task.id }, as),
        );
      const { id, units, waves } = ctx.isDryRun
        ? summary(await begin(true))
        : await ctx.checkpoint({
            key: `fleet-upgrade.${request.blueprint}.${request.version}`,
            fn: async () => summary(await begin(false)),
          });
      ctx.output('id', id);
      ctx.output('url', `${portalUrl}/environments/upgrades`);
      ctx.output('units', units);
      ctx.output('waves', waves);
      ctx.logger.info(
        `${ctx.isDryRun ? 'Dry run: would upgrade' : 'Upgrades'} ${units} units in ${waves} waves`,
      );
    },
  });
}

function summary({ id, units }: FleetUpgrade) {
  return {
    id,
    units: units.length,
    waves: Math.max(...units.map(({ wave }) => wave)),
  };
}
