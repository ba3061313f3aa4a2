import { cliReason } from './cliReason';

/** What the real CLI printed; the name of the stack is claims. */
const BEGINS = ['✨  Synthesis time: 0.04s'];
const CREATES = [...BEGINS, 'claims: creating CloudFormation changeset...'];
const ROLE = 'arn:aws:iam::111122223333:role/cdk-plinth-deploy-role';

describe('cliReason', () => {
  it.each<[string, string[], string | undefined]>([
    [
      'a template that CreateChangeSet refuses',
      [
        ...CREATES,
        'Template format error: Unresolved resource dependencies [Nope] in the Resources block of the template',
      ],
      'Template format error: Unresolved resource dependencies [Nope] in the Resources block of the template',
    ],
    [
      'a change set that failed, and whose hooks nobody can read',
      [
        ...CREATES,
        'Failed to create change set plinth-1:',
        'claims  (AWS::CloudFormation::Stack)',
        '  No export named nope found.',
        '   Could not fetch extra hook failure detail for change set plinth-1 (AccessDenied). Run again with -v to see the full error.',
      ],
      'No export named nope found.',
    ],
    [
      'a parameter that is not in SSM',
      [
        ...CREATES,
        'Unable to fetch parameters [/nope] from parameter store for this account. (parameter X)',
      ],
      'Unable to fetch parameters [/nope] from parameter store for this account. (parameter X)',
    ],
    [
      'credentials that AWS refuses',
      [
        ...BEGINS,
        'Need to perform AWS calls for account 111122223333, but no credentials have been configured',
      ],
      'AWS does not let the run into account 111122223333: no credentials were taken',
    ],
    [
      'credentials of another account',
      [
        ...BEGINS,
        'Need to perform AWS calls for account 111122223333, but the current credentials are for 444455556666',
      ],
      'AWS does not let the run into account 111122223333: the current credentials are for 444455556666',
    ],
    [
      'a role that cannot be assumed',
      [
        ...BEGINS,
        `Could not assume role in target account using current credentials (which are for account 444455556666) User is not authorized to perform: sts:AssumeRole on resource: ${ROLE} . Please make sure that this role exists in the account. If it doesn't exist, (re)-bootstrap the environment`,
      ],
      `the role that deploys could not be assumed: using current credentials (which are for account 444455556666) User is not authorized to perform: sts:AssumeRole on resource: ${ROLE}`,
    ],
    [
      'a role that cannot be assumed, without which the CLI went on',
      [
        ...BEGINS,
        `current credentials could not be used to assume '${ROLE}', but are for the right account. Proceeding anyway.`,
        'claims: creating CloudFormation changeset...',
        'User: arn:aws:iam::111122223333:user/reader is not authorized to perform: cloudformation:CreateChangeSet because no identity-based policy allows the action',
      ],
      `User: arn:aws:iam::111122223333:user/reader is not authorized to perform: cloudformation:CreateChangeSet because no identity-based policy allows the action (the run could not assume ${ROLE}, and went on without it)`,
    ],
    [
      'no deployment backend',
      [
        ...BEGINS,
        "claims: SSM parameter /cdk-bootstrap/plinth/version not found in aws://111122223333/us-east-1. Has the environment been bootstrapped? Please run 'cdk bootstrap' (see https://docs.aws.amazon.com/cdk/latest/guide/bootstrapping.html)",
        'UnknownError',
        "‣ SsmParameterNotFound: SSM parameter /cdk-bootstrap/plinth/version not found in aws://111122223333/us-east-1. Has the environment been bootstrapped? Please run 'cdk bootstrap'",
        '‣ ParameterNotFound: UnknownError',
      ],
      'there is no deployment backend in aws://111122223333/us-east-1 that has the parameter /cdk-bootstrap/plinth/version; deploy it, as the guide "Bootstrap an account" says',
    ],
    [
      'a deployment backend that is too old',
      [
        ...BEGINS,
        "claims: This CDK deployment requires bootstrap stack version '8', found '6' in aws://111122223333/us-east-1. Please run 'cdk bootstrap'.",
      ],
      'the deployment backend in aws://111122223333/us-east-1 has version 6, and this needs 8; deploy the newer one, as the guide "Bootstrap an account" says',
    ],
    [
      'a file that nobody takes',
      [
        ...BEGINS,
        'claims: start: Building a',
        'claims: success: Built a',
        'claims: start: Publishing a (d)',
        "claims: fail: No bucket named 'no-such-bucket-there'. Is account 111122223333 bootstrapped?",
        'Failed to publish asset a (d)',
        '‣ AggregateError: ',
      ],
      "a file or image of the stack could not be published: No bucket named 'no-such-bucket-there'. Is account 111122223333 bootstrapped?",
    ],
    [
      'too many calls',
      [...CREATES, 'Rate exceeded'],
      'AWS answered "Rate exceeded" to every try; run this deployment again, later',
    ],
    [
      'AWS that cannot be reached',
      [...BEGINS, 'connect ECONNREFUSED 127.0.0.1:9'],
      'connect ECONNREFUSED 127.0.0.1:9',
    ],
    [
      'nothing but progress',
      [
        ...CREATES,
        'claims: deploying... [1/1]',
        'claims | 0/2 | 6:21:30 AM | REVIEW_IN_PROGRESS      | AWS::CloudFormation::Stack | claims User Initiated',
      ],
      undefined,
    ],
  ])('says of %s', (_, lines, reason) => {
    expect(cliReason(lines)).toBe(reason);
  });
});
