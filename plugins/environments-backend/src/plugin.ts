import {
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import {
  actionsRegistryServiceRef,
  metricsServiceRef,
} from '@backstage/backend-plugin-api/alpha';
import { DefaultAwsCredentialsManager } from '@backstage/integration-aws-node';
import { catalogServiceRef } from '@backstage/plugin-catalog-node';
import { eventsServiceRef } from '@backstage/plugin-events-node';
import { notificationService } from '@backstage/plugin-notifications-node';
import { scaffolderServiceRef } from '@backstage/plugin-scaffolder-node';
import { signalsServiceRef } from '@backstage/plugin-signals-node';
import {
  environmentCreatePermission,
  EnvironmentsClient,
  environmentsPermissions,
} from '@plinth/plugin-environments-common';
import {
  blueprintsServiceRef,
  CallerApi,
  InfrastructureRepositories,
  requestedUnitResourceRef,
  requestedUnitRules,
} from '@plinth/plugin-environments-node';
import { readFreezes, readGovernance } from '@plinth/repository';
import { registerProposingActions } from './actions/proposingActions';
import { registerReadingActions } from './actions/readingActions';
import { ApprovalService } from './approvals/ApprovalService';
import { ActorNames } from './changes/ActorNames';
import { ChangesService } from './changes/ChangesService';
import { RefusalRecorder } from './reports/RefusalRecorder';
import { ReportService } from './reports/ReportService';
import { AwsClients } from './collect/aws/AwsClients';
import { configuredSources } from './collect/configuredSources';
import { Collectors } from './collect/Collectors';
import { CostCollector } from './collect/costs/CostCollector';
import { StackEventQueue } from './collect/queue/StackEventQueue';
import { FactRecorder } from './collect/reading/FactRecorder';
import { ReadingRecorder } from './collect/reading/ReadingRecorder';
import { RepositoryFinder } from './collect/reading/RepositoryFinder';
import { RegionCollector } from './collect/RegionCollector';
import { PullRequests } from './collect/github/PullRequests';
import { Requesters } from './collect/github/Requesters';
import { RepositoryCollector } from './collect/github/RepositoryCollector';
import { RunCollector } from './collect/github/RunCollector';
import { TrailCollector } from './collect/trail/TrailCollector';
import { readEnvironmentsConfig } from './config/EnvironmentsConfig';
import { UnitRepositories } from './config/UnitRepositories';
import { AccountCostsService } from './costs/AccountCostsService';
import { CostsService } from './costs/CostsService';
import { examineConnections } from './doctor/examineConnections';
import { Examinations } from './doctor/Examinations';
import { Estimator } from './estimate/Estimator';
import { PricingWorker } from './estimate/PricingWorker';
import { FleetProjection } from './fleet/FleetProjection';
import { FleetService } from './fleet/FleetService';
import { FleetViews } from './fleet/FleetViews';
import { FreezeService } from './fleet/FreezeService';
import { PlacementService } from './fleet/PlacementService';
import { Requestable } from './fleet/Requestable';
import { HealthService } from './health/HealthService';
import { HomeService } from './home/HomeService';
import { DatabaseLedger } from './ledger/DatabaseLedger';
import { StoreSignals } from './live/StoreSignals';
import { watchStores } from './live/watchStores';
import { PortalMetrics } from './metrics/PortalMetrics';
import { Notifier } from './notify/Notifier';
import { OperationsService } from './operations/OperationsService';
import { ReadinessService } from './readiness/ReadinessService';
import { RecoveryService } from './readiness/RecoveryService';
import { Callers } from './requests/Caller';
import { Nudger } from './requests/Nudger';
import { RequestAccess, type ReachOf } from './requests/RequestAccess';
import { RequestReader } from './requests/RequestReader';
import { RequestService } from './requests/RequestService';
import { createRouter } from './router/createRouter';
import { RUN_PATHS } from './router/reportRoutes';
import { PullComments } from './collect/github/PullComments';
import { readAddress } from './collect/stacks/readAddress';
import { PreviewNotices } from './previews/PreviewNotices';
import { FleetConductor } from './fleetUpgrades/FleetConductor';
import { FleetUpgrades } from './fleetUpgrades/FleetUpgrades';
import { ScaffolderUpgrades } from './fleetUpgrades/ScaffolderUpgrades';
import { StoredUpgradeFacts } from './fleetUpgrades/StoredUpgradeFacts';
import { DeploymentsService } from './deployments/DeploymentsService';
import { TimelineService } from './deployments/TimelineService';
import { AdoptionService } from './drift/AdoptionService';
import { EntityAuthorizer } from './router/EntityAuthorizer';
import { fleetReach } from './router/fleetReach';
import { RunTokenVerifier } from './reports/RunTokenVerifier';
import { SubjectResolver } from './router/SubjectResolver';
import { applyMigrations, createStores } from './store';
import { CatalogUnits } from './units/CatalogUnits';
import { KnownUnits } from './units/KnownUnits';
import { UnitReader } from './units/UnitReader';

/** A look at GitHub for each preview; nobody waits for what they say to the minute. */
const PREVIEW_NOTICES = {
  frequency: { minutes: 5 },
  timeout: { minutes: 5 },
};
/** What a replica that was killed did not tell, another one tells then; budgets are passed without a change of the store. */
const NOTIFYING = { frequency: { minutes: 1 }, timeout: { minutes: 5 } };

/** The environments plugin: collectors that read AWS and GitHub into the store, and the HTTP API over it. */
export const environmentsPlugin = createBackendPlugin({
  pluginId: 'environments',
  register(env) {
    env.registerInit({
      deps: {
        actions: actionsRegistryServiceRef,
        auditor: coreServices.auditor,
        auth: coreServices.auth,
        blueprints: blueprintsServiceRef,
        catalog: catalogServiceRef,
        config: coreServices.rootConfig,
        database: coreServices.database,
        discovery: coreServices.discovery,
        events: eventsServiceRef,
        httpAuth: coreServices.httpAuth,
        httpRouter: coreServices.httpRouter,
        logger: coreServices.logger,
        metrics: metricsServiceRef,
        permissions: coreServices.permissions,
        permissionsRegistry: coreServices.permissionsRegistry,
        lifecycle: coreServices.lifecycle,
        scaffolder: scaffolderServiceRef,
        notifications: notificationService,
        scheduler: coreServices.scheduler,
        signals: signalsServiceRef,
        userInfo: coreServices.userInfo,
      },
      async init(deps) {
        const { blueprints, catalog, events, httpAuth, httpRouter, logger } =
          deps;
        const now = () => new Date();
        const config = readEnvironmentsConfig(deps.config);
        const unitRepositories = new UnitRepositories(config.repositories);

        const db = await applyMigrations(deps.database);
        const signals = new StoreSignals({ signals: deps.signals, logger });
        deps.lifecycle.addShutdownHook(() => signals.stop());
        const { freshness, runbooksUrl } = config;
        const objectives = { freshness, now };
        const stores = watchStores(
          createStores(db, { objectives, runbooksUrl }),
          () => signals.changed(),
        );
        const ledger = new DatabaseLedger(db);

        const metrics = new PortalMetrics(deps.metrics, {
          readings: stores.readings,
          sources: configuredSources(config),
          freshness,
          ledger,
          now,
        });
        const pricer = new PricingWorker();
        deps.lifecycle.addShutdownHook(() => pricer.close());

        const github = InfrastructureRepositories.fromConfig(deps.config, {
          onCall: call => metrics.githubCall(call),
        });
        const pullRequests = new PullRequests({
          ...stores,
          github,
          requesters: new Requesters({ auth: deps.auth, catalog, ledger }),
          ledger,
          now,
        });
        const aws = new AwsClients({
          credentials: DefaultAwsCredentialsManager.fromConfig(deps.config),
          endpoint: config.awsEndpoint,
          metrics,
        });
        const health = new HealthService(stores);
        const catalogUnits = new CatalogUnits({ catalog, auth: deps.auth });
        const projection = new FleetProjection({
          ...stores,
          units: catalogUnits,
          health,
          repositories: unitRepositories,
          changed: () => signals.changed(),
          now,
        });
        const finder = new RepositoryFinder({
          ...stores,
          configured: unitRepositories,
        });
        const subjects = new SubjectResolver({
          stacks: stores.stacks,
          repositories: unitRepositories,
          finder,
        });
        const units = new UnitReader({
          open: repository => github.open(repository),
        });
        const upgradeRequests = new ScaffolderUpgrades({
          scaffolder: deps.scaffolder,
          auth: deps.auth,
        });
        const conductor = new FleetConductor({
          fleetUpgrades: stores.fleetUpgrades,
          requests: upgradeRequests,
          facts: new StoredUpgradeFacts({
            repositories: stores.repositories,
            health,
            requests: upgradeRequests,
            units: catalogUnits,
            configured: unitRepositories,
          }),
          logger,
          now,
        });
        const notices = new PreviewNotices({
          previews: async () =>
            (await catalogUnits.all()).filter(
              ({ stage }) => stage === 'preview',
            ),
          healthOf: async unit =>
            (
              await health.healthOf([
                { ...unit, repository: unitRepositories.of(unit) },
              ])
            )[0],
          addressOf: stack =>
            readAddress(
              aws.forRegion(stack).cloudFormation,
              stack.stackId ?? stack.name,
            ),
          comments: new PullComments({
            open: repository => github.open(repository),
          }),
          portalUrl: config.portalUrl,
          logger,
          now,
        });
        const authorizer = new EntityAuthorizer({
          httpAuth,
          catalog,
          permissions: deps.permissions,
        });
        const changes = new ChangesService({ ...stores, ledger });
        const actors = new ActorNames({ catalog });
        const fleet = new FleetService({
          ...stores,
          projection,
          accounts: config.accounts,
          logger,
        });
        const fleetViews = new FleetViews(stores, fleet);
        const reachOf: ReachOf = (...asked) => authorizer.reach(...asked);
        const following = {
          ...stores,
          access: new RequestAccess({
            units: catalogUnits,
            reachOf,
            repositories: unitRepositories,
          }),
          reader: new RequestReader({ ...stores, ledger, health }),
          changes,
          actors,
          unitRepositories,
          now,
        };
        deps.permissionsRegistry.addPermissions(
          environmentsPermissions.filter(
            permission => permission !== environmentCreatePermission,
          ),
        );
        deps.permissionsRegistry.addResourceType({
          resourceRef: requestedUnitResourceRef,
          permissions: [environmentCreatePermission],
          rules: Object.values(requestedUnitRules),
        });
        const callers = new Callers({ ...deps, catalog });
        httpRouter.use(
          createRouter({
            constructs: stores.constructs,
            repositories: stores.repositories,
            stacks: stores.stacks,
            foreignStacks: stores.foreignStacks,
            stackEvents: stores.stackEvents,
            resources: stores.resources,
            drift: stores.drift,
            now,
            readings: stores.readings,
            httpAuth,
            auth: deps.auth,
            auditor: deps.auditor,
            authorizer,
            callers,
            requests: new RequestService(following),
            nudger: new Nudger({
              github,
              nudges: stores.nudges,
              portalUrl: config.portalUrl,
              now,
            }),
            home: new HomeService({
              ...following,
              fleet,
              fleetReach: (credentials, among) =>
                fleetReach(authorizer, credentials, { ...stores, among }),
              ledger,
              reachOf,
            }),
            knownUnits: new KnownUnits({
              ...stores,
              units: catalogUnits,
              configured: unitRepositories,
              accounts: config.accounts,
              now,
            }),
            subjects,
            health,
            readiness: new ReadinessService({ ...stores, blueprints }),
            recovery: new RecoveryService({
              ...stores,
              blueprints,
              now,
            }),
            costs: new CostsService({
              ...stores,
              payerAccount: config.payerAccount,
              now,
            }),
            accountCosts: new AccountCostsService({
              ...stores,
              units: catalogUnits,
              accounts: config.accounts,
              payerAccount: config.payerAccount,
              now,
            }),
            fleetUpgrades: new FleetUpgrades({
              fleetUpgrades: stores.fleetUpgrades,
              units: catalogUnits,
              versionOf: async unit =>
                (await units.onMain(unit, unitRepositories.of(unit))).version,
              stageOrder: async unit => {
                const repository = unitRepositories.of(unit);
                const main =
                  repository && (await github.open(repository)).main();
                return main
                  ? ((await readGovernance(await main)).promotionOrder ?? [])
                  : [];
              },
              blueprints,
              now,
            }),
            fleet,
            fleetUnits: stores.fleet,
            fleetViews,
            changes,
            deployments: new DeploymentsService({ ...stores, ledger }),
            timelines: new TimelineService({ ...stores, now }),
            actors,
            approvals: new ApprovalService({
              ...stores,
              pullRequests,
            }),
            refusals: new RefusalRecorder({ ledger, now }),
            reports: new ReportService({
              ...stores,
              pullRequests,
              github,
              ledger,
              now,
            }),
            runTokens: new RunTokenVerifier({
              ...stores,
              repositories: config.repositories,
              now,
            }),
            blueprints,
            placements: new PlacementService({
              repositories: config.repositories,
              readGovernance: async repository =>
                readGovernance(await (await github.open(repository)).main()),
              now,
            }),
            requestable: new Requestable({
              blueprints,
              permissions: deps.permissions,
              accounts: config.accounts,
              callers,
            }),
            freezes: new FreezeService({
              repositories: config.repositories,
              readFreezes: async repository =>
                readFreezes(await (await github.open(repository)).main()),
              now,
            }),
            estimator: new Estimator({
              blueprints,
              pricer: {
                price: unit => metrics.pricing(() => pricer.price(unit)),
              },
            }),
            examinations: new Examinations({
              // Whoever looks at a page has lent the portal no token of theirs.
              examine: () => examineConnections(deps.config, {}),
              now,
            }),
            operations: new OperationsService({ ...stores, config }),
            units,
            adoptions: new AdoptionService({
              resources: stores.resources,
              units,
              blueprints,
              synthesize: unit => pricer.templates(unit),
            }),
          }),
        );
        for (const path of RUN_PATHS) {
          httpRouter.addAuthPolicy({ path, allow: 'unauthenticated' });
        }

        registerReadingActions(
          deps.actions,
          new CallerApi({
            auth: deps.auth,
            api: new EnvironmentsClient({ discoveryApi: deps.discovery }),
          }),
        );
        registerProposingActions(deps.actions, deps);

        const collecting = {
          ...stores,
          recorder: new ReadingRecorder({ ...stores, logger, now }),
          facts: new FactRecorder({
            ledger,
            finder,
            now,
          }),
          now,
        };
        await new Collectors({
          config,
          scheduler: deps.scheduler,
          events,
          logger,
          metrics,
          now,
          fleet: projection,
          regions: new RegionCollector({
            ...collecting,
            clients: aws,
            events,
            driftMaxAgeMs: config.schedule.driftMaxAgeMs,
          }),
          repositories: new RepositoryCollector({
            ...collecting,
            github,
            pullRequests,
            ledger,
          }),
          runs: new RunCollector({ ...collecting, github, ledger }),
          trail: new TrailCollector({ ...collecting, clients: aws }),
          costs: config.payerAccount
            ? new CostCollector({
                ...collecting,
                clients: aws,
                payerAccount: config.payerAccount,
              })
            : undefined,
        }).start();

        // In one replica at a time; which one does not matter, since all is in the store.
        await deps.scheduler.scheduleTask({
          ...config.schedule.sweep,
          id: 'fleet-upgrades',
          scope: 'global',
          fn: () => conductor.turn(),
        });

        await deps.scheduler.scheduleTask({
          ...PREVIEW_NOTICES,
          id: 'preview-notices',
          scope: 'global',
          fn: () => notices.turn(),
        });
        const notifier = new Notifier({
          ...following,
          auth: deps.auth,
          fleet,
          logger,
          notifications: deps.notifications,
        });
        await deps.scheduler.scheduleTask({
          ...NOTIFYING,
          id: 'notifications',
          fn: () => notifier.run(),
        });
        signals.onChange(() =>
          notifier
            .run()
            .catch(error => logger.error('People could not be told', error)),
        );

        if (config.queue) {
          const queue = new StackEventQueue({
            ...config.queue,
            endpoint: config.awsEndpoint,
            events,
            logger,
          });
          deps.lifecycle.addShutdownHook(() => queue.stop());
          queue.start();
        }
      },
    });
  },
});
