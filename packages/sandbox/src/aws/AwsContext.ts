import type { SandboxClock } from '../clock';
import type { DocumentStore } from '../documents';
import type { AwsEventBus } from './AwsEventBus';
import type { CloudFormationEngine } from './cloudformation';

/** What every part of the sandbox shares. */
export interface SandboxParts {
  clock: SandboxClock;
  documents: DocumentStore;
  /** Folder for what is too large for documents: S3 objects. */
  dataDir: string;
}

/** What services are made with. */
export interface AwsContext extends SandboxParts {
  bus: AwsEventBus;
  cloudFormation: CloudFormationEngine;
}
