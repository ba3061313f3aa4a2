/** The CloudFormation of all accounts and regions. */
export class CloudFormationEngine {}
