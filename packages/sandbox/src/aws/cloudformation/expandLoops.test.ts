import { place, useEngine } from '../testing/useEngine';

describe('Loops of AWS::LanguageExtensions', () => {
  const engine = useEngine();

  it('are written out: in names, texts and references, within each other, and in what they are asked for', async () => {
    const stack = await engine.deploy(
      'loops',
      `
Transform: AWS::LanguageExtensions
Resources:
  Fn::ForEach::Logs:
    - Name
    - [a, b.c]
    - Logs&{Name}:
        Type: AWS::Logs::LogGroup
        Properties:
          LogGroupName: !Sub '/app/\${Name}'
          Tags:
            - { Key: name, Value: !Ref Name }
Outputs:
  Fn::ForEach::Names:
    - Id
    - [a, bc]
    - Fn::ForEach::Attributes:
        - Attribute
        - [Arn]
        - Logs\${Id}\${Attribute}:
            Value: !GetAtt [!Sub 'Logs\${Id}', !Ref Attribute]
`,
    );
    expect(stack.status).toBe('CREATE_COMPLETE');
    expect(
      engine.aws.cloudFormation
        .resources({ ...place, stackName: 'loops' })
        .map(({ logicalId, properties }) => [logicalId, properties])
        .sort(),
    ).toEqual([
      [
        'Logsa',
        expect.objectContaining({
          LogGroupName: '/app/a',
          Tags: [{ Key: 'name', Value: 'a' }],
        }),
      ],
      [
        'Logsbc',
        expect.objectContaining({
          LogGroupName: '/app/b.c',
          Tags: [{ Key: 'name', Value: 'b.c' }],
        }),
      ],
    ]);
    expect(stack.outputs.map(({ key }) => key).sort()).toEqual([
      'LogsaArn',
      'LogsbcArn',
    ]);
  });
});
