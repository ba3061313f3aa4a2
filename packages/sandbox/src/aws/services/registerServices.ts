import type { Accounts } from '../accounts';
import type { LiveResource } from '../cloudformation/model';
import type { AwsContext, AwsService } from '../service';
import { AlarmStore } from './alarms/AlarmStore';
import { CloudWatchService } from './alarms/CloudWatchService';
import { BudgetsService } from './BudgetsService';
import { CostExplorerService } from './costs/CostExplorerService';
import { CostLedger } from './costs/CostLedger';
import { EventBridgeService } from './events/EventBridgeService';
import type { Inventory } from './inventory';
import { OrganizationsService } from './OrganizationsService';
import { QueueStore } from './queues/QueueStore';
import { SqsService } from './queues/SqsService';
import { CloudTrailService } from './trail/CloudTrailService';
import { TrailStore } from './trail/TrailStore';

/** The stores behind the services, for the control API, the demo's seed and tests. */
export interface SandboxServices {
  alarms: AlarmStore;
  costs: CostLedger;
  queues: QueueStore;
  trail: TrailStore;
}

/** Registers everything around CloudFormation: trail, alarms, costs, budgets, events, queues and the organisation. */
export function registerServices(
  context: Pick<AwsContext, 'clock' | 'documents' | 'bus'> & {
    accounts: Accounts;
    /** Base of queue URLs. */
    url: string;
    registerService(service: AwsService): void;
  },
  options: {
    /**
     * What is and was deployed.
     *
     * @default - all resources that CloudFormation knows of
     */
    deployed?: Inventory;
    /**
     * Account that pays for all, and from which the organisation is seen.
     *
     * @default 123456789012
     */
    managementAccount?: string;
  } = {},
): SandboxServices {
  const { clock, documents, bus, accounts, url } = context;
  const resources = documents.collection<LiveResource>('aws.resources');
  const {
    deployed = () => resources.values(),
    managementAccount = '123456789012',
  } = options;
  const queues = new QueueStore(clock, documents);
  const trail = new TrailStore({ clock, documents, bus });
  const alarms = new AlarmStore({ clock, documents, bus, deployed });
  const costs = new CostLedger({ clock, documents, deployed });
  const services: AwsService[] = [
    new SqsService({ queues, url }),
    new EventBridgeService({ clock, documents, bus, queues }),
    new CloudTrailService({ clock, trail }),
    new CloudWatchService({ alarms }),
    new CostExplorerService({
      clock,
      ledger: costs,
      accounts,
      managementAccount,
    }),
    new BudgetsService({ clock, ledger: costs, deployed }),
    new OrganizationsService({ accounts, managementAccount }),
  ];
  services.forEach(service => context.registerService(service));
  return { alarms, costs, queues, trail };
}
