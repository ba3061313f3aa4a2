import { Fn, Stack } from 'aws-cdk-lib/core';
import {
  CfnSecurityGroupIngress,
  type SecurityGroup,
} from 'aws-cdk-lib/aws-ec2';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { CfnSecret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { acknowledge } from '../../base/acknowledge';
import { exportName } from '../../base/naming';
import type { DataStore } from '../../base/BlueprintStack';
import type { InjectedValue } from '../service/injectedValues';
import type { Preparation } from '../service/Preparation';
import { databaseAuthority } from './databaseAuthority';
import { GUEST_IMAGE, MAKE_GUEST } from './guestScripts';

/** Settings of a `GuestDatabase`. */
export interface GuestDatabaseProps {
  /** The environment with the server; its stack is deployed before, with `GuestServer`. */
  readonly host: string;
  /** Names the database and its user, as `guest_<name>`. */
  readonly name: string;
  readonly key: IKey;
}

/** The server of another environment, by the names that the parts of an instance of one's own have. */
export interface GuestInstance {
  /** Its identifier, which names its metrics. */
  readonly ref: string;
  readonly attrEndpointAddress: string;
  readonly attrEndpointPort: string;
}

/**
 * A database in the PostgreSQL of another environment, with a user and a password of its own.
 *
 * It takes no instance. The tasks of a service make it before they start (`preparation`), and the host drops it when this stack is gone.
 * Who runs in those tasks never sees the administrator's password: ECS hands it to the container that ends before theirs begins.
 */
export class GuestDatabase extends Construct {
  /** The server of the host. */
  readonly instance: GuestInstance;
  /** Of the database and of its user. */
  readonly databaseName: string;
  /** ARN of the secret with the user's name and password. */
  readonly secretArn: string;
  /** None: it is as safe as a preview has to be, and the host's server is backed up as a whole. */
  readonly recovery: DataStore[] = [];
  /** What makes it before a service starts. */
  readonly preparation: Preparation;
  readonly #imported: (name: string) => string;

  constructor(scope: Construct, id: string, props: GuestDatabaseProps) {
    super(scope, id);
    const { host, key } = props;
    this.#imported = name => Fn.importValue(exportName(host, name));
    this.instance = {
      ref: host,
      attrEndpointAddress: this.#imported('DatabaseEndpoint'),
      attrEndpointPort: this.#imported('DatabasePort'),
    };
    this.databaseName = `guest_${props.name.replaceAll('-', '_')}`;
    const secret = new CfnSecret(this, 'Password', {
      description: `User ${this.databaseName} in the database of ${host}`,
      kmsKeyId: key.keyArn,
      generateSecretString: {
        secretStringTemplate: JSON.stringify({ username: this.databaseName }),
        generateStringKey: 'password',
        passwordLength: 40,
        excludePunctuation: true,
      },
    });
    acknowledge(
      secret,
      'AwsSolutions-SMG4',
      'It ends with its preview, within 14 days at most, and opens one database with invented data.',
    );
    this.secretArn = secret.ref;
    this.preparation = this.#prepare(key);
  }

  /** Lets a client's security group in on the port of the host's server. */
  allowFrom(client: SecurityGroup, description: string): void {
    new CfnSecurityGroupIngress(this, `From${client.node.addr}`, {
      groupId: this.#imported('DatabaseSecurityGroupId'),
      sourceSecurityGroupId: client.securityGroupId,
      ipProtocol: 'tcp',
      fromPort: 5432,
      toPort: 5432,
      description,
    });
  }

  #prepare(key: IKey): Preparation {
    const { region, stackId } = Stack.of(this);
    const administrator = this.#imported('DatabaseSecretArn');
    const secret = (
      variable: string,
      arn: string,
      jsonKey: string,
    ): InjectedValue => ({
      variable,
      kind: 'secret',
      resource: arn,
      valueFrom: `${arn}:${jsonKey}::`,
    });
    return {
      name: 'database',
      image: GUEST_IMAGE,
      script: MAKE_GUEST,
      variables: {
        PGHOST: this.instance.attrEndpointAddress,
        PGPORT: this.instance.attrEndpointPort,
        PGDATABASE: 'postgres',
        AUTHORITY: databaseAuthority(region),
        GUEST: this.databaseName,
        STACK: stackId,
      },
      injected: [
        secret('PGUSER', administrator, 'username'),
        secret('PGPASSWORD', administrator, 'password'),
        secret('GUEST_PASSWORD', this.secretArn, 'password'),
      ],
      decrypts: [key.keyArn, this.#imported('KeyArn')],
    };
  }
}
