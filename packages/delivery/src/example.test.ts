import { execFile } from 'node:child_process';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { Pipeline } from './__testUtils__/Pipeline';

const DOCS = path.resolve(__dirname, '../../../docs');
const EXAMPLE = path.join(DOCS, 'examples/own-queue-and-lambda');
const PLAN = '<!-- plinth:plan -->';
const DEV = { account: '111122223333', region: 'us-east-1' };
const UNIT = 'intake-dev';

describe('the example of a team’s own queue and function', () => {
  let pipeline: Pipeline;
  beforeAll(async () => {
    pipeline = await Pipeline.start();
    pipeline.checkSchemas();
  });
  afterAll(() => pipeline?.close());

  const resources = (type: string) =>
    pipeline.aws.cloudFormation.resources({ ...DEV, stackName: UNIT, type });

  it('is what the how-to shows', () => {
    const page = readFileSync(
      path.join(DOCS, 'how-to/add-your-own-resources.md'),
      'utf8',
    );
    const blocks = [...page.matchAll(/```\w+\n(.*?)```/gs)].map(
      ([, text]) => text,
    );
    for (const file of ['stack.ts', 'handler/index.mjs']) {
      expect(blocks).toContain(readFileSync(path.join(EXAMPLE, file), 'utf8'));
    }
  });

  it('is refused by the plan where CloudFormation would not know what it says', async () => {
    const pull = await pipeline.propose('misspelt', checkout => {
      const folder = path.join(checkout.root, 'environments', UNIT);
      cpSync(EXAMPLE, folder, { recursive: true });
      const file = path.join(folder, 'stack.ts');
      writeFileSync(
        file,
        readFileSync(file, 'utf8')
          .replace(
            "from 'aws-cdk-lib/core';",
            "from 'aws-cdk-lib/core';\nimport { CfnResource } from 'aws-cdk-lib/core';",
          )
          .replace(
            'super(scope, id, props);',
            `super(scope, id, props);
    new CfnResource(this, 'Misspelt', {
      type: 'AWS::SQS::Queue',
      properties: { VisibilityTimeoutSeconds: 30 },
    });`,
          ),
      );
    });
    expect(pipeline.lastRun('plan').conclusion).toBe('failure');
    expect(pipeline.comment(pull, PLAN)).toMatch(
      /Misspelt.*VisibilityTimeoutSeconds|VisibilityTimeoutSeconds.*Misspelt/,
    );
  });

  it('passes the plan, and is deployed with its code by the pipeline', async () => {
    const pull = await pipeline.propose('intake', checkout =>
      cpSync(EXAMPLE, path.join(checkout.root, 'environments', UNIT), {
        recursive: true,
      }),
    );
    const comment = pipeline.comment(pull, PLAN) ?? '';
    expect([pipeline.lastRun('plan').conclusion, comment]).toEqual([
      'success',
      expect.stringContaining('`AWS::Lambda::Function`'),
    ]);
    expect(comment.match(/^- .*(error|warning) `.*$/gm)).toEqual([
      // Of this repository, and not of the example
      '- ⚠️ warning `protection`: main needs no approval of code owners; ask for it.',
    ]);

    await pipeline.merge(pull);
    expect(pipeline.lastRun('deploy')).toMatchObject({ conclusion: 'success' });
    expect(pipeline.aws.cloudFormation.store.find(DEV, UNIT)?.status).toBe(
      'CREATE_COMPLETE',
    );

    const queues = resources('AWS::SQS::Queue');
    expect(queues).toHaveLength(2);
    for (const { properties } of queues) {
      expect(properties.KmsMasterKeyId).toMatch(/^arn:aws:kms:us-east-1:/);
    }
    expect(
      queues.filter(({ properties }) => properties.RedrivePolicy),
    ).toHaveLength(1);
    const [processor] = resources('AWS::Lambda::Function');
    const [mapping] = resources('AWS::Lambda::EventSourceMapping');
    expect(mapping.properties).toMatchObject({
      FunctionName: processor.physicalId,
      EventSourceArn: expect.stringMatching(
        /^arn:aws:sqs:us-east-1:111122223333:/,
      ),
    });

    const { S3Bucket, S3Key } = processor.properties.Code as {
      S3Bucket: string;
      S3Key: string;
    };
    expect(pipeline.aws.s3.list(S3Bucket).map(({ key }) => key)).toContain(
      S3Key,
    );
    const alarm = resources('AWS::CloudWatch::Alarm').find(
      ({ properties }) => properties.Namespace === 'AWS/SQS',
    );
    expect(alarm?.properties).toMatchObject({
      AlarmDescription: expect.stringContaining(
        'docs/runbooks/submissions-failed.md',
      ),
      AlarmActions: [expect.stringMatching(/^arn:aws:sns:/)],
    });
  });
});

describe('the function of the example', () => {
  it('keeps what it can, and names what must be delivered again', async () => {
    // As Lambda runs it: in a process of its own, as an ES module.
    const { stdout } = await promisify(execFile)(process.execPath, [
      '--input-type=module',
      '--eval',
      `
        import { handler } from ${JSON.stringify(path.join(EXAMPLE, 'handler/index.mjs'))};
        const kept = [];
        const records = ['{"claim":1}', 'no JSON', '{"claim":1}'];
        const answer = await handler(
          { Records: records.map((body, index) => ({ messageId: 'message-' + index, body })) },
          {},
          { send: async ({ input }) => kept.push(input.Key) },
        );
        console.log(JSON.stringify({ answer, kept }));
      `,
    ]);
    const { answer, kept } = JSON.parse(stdout);
    expect(answer).toEqual({
      batchItemFailures: [{ itemIdentifier: 'message-1' }],
    });
    expect(kept).toHaveLength(2);
    expect(new Set(kept).size).toBe(1);
    expect(kept[0]).toMatch(/^application\/submissions\/[0-9a-f]{64}\.json$/);
  });
});
