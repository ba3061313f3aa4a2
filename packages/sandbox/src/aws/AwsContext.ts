import type { SandboxClock } from '../clock';
import type { DocumentStore } from '../documents';
import type { Accounts } from './Accounts';
import type { AlarmStore } from './alarms/AlarmStore';
import type { AwsEventBus } from './AwsEventBus';
import type { CloudFormationEngine } from './cloudformation';
import type { CostLedger } from './costs/CostLedger';
import type { RuleStore } from './events/RuleStore';
import type { Faults } from './Faults';
import type { IamStore } from './iam/IamStore';
import type { Authorizer } from './identity/Authorizer';
import type { Sessions } from './identity/Sessions';
import type { Inventory } from './Inventory';
import type { QuotaStore } from './quotas/QuotaStore';
import type { QueueStore } from './queues/QueueStore';
import type { S3Store } from './s3/S3Store';
import type { SsmStore } from './ssm/SsmStore';
import type { TrailStore } from './trail/TrailStore';

/** What every part of the sandbox shares. */
export interface SandboxParts {
  clock: SandboxClock;
  documents: DocumentStore;
  /** Folder for what is too large for documents: S3 objects. */
  dataDir: string;
}

/** What services are made with: the stores behind them, and what they share. */
export interface AwsContext extends SandboxParts {
  /** `http://127.0.0.1:<port>`: an IP address, so that S3 clients put buckets into the path. */
  url: string;
  port: number;
  bus: AwsEventBus;
  accounts: Accounts;
  faults: Faults;
  iam: IamStore;
  sessions: Sessions;
  authorizer: Authorizer;
  s3: S3Store;
  quotas: QuotaStore;
  ssm: SsmStore;
  queues: QueueStore;
  rules: RuleStore;
  trail: TrailStore;
  alarms: AlarmStore;
  costs: CostLedger;
  cloudFormation: CloudFormationEngine;
  /** What is and was deployed anywhere. */
  deployed: Inventory;
  /** Items on a page of CloudFormation's answers. */
  pageSize: number;
}
