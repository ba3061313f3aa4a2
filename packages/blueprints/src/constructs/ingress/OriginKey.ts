import type { CfnDistribution } from 'aws-cdk-lib/aws-cloudfront';
import type { CfnListenerRule } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { CfnSecret } from 'aws-cdk-lib/aws-secretsmanager';
import { Fn, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { acknowledge } from '../../base/acknowledge';
import { keepRemoval } from '../../base/removal';
import type { StagePolicy } from '../../schema';

/** Where a distribution of CloudFront is deployed from, and its headers are read. */
const EDGE_REGION = 'us-east-1';

/** Which of the balancers behind one name it is: a distribution sends a header for each. */
export type OriginRole = 'primary' | 'dr';

/** Settings of an `OriginKey`. */
export interface OriginKeyProps {
  readonly policy: StagePolicy;
  /** The stack's name, which names its secrets. */
  readonly name: string;
  readonly role: OriginRole;
  /** Encrypts the secrets in this region. */
  readonly key: IKey;
  /**
   * Which key the distribution sends, from 1. This one and the one before it are accepted. 0 makes the first and demands none: for
   * the one deployment that puts a balancer behind its key while people use it.
   */
  readonly generation: number;
}

/**
 * A header that only one distribution knows (ADR 0051): secrets that no template holds, which a balancer's rules ask for and the
 * stack of the distribution reads.
 *
 * CloudFormation reads a secret only when the resource that names it changes, so a new value under an old name would reach nobody.
 * Each generation therefore is a secret of its own. The balancer's stack is deployed first and then accepts two; the distribution
 * follows and sends the newer.
 */
export class OriginKey extends Construct {
  /** What each rule of the balancer's listener asks for besides its host; empty while no key is demanded. */
  readonly conditions: CfnListenerRule.RuleConditionProperty[];

  constructor(scope: Construct, id: string, props: OriginKeyProps) {
    super(scope, id);
    const { name, role, generation } = props;
    if (!Number.isInteger(generation) || generation < 0) {
      throw new RangeError(
        `generation: must be a whole number from 0 (got ${generation}) for ${name}`,
      );
    }
    const newest = Math.max(1, generation);
    const values = [newest, newest - 1]
      .filter(each => each > 0)
      .map(each => resolve(this.#secret(each, props).ref));
    this.conditions =
      generation === 0
        ? []
        : [
            {
              field: 'http-header',
              httpHeaderConfig: { httpHeaderName: headerName(role), values },
            },
          ];
  }

  #secret(
    generation: number,
    { name, key, policy, role }: OriginKeyProps,
  ): CfnSecret {
    const secret = new CfnSecret(this, `Secret${generation}`, {
      name: secretName(name, generation),
      description: `Header ${headerName(role)} of CloudFront to ${name}`,
      kmsKeyId: key.keyArn,
      // The header is compared without regard to case, and * and ? would be patterns.
      generateSecretString: { passwordLength: 64, excludePunctuation: true },
      replicaRegions:
        Stack.of(this).region === EDGE_REGION
          ? undefined
          : [{ region: EDGE_REGION }],
    });
    // One that is accepted no longer stays, as all secrets do, until the runbook deletes it.
    secret.applyRemovalPolicy(keepRemoval(policy));
    acknowledge(
      secret,
      'AwsSolutions-SMG4',
      'A rotation by schedule would change the value where no template names it, so that balancer and distribution would disagree; it is rotated by the parameter originKey, which the runbook origin-key-rotation raises every 90 days.',
    );
    return secret;
  }
}

/** The headers by which balancers know their distribution; the stack that they are written into must be in us-east-1. */
export function originHeaders(
  balancers: ReadonlyArray<Pick<OriginKeyProps, 'name' | 'role'>>,
  generation: number,
): CfnDistribution.OriginCustomHeaderProperty[] {
  return balancers.map(({ name, role }) => ({
    headerName: headerName(role),
    headerValue: resolve(secretName(name, Math.max(1, generation))),
  }));
}

function headerName(role: OriginRole): string {
  return `x-origin-key-${role}`;
}

/** It must not end in a hyphen and six characters, which Secrets Manager takes for its own ending. */
function secretName(name: string, generation: number): string {
  return `plinth-origin/${name}/${generation}`;
}

function resolve(secret: string): string {
  return Fn.join('', ['{{resolve:secretsmanager:', secret, '}}']);
}
