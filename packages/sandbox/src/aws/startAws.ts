import { Accounts } from './Accounts';
import { AlarmStore } from './alarms/AlarmStore';
import { cloudWatchService } from './alarms/cloudWatchService';
import type { AwsContext, SandboxParts } from './AwsContext';
import { AwsEventBus } from './AwsEventBus';
import { budgetsService } from './budgets/budgetsService';
import { CloudFormationEngine } from './cloudformation';
import { cloudFormationService } from './cloudformation/api/cloudFormationService';
import { databaseProviders } from './cloudformation/resources/databaseProviders';
import { protectedProviders } from './cloudformation/resources/protectedProviders';
import { allProviders } from './resources/ResourceProvider';
import { ResourceSpecification } from './cloudformation/resources/ResourceSpecification';
import { Control } from './control/Control';
import { controlRoute } from './control/controlRoute';
import { costExplorerService } from './costs/costExplorerService';
import { CostLedger } from './costs/CostLedger';
import { ec2Service } from './ec2/ec2Service';
import { eventBridgeService } from './events/eventBridgeService';
import { ruleProviders } from './events/ruleProviders';
import { RuleStore } from './events/RuleStore';
import { Faults } from './Faults';
import { iamProviders } from './iam/iamProviders';
import { iamService } from './iam/iamService';
import { IamStore } from './iam/IamStore';
import { Authorizer } from './identity/Authorizer';
import { Sessions } from './identity/Sessions';
import { organizationsService } from './organizations/organizationsService';
import {
  loadBalancingService,
  logsService,
  rdsService,
} from './quotas/countingServices';
import { quotaProviders } from './quotas/quotaProviders';
import { QuotaStore } from './quotas/QuotaStore';
import { serviceQuotasService } from './quotas/serviceQuotasService';
import { queueProviders } from './queues/queueProviders';
import { QueueStore } from './queues/QueueStore';
import { sqsService } from './queues/sqsService';
import { bucketProviders } from './s3/bucketProviders';
import { s3Service } from './s3/s3Service';
import { S3Store } from './s3/S3Store';
import { secretProviders } from './secrets/secretProviders';
import { SecretStore } from './secrets/SecretStore';
import { AwsServer } from './server/AwsServer';
import type { AwsService } from './service/AwsService';
import { parameterProviders } from './ssm/parameterProviders';
import { ssmService } from './ssm/ssmService';
import { SsmStore } from './ssm/SsmStore';
import { stsService } from './sts/stsService';
import { cloudTrailService } from './trail/cloudTrailService';
import { TrailStore } from './trail/TrailStore';

/** The running AWS of the sandbox. */
export interface AwsSandbox extends AwsContext {
  /** What AWS itself does not offer. */
  readonly control: Control;
  close(): Promise<void>;
}

/** Every service there is. */
const services: ((context: AwsContext) => AwsService)[] = [
  budgetsService,
  cloudFormationService,
  cloudTrailService,
  cloudWatchService,
  costExplorerService,
  ec2Service,
  eventBridgeService,
  iamService,
  loadBalancingService,
  logsService,
  organizationsService,
  rdsService,
  s3Service,
  serviceQuotasService,
  sqsService,
  ssmService,
  stsService,
];

/** Starts AWS on loopback; port 0 takes a free one. */
export async function startAws(
  options: SandboxParts & {
    port: number;
    /**
     * Milliseconds that a resource takes to be made, changed or deleted.
     *
     * @default 120
     */
    latency?: number;
    /**
     * Items on a page of CloudFormation's answers.
     *
     * @default 100
     */
    pageSize?: number;
  },
): Promise<AwsSandbox> {
  const { clock, documents, dataDir, latency = 120, pageSize = 100 } = options;
  const parts = { clock, documents, dataDir };
  const bus = new AwsEventBus();
  const accounts = new Accounts(documents);
  const faults = new Faults(clock);
  const iam = new IamStore(clock, documents);
  const sessions = new Sessions(clock, documents);
  const authorizer = new Authorizer({ clock, iam, sessions });
  const specification = await ResourceSpecification.load();
  const server = new AwsServer({ clock, bus, authorizer, accounts, faults });
  const port = await server.listen(options.port);
  const url = `http://127.0.0.1:${port}`;
  const s3 = new S3Store(parts);
  const ssm = new SsmStore(clock, documents);
  const secrets = new SecretStore(documents);
  const quotas = new QuotaStore(documents);
  const queues = new QueueStore({ clock, documents, url });
  const rules = new RuleStore({ documents, bus, queues });
  const cloudFormation: CloudFormationEngine = new CloudFormationEngine({
    clock,
    documents,
    bus,
    iam,
    ssm,
    secrets,
    faults,
    specification,
    latency,
    providers: allProviders(
      iamProviders(iam),
      bucketProviders(s3),
      parameterProviders(ssm),
      secretProviders(secrets),
      queueProviders(queues),
      ruleProviders(rules),
      quotaProviders(where => cloudFormation.resources(where), quotas),
      databaseProviders(
        where => cloudFormation.resources(where),
        region => faults.isLost(region),
      ),
      protectedProviders(),
    ),
  });
  const deployed = () => cloudFormation.resources({ deleted: true });
  const context: AwsContext = {
    ...parts,
    url,
    port,
    bus,
    accounts,
    faults,
    iam,
    sessions,
    authorizer,
    s3,
    ssm,
    quotas,
    queues,
    rules,
    trail: new TrailStore({ clock, documents, bus }),
    alarms: new AlarmStore({ clock, documents, bus, deployed }),
    costs: new CostLedger({ clock, documents, deployed }),
    cloudFormation,
    deployed,
    pageSize,
  };
  services.forEach(make => server.register(make(context)));
  const control = new Control(context);
  server.route('/_control', controlRoute(control));
  cloudFormation.operations.resume();
  return {
    ...context,
    control,
    close: async () => {
      await cloudFormation.operations.close();
      await server.close();
    },
  };
}
