import { CannotTell } from '../Check';
import { bootstrapVersion } from './bootstrapVersion';

describe('bootstrapVersion', () => {
  it.each([
    [
      'YAML with tags',
      `Resources:
  Version:
    Type: AWS::SSM::Parameter
    Properties:
      Name: !Sub '/cdk-bootstrap/\${Qualifier}/version'
      Value: '33'
`,
    ],
    [
      'JSON',
      JSON.stringify({
        Resources: { Version: { Properties: { Value: '33' } } },
      }),
    ],
  ])('reads it in %s', (_, template) => {
    expect(bootstrapVersion(template, 'Version')).toBe(33);
  });

  it.each([
    [
      'computed',
      'Resources: { Version: { Properties: { Value: { Ref: A } } } }',
    ],
    ['missing', 'Resources: {}'],
    ['empty', 'Resources: { Version: { Properties: { Value: "" } } }'],
  ])('does not guess one that is %s', (_, template) => {
    expect(() => bootstrapVersion(template, 'Version')).toThrow(CannotTell);
  });
});
