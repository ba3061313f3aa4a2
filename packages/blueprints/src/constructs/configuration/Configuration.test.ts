import { Template } from 'aws-cdk-lib/assertions';
import { exampleParts } from '../../testing/exampleParts';
import { Configuration } from './Configuration';

const path = '/plinth/claims-dev';

describe('Configuration', () => {
  it('makes a plain parameter below the path for each value, with references as they are', () => {
    const { stack, key } = exampleParts();
    new Configuration(stack, 'Configuration', {
      path,
      values: { 'database/port': '5432', 'key/arn': key.keyArn },
    });
    const template = Template.fromStack(stack);
    template.resourceCountIs('AWS::SSM::Parameter', 2);
    template.hasResourceProperties('AWS::SSM::Parameter', {
      Name: '/plinth/claims-dev/database/port',
      Type: 'String',
      Value: '5432',
    });
    template.hasResourceProperties('AWS::SSM::Parameter', {
      Name: '/plinth/claims-dev/key/arn',
      Type: 'String',
      Value: stack.resolve(key.keyArn),
    });
  });

  it('names each resource after its own value, so that adding one replaces no other', () => {
    const logicalIds = (values: Record<string, string>) => {
      const { stack } = exampleParts();
      new Configuration(stack, 'Configuration', { path, values });
      return Object.keys(
        Template.fromStack(stack).findResources('AWS::SSM::Parameter'),
      );
    };
    const [port] = logicalIds({ 'database/port': '5432' });
    expect(port).toMatch(/^Configurationdatabaseport/);
    expect(
      logicalIds({ 'bucket/name': 'data', 'database/port': '5432' }),
    ).toContain(port);
  });

  it('refuses two names that differ in punctuation alone', () => {
    const { stack } = exampleParts();
    expect(
      () =>
        new Configuration(stack, 'Configuration', {
          path,
          values: { 'database/port': '5432', 'database-port': '5432' },
        }),
    ).toThrow(/already a Construct with name 'database-port'/);
  });
});
