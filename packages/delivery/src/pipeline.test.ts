import { Pipeline } from './testing/Pipeline';

jest.setTimeout(180_000);

describe('the pipeline', () => {
  let pipeline: Pipeline;
  beforeAll(async () => {
    pipeline = await Pipeline.start();
  });
  afterAll(() => pipeline?.close());

  it('plans a pull request, and deploys what was approved', async () => {
    const pull = await pipeline.propose('claims-dev', checkout => checkout.writeEnvironment('claims-dev'));
    console.log(JSON.stringify(pipeline.lastRun('plan'), null, 1));
    const comment = pipeline.comment(pull, '<!-- plinth:plan -->');
    expect(comment).toContain('1 stack: 1 to add');
    const commit = await pipeline.merge(pull);
    console.log(JSON.stringify(pipeline.lastRun('deploy'), null, 1));
    expect(pipeline.status(commit, 'plinth/deploy')).toEqual({ state: 'success', description: '1 deployed' });
  });
});
