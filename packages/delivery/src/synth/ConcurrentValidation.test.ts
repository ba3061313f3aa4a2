import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os, { tmpdir } from 'node:os';
import path from 'node:path';
import {
  App,
  attachCustomSynthesis,
  CfnResource,
  Stack,
  Validations,
} from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { FAIL_SYNTH_ON_VALIDATION_ERRORS_CONTEXT } from 'aws-cdk-lib/cx-api';
import { ConcurrentValidation, mergeReports } from './ConcurrentValidation';
import { ValidationWorker } from './ValidationWorker';

/** Synthesizes stacks of which every third breaks its resource's schema; answers CDK's report. */
function reportOf(
  stacks: number,
  validation?: ConcurrentValidation,
  followed = 0,
) {
  const outdir = mkdtempSync(path.join(tmpdir(), 'plinth-validation-'));
  const app = new App({
    outdir,
    analyticsReporting: false,
    context: { [FAIL_SYNTH_ON_VALIDATION_ERRORS_CONTEXT]: false },
    postCliContext: { '@aws-cdk/core:validateAgainstDefaultRules': true },
  });
  if (validation) {
    Validations.of(app).addPlugins(validation);
  }
  for (let index = 0; index < stacks; index += 1) {
    const stack = new Stack(app, `stack-${index}`);
    new CfnResource(stack, 'Topic', {
      type: 'AWS::SNS::Topic',
      properties:
        index % 3 ? { DisplayName: 'fine' } : { DisplayNane: 'wrong' },
    });
    if (index < followed) {
      validation?.follow(app, `follow-${index}`, [stack]);
    }
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
    if (before !== undefined) {
      process.env.CDK_VALIDATION = before;
    }
    // The CDK sets it when there are findings, and these are meant to be there.
    process.exitCode = exitCode;
    jest.restoreAllMocks();
  });

  it('reports what the validation of every CDK app reports, and once', () => {
    const expected = reportOf(4);
    expect(expected.pluginReports).toHaveLength(1);
    expect(expected.pluginReports[0].violations.length).toBeGreaterThan(0);
    expect(reportOf(4, ConcurrentValidation.start(4))).toEqual(expected);
  });

  it('reports the same of many units, which a quicker engine sees first', () => {
    jest.spyOn(os, 'availableParallelism').mockReturnValue(2);
    expect(reportOf(10, ConcurrentValidation.start(200))).toEqual(reportOf(10));
  });

  it('reports the same when it checked some stacks before the others were written', () => {
    expect(reportOf(10, ConcurrentValidation.start(1), 7)).toEqual(
      reportOf(10),
    );
  });

  it('checks a stack that it follows while later ones are written', () => {
    const sent: string[] = [];
    jest
      .spyOn(ValidationWorker.prototype, 'send')
      .mockImplementation(({ stackConstructPath }) => {
        sent.push(stackConstructPath);
      });
    jest.spyOn(ValidationWorker.prototype, 'finish').mockReturnValue({
      reports: [{ success: true, violations: [] }],
      version: '1',
    });
    const outdir = mkdtempSync(path.join(tmpdir(), 'plinth-validation-'));
    const app = new App({ outdir, analyticsReporting: false });
    const validation = ConcurrentValidation.start(1);
    validation.follow(app, 'follow', [new Stack(app, 'first')]);
    attachCustomSynthesis(new Construct(app, 'second'), {
      onSynthesize: () => {
        sent.push('what comes after');
      },
    });
    app.synth();
    rmSync(outdir, { recursive: true, force: true });
    expect(sent).toEqual(['first', 'what comes after']);
  });

  it('says what the engine failed with', () => {
    const worker = new ValidationWorker();
    worker.send({
      stackConstructPath: 'gone',
      templatePath: '/nowhere.json',
      accountId: '111122223333',
      region: 'us-east-1',
    });
    expect(() => worker.finish()).toThrow(/nowhere\.json/);
  });

  it('fails a report when one of the shares fails', () => {
    const fine = { success: true, violations: [] };
    expect(mergeReports([fine, fine]).success).toBe(true);
    expect(mergeReports([fine, { ...fine, success: false }]).success).toBe(
      false,
    );
  });
});
