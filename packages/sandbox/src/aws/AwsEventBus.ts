import { EventEmitter } from 'node:events';
import type { Principal } from './service/AwsCall';

/** An event in EventBridge's shape, ready to be matched by rules. */
export interface AwsEvent {
  version: '0';
  id: string;
  'detail-type': string;
  source: string;
  account: string;
  /** ISO 8601, seconds. */
  time: string;
  region: string;
  resources: string[];
  detail: Record<string, unknown>;
}

/** An API call that was made, as CloudTrail records it. Secrets are already cut from the parameters. */
export interface AwsCallRecord {
  /** ISO 8601. */
  time: string;
  account: string;
  region: string;
  principal: Principal;
  /** `cloudformation.amazonaws.com` */
  eventSource: string;
  /** Operation. */
  eventName: string;
  requestParameters: Record<string, unknown>;
  responseElements?: Record<string, unknown>;
  errorCode?: string;
  errorMessage?: string;
  requestId: string;
  readOnly: boolean;
  sourceIp: string;
  userAgent: string;
}

interface AwsEventMap {
  event: [AwsEvent];
  call: [AwsCallRecord];
}

/** Carries what happens in the sandbox's AWS: `event` for EventBridge, `call` for CloudTrail. Listeners run at once. */
export class AwsEventBus extends EventEmitter<AwsEventMap> {
  constructor() {
    super();
    this.setMaxListeners(100);
  }
}
