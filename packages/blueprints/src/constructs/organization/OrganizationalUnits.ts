import { CfnOrganizationalUnit } from 'aws-cdk-lib/aws-organizations';
import { KEPT } from '../../base/removal';
import { Construct } from 'constructs';

/** Settings of `OrganizationalUnits`. */
export interface OrganizationalUnitsProps {
  readonly parentId: string;
  readonly names: readonly string[];
}

/** Organizational units below one parent. They stay when the stack goes: accounts live in them. */
export class OrganizationalUnits extends Construct {
  readonly units: readonly CfnOrganizationalUnit[];

  constructor(scope: Construct, id: string, props: OrganizationalUnitsProps) {
    super(scope, id);
    this.units = props.names.map(name => {
      const unit = new CfnOrganizationalUnit(this, name, {
        name,
        parentId: props.parentId,
      });
      unit.applyRemovalPolicy(KEPT);
      return unit;
    });
    // Organizations refuses two changes at a time.
    this.units.forEach((unit, index) => {
      if (index > 0) {
        unit.addResourceDependency(this.units[index - 1]);
      }
    });
  }
}
