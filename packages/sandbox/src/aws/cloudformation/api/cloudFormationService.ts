import type { AwsContext } from '../../AwsContext';
import { queryProtocol } from '../../protocols/queryProtocol';
import type { AwsService } from '../../service/AwsService';
import { changeSetOperations } from './changeSetOperations';
import { driftOperations } from './driftOperations';
import { exportOperations } from './exportOperations';
import { resourceOperations } from './resourceOperations';
import { stackLists } from './stackLists';
import { stackOperations } from './stackOperations';
import { templateOperations } from './templateOperations';

/** What CloudFormation's API is made with. */
export type ApiContext = Pick<AwsContext, 'cloudFormation' | 's3' | 'pageSize'>;

/** CloudFormation's API over the engine. */
export function cloudFormationService(context: ApiContext): AwsService {
  return {
    signingName: 'cloudformation',
    protocol: queryProtocol(
      'http://cloudformation.amazonaws.com/doc/2010-05-15/',
    ),
    invalidParameter: 'ValidationError',
    operations: {
      ...stackOperations(context),
      ...changeSetOperations(context),
      ...stackLists(context),
      ...resourceOperations(context),
      ...exportOperations(context),
      ...templateOperations(context),
      ...driftOperations(context),
      DescribeAccountLimits: () => ({
        AccountLimits: [
          { Name: 'StackLimit', Value: 2000 },
          { Name: 'StackOutputsLimit', Value: 200 },
        ],
      }),
    },
  };
}
