import { App, Stack, Validations } from 'aws-cdk-lib/core';
import { createApp } from '../synthesizeUnit';
import { acknowledge } from './acknowledge';

const REASON = 'A bucket of samples holds nothing that somebody wrote';

/** What an app notes of a finding that is accepted in it. */
function noted(app: App) {
  const stack = new Stack(app, 'sample');
  acknowledge(stack, 'AwsSolutions-S1', REASON);
  const [entry] = stack.node.metadata.filter(
    ({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY,
  );
  return { reasons: Object.values(entry.data), trace: entry.trace?.join() };
}

describe('acknowledge', () => {
  it('notes where a finding was accepted, but in apps that record no stack traces', () => {
    const limit = Error.stackTraceLimit;
    const traced = noted(new App());
    expect(traced).toEqual({
      reasons: [REASON],
      trace: expect.stringContaining('acknowledge.test.ts'),
    });
    const untraced = noted(createApp());
    expect(untraced.reasons).toEqual([REASON]);
    expect(untraced.trace).not.toMatch(/\.ts\b/);
    expect(Error.stackTraceLimit).toBe(limit);
  });

  it('refuses a reason that says too little to be checked', () => {
    const stack = new Stack(createApp(), 'sample');
    expect(() =>
      acknowledge(stack, 'AwsSolutions-S1', 'Not needed here'),
    ).toThrow('sample needs a reason that a reviewer can check');
  });
});
