import { Template } from 'aws-cdk-lib/assertions';
import { exampleParts } from '../../testing/exampleParts';
import { LogDelivery } from './LogDelivery';

describe('LogDelivery', () => {
  const { stack } = exampleParts();
  new LogDelivery(stack, 'Edge', {
    name: 'edge',
    logGroupNames: ['aws-waf-logs-example', '/plinth/example/cloudfront'],
  });
  new LogDelivery(stack, 'Search', {
    name: 'search',
    logGroupNames: ['/plinth/example/log-search'],
    service: 'es.amazonaws.com',
  });
  const template = Template.fromStack(stack);
  const statementOf = (PolicyName: string) => {
    const [{ Properties }] = Object.values(
      template.findResources('AWS::Logs::ResourcePolicy', {
        Properties: { PolicyName },
      }),
    );
    const [statement, ...others] = JSON.parse(
      Properties.PolicyDocument,
    ).Statement;
    expect(others).toEqual([]);
    return statement;
  };

  it('lets WAF and CloudFront write to the named groups, for this account alone', () => {
    expect(statementOf('edge')).toEqual({
      Sid: 'DeliverLogs',
      Effect: 'Allow',
      Principal: { Service: 'delivery.logs.amazonaws.com' },
      Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      Resource: [
        'arn:aws:logs:us-east-1:111122223333:log-group:aws-waf-logs-example:*',
        'arn:aws:logs:us-east-1:111122223333:log-group:/plinth/example/cloudfront:*',
      ],
      Condition: { StringEquals: { 'aws:SourceAccount': '111122223333' } },
    });
  });

  it('lets another service write where it is named instead', () => {
    expect(statementOf('search').Principal).toEqual({
      Service: 'es.amazonaws.com',
    });
  });
});
