import { CfnParameter } from 'aws-cdk-lib/aws-ssm';
import { Construct } from 'constructs';

/** Settings of `Configuration`. */
export interface ConfigurationProps {
  /** The path above all names, such as `/plinth/claims-staging`. */
  readonly path: string;
  /** Values by their name below the path. No secrets: those live in Secrets Manager. */
  readonly values: Readonly<Record<string, string>>;
}

/** Coordinates that workloads read from Parameter Store at run time. */
export class Configuration extends Construct {
  constructor(scope: Construct, id: string, props: ConfigurationProps) {
    super(scope, id);
    for (const [name, value] of Object.entries(props.values)) {
      new CfnParameter(this, name.replace(/[^A-Za-z0-9]+/g, '-'), {
        name: `${props.path}/${name}`,
        type: 'String',
        value,
      });
    }
  }
}
