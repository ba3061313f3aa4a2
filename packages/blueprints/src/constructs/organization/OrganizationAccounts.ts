import { CfnAccount } from 'aws-cdk-lib/aws-organizations';
import { RemovalPolicy } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';

/** An account that the organization gets. */
export interface OrganizationAccount {
  readonly name: string;
  /** The address of its root user: a mailbox of a role, which no other account has. */
  readonly email: string;
  /** The ID of the root or organizational unit in which it lives. */
  readonly parentId: string;
}

/** Settings of `OrganizationAccounts`. */
export interface OrganizationAccountsProps {
  readonly accounts: readonly OrganizationAccount[];
}

/** What the management account assumes in a new account; the guardrails protect it by this name. */
const ACCESS_ROLE = 'OrganizationAccountAccessRole';

/**
 * Accounts of the organization, by name. They stay when the stack goes, and when they are no longer named.
 *
 * The name is the construct's ID. A renamed account is therefore a new one, which AWS refuses, since its address is taken; the
 * update of a name or address in place would be refused too, and so would its rollback.
 */
export class OrganizationAccounts extends Construct {
  readonly accounts: Readonly<Record<string, CfnAccount>>;

  constructor(scope: Construct, id: string, props: OrganizationAccountsProps) {
    super(scope, id);
    const made = props.accounts.map(({ name, email, parentId }) => {
      const account = new CfnAccount(this, name, {
        accountName: name,
        email,
        parentIds: [parentId],
        roleName: ACCESS_ROLE,
      });
      // Also where its creation fails: to delete it would close it, and its address would never be free again.
      account.applyRemovalPolicy(RemovalPolicy.RETAIN);
      return [name, account] as const;
    });
    // Organizations makes one account at a time, and fails those that it is asked for meanwhile.
    made.forEach(([, account], index) => {
      if (index > 0) {
        account.addResourceDependency(made[index - 1][1]);
      }
    });
    this.accounts = Object.fromEntries(made);
  }
}
