import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { App, CfnResource, Stack, Validations } from 'aws-cdk-lib/core';
import { FAIL_SYNTH_ON_VALIDATION_ERRORS_CONTEXT } from 'aws-cdk-lib/cx-api';
import {
  ConcurrentValidation,
  mergeReports,
  shareOut,
} from './ConcurrentValidation';

/** Synthesizes stacks of which every third breaks its resource's schema; answers CDK's report. */
function reportOf(stacks: number, validation?: ConcurrentValidation) {
  const outdir = mkdtempSync(path.join(tmpdir(), 'plinth-validation-'));
  const app = new App({
    outdir,
    analyticsReporting: false,
    context: { [FAIL_SYNTH_ON_VALIDATION_ERRORS_CONTEXT]: false },
    postCliContext: { '@aws-cdk/core:validateAgainstDefaultRules': true },
  });
  if (validation) Validations.of(app).addPlugins(validation);
  for (let index = 0; index < stacks; index += 1) {
    const stack = new Stack(app, `stack-${index}`);
    new CfnResource(stack, 'Topic', {
      type: 'AWS::SNS::Topic',
      properties:
        index % 3 ? { DisplayName: 'fine' } : { DisplayNane: 'wrong' },
    });
  }
  try {
    app.synth();
    return JSON.parse(
      readFileSync(path.join(outdir, 'validation-report.json'), 'utf8'),
      // They name the line of this file from which the app was made.
      (key, value) => (key === 'stackTraces' ? undefined : value),
    );
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

describe('ConcurrentValidation', () => {
  const before = process.env.CDK_VALIDATION;
  const exitCode = process.exitCode;

  beforeEach(() => {
    delete process.env.CDK_VALIDATION;
    jest.spyOn(console, 'error').mockImplementation(() => {});
  });
  afterEach(() => {
    if (before !== undefined) process.env.CDK_VALIDATION = before;
    // The CDK sets it when there are findings, and these are meant to be there.
    process.exitCode = exitCode;
    jest.restoreAllMocks();
  });

  it('reports what the validation of every CDK app reports, and once', () => {
    const expected = reportOf(4);
    expect(expected.pluginReports).toHaveLength(1);
    expect(expected.pluginReports[0].violations.length).toBeGreaterThan(0);
    expect(reportOf(4, ConcurrentValidation.start(4))).toEqual(expected);
  }, 60_000);

  it('reports the same when several workers share the templates', () => {
    expect(reportOf(10, ConcurrentValidation.start(100))).toEqual(reportOf(10));
  }, 60_000);

  it('shares templates out in order, and leaves out workers without any', () => {
    const templates = ['a', 'b', 'c', 'd', 'e'].map(name => ({
      stackConstructPath: name,
      templatePath: name,
      accountId: '111122223333',
      region: 'us-east-1',
    }));
    const names = (parts: number) =>
      shareOut(templates, parts).map(share =>
        share.map(({ templatePath }) => templatePath).join(''),
      );
    expect(names(1)).toEqual(['abcde']);
    expect(names(2)).toEqual(['abc', 'de']);
    expect(names(4)).toEqual(['ab', 'cd', 'e']);
    expect(shareOut([], 2)).toEqual([]);
  });

  it('fails a report when one of the shares fails', () => {
    const fine = { success: true, violations: [] };
    expect(mergeReports([fine, fine]).success).toBe(true);
    expect(mergeReports([fine, { ...fine, success: false }]).success).toBe(
      false,
    );
  });
});
