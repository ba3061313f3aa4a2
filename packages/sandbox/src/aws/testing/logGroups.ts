/** A template with so many log groups. */
export function logGroups(count: number): string {
  return JSON.stringify({
    Resources: Object.fromEntries(
      Array.from({ length: count }, (_, index) => [
        `Log${index}`,
        {
          Type: 'AWS::Logs::LogGroup',
          Properties: {
            LogGroupName: { 'Fn::Sub': `/\${AWS::StackName}/${index}` },
          },
        },
      ]),
    ),
  });
}
