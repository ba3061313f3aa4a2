import type { Accounts } from './Accounts';
import type { AwsSandbox } from './startAws';
import type { AwsContext } from './AwsContext';
import type { AwsService } from './service/AwsService';
import { registerControl, type Control } from './control';
import { AlarmStore } from './alarms/AlarmStore';
import { CloudWatchService } from './alarms/CloudWatchService';
import { BudgetsService } from './budgets/BudgetsService';
import { CostExplorerService } from './costs/CostExplorerService';
import { CostLedger } from './costs/CostLedger';
import { EventBridgeService } from './events/EventBridgeService';
import { RuleStore } from './events/RuleStore';
import type { Inventory } from './Inventory';
import { OrganizationsService } from './organizations/OrganizationsService';
import { resourceProviders } from './resourceProviders';
import { QueueStore } from './queues/QueueStore';
import { SqsService } from './queues/SqsService';
import { CloudTrailService } from './trail/CloudTrailService';
import { TrailStore } from './trail/TrailStore';

/** Account that pays for all, and from which the organisation is seen, unless another is named. */
const MANAGEMENT_ACCOUNT = '123456789012';

/** The stores behind the services, for the control API, the demo's seed and tests. */
export interface SandboxServices {
  alarms: AlarmStore;
  costs: CostLedger;
  queues: QueueStore;
  rules: RuleStore;
  trail: TrailStore;
}

/**
 * Adds to a started AWS what is around CloudFormation: trail, alarms, costs, budgets, events, queues, the organisation,
 * and the control API. Queues and rules that stacks define are made there too.
 */
export function registerServices(
  aws: Omit<AwsSandbox, 'close' | 'iam' | 'dataDir'>,
  options: { managementAccount?: string } = {},
): SandboxServices & { control: Control } {
  const { cloudFormation } = aws;
  const services = createServices(aws, {
    ...options,
    deployed: () => cloudFormation.resources({ deleted: true }),
  });
  for (const [type, provider] of Object.entries(resourceProviders(services))) {
    cloudFormation.registerProvider(type, provider);
  }
  return { ...services, control: registerControl(aws, services) };
}

/** Makes the services over any inventory, and registers them. */
export function createServices(
  context: Pick<AwsContext, 'clock' | 'documents' | 'bus'> & {
    accounts: Accounts;
    /** Base of queue URLs. */
    url: string;
    registerService(service: AwsService): void;
  },
  options: { deployed: Inventory; managementAccount?: string },
): SandboxServices {
  const { clock, documents, bus, accounts, url } = context;
  const { deployed, managementAccount = MANAGEMENT_ACCOUNT } = options;
  const queues = new QueueStore(clock, documents);
  const rules = new RuleStore({ documents, bus, queues });
  const trail = new TrailStore({ clock, documents, bus });
  const alarms = new AlarmStore({ clock, documents, bus, deployed });
  const costs = new CostLedger({ clock, documents, deployed });
  const services: AwsService[] = [
    new SqsService({ queues, url }),
    new EventBridgeService({ clock, bus, rules }),
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
  return { alarms, costs, queues, rules, trail };
}
