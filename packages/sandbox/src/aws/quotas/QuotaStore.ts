import type { Collection, DocumentStore } from '../../documents';
import type { Place } from '../resources/Place';

/** A quota as AWS gives it to an account that asked for no more. */
export interface DefaultQuota {
  readonly service: string;
  readonly serviceName: string;
  readonly code: string;
  readonly name: string;
  readonly value: number;
  /** Dimensions of its metric in `AWS/Usage`, where AWS has one. */
  readonly usage?: Readonly<Record<string, string>>;
  /** Whether Service Quotas knows an applied figure of an account that never asked for more. */
  readonly applied: boolean;
}

const EC2 = {
  service: 'ec2',
  serviceName: 'Amazon Elastic Compute Cloud (Amazon EC2)',
};
const VPC = {
  service: 'vpc',
  serviceName: 'Amazon Virtual Private Cloud (Amazon VPC)',
};

/** Those that the sandbox knows; names and figures as the AWS General Reference has them. */
export const DEFAULT_QUOTAS: readonly DefaultQuota[] = [
  {
    ...VPC,
    code: 'L-F678F1CE',
    name: 'VPCs per Region',
    value: 5,
    applied: true,
  },
  {
    ...VPC,
    code: 'L-A4707A72',
    name: 'Internet gateways per Region',
    value: 5,
    applied: true,
  },
  {
    ...VPC,
    code: 'L-FE5A380F',
    name: 'NAT gateways per Availability Zone',
    value: 5,
    applied: true,
  },
  {
    ...EC2,
    code: 'L-0263D0A3',
    name: 'EC2-VPC Elastic IPs',
    value: 5,
    applied: true,
  },
  {
    ...EC2,
    code: 'L-A2478D36',
    name: 'Transit gateways per account',
    value: 5,
    applied: false,
  },
  {
    ...EC2,
    code: 'L-1216C47A',
    name: 'Running On-Demand Standard (A, C, D, H, I, M, R, T, Z) instances',
    value: 5,
    applied: true,
    usage: {
      Service: 'EC2',
      Type: 'Resource',
      Resource: 'vCPU',
      Class: 'Standard/OnDemand',
    },
  },
  {
    service: 'fargate',
    serviceName: 'AWS Fargate',
    code: 'L-3032A538',
    name: 'Fargate On-Demand vCPU resource count',
    value: 6,
    applied: true,
    usage: {
      Service: 'Fargate',
      Type: 'Resource',
      Resource: 'vCPU',
      Class: 'Standard/OnDemand',
    },
  },
  {
    service: 'rds',
    serviceName: 'Amazon Relational Database Service (Amazon RDS)',
    code: 'L-7B6409FD',
    name: 'DB instances',
    value: 40,
    applied: true,
  },
  {
    service: 'elasticloadbalancing',
    serviceName: 'Elastic Load Balancing (ELB)',
    code: 'L-53DA6B97',
    name: 'Application Load Balancers per Region',
    value: 50,
    applied: true,
  },
];

/** What accounts may have: AWS's figures, until somebody has one raised. */
export class QuotaStore {
  readonly #raised: Collection<number>;

  constructor(documents: DocumentStore) {
    this.#raised = documents.collection('aws.quotas');
  }

  /** The figure that holds for the account in the region. */
  valueOf(place: Place, { code, value }: DefaultQuota): number {
    return this.#raised.get(keyOf(place, code)) ?? value;
  }

  /** The figure of the quota with this code. */
  find(place: Place, code: string): number {
    const quota = DEFAULT_QUOTAS.find(each => each.code === code);
    if (!quota) {
      throw new RangeError(`The sandbox knows no quota ${code}`);
    }
    return this.valueOf(place, quota);
  }

  /** Whether the account's own figure is known, apart from AWS's. */
  isApplied(place: Place, { code, applied }: DefaultQuota): boolean {
    return applied || this.#raised.get(keyOf(place, code)) !== undefined;
  }

  /** Gives the account another figure, as AWS's support does after a request. */
  set(place: Place, code: string, value: number): void {
    this.#raised.put(keyOf(place, code), value);
  }

  /** Gives the account ten times of all that AWS gives at first, as an organisation has that asked for it. */
  raiseAll(place: Place): void {
    for (const { code, value } of DEFAULT_QUOTAS) {
      this.set(place, code, 10 * value);
    }
  }
}

function keyOf({ account, region }: Place, code: string): string {
  return `${account}/${region}/${code}`;
}
