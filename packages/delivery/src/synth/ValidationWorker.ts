import {
  MessageChannel,
  type MessagePort,
  receiveMessageOnPort,
  Worker,
} from 'node:worker_threads';
import type {
  IPolicyValidationContext,
  PolicyValidationPluginReport,
} from 'aws-cdk-lib/core';

/** A template to validate, as the CDK names it to its plugins. */
export type StackTemplate = IPolicyValidationContext['stackTemplates'][number];

/** What the thread answers: a report for each template, in the order in which it was sent them. */
type Answer =
  | { reports: PolicyValidationPluginReport[]; version: string }
  | { error: string };

/** Far longer than a thousand stacks take. */
const LIMIT_MS = 5 * 60_000;

/**
 * What the thread runs: CDK's own plugin, on each template that it is sent. It is a text because a published package is
 * bundled into one file, in which a thread would have none of its own.
 *
 * A quick thread asks the CEL engine first, which has the same rules as the plugin's and takes half the time; the plugin
 * decides about every template that is not clean by that engine.
 */
const PROGRAM = `
// Optimizing the engine's code costs more than it brings: measured, 3 templates and 200 take less without.
require('node:v8').setFlagsFromString('--wasm-tiering-budget=1000000000');
const { workerData: { core, engines, port, done } } = require('node:worker_threads');
const answer = message => {
  port.postMessage(message);
  Atomics.store(done, 0, 1);
  Atomics.notify(done, 0);
  port.close();
};
try {
  const { CloudFormationValidatePlugin } = require(core);
  let own;
  const careful = context => (own ??= new CloudFormationValidatePlugin()).validate(context);
  let validate = careful;
  let version = () => own.version;
  if (engines) {
    const first = Object.create(CloudFormationValidatePlugin.prototype, {
      engine: { value: new (require(engines).CelEngine)({}) },
    });
    validate = context => {
      const report = first.validate(context);
      return report.violations.length > 0 ? careful(context) : report;
    };
    version = () => first.version;
  } else {
    own = new CloudFormationValidatePlugin();
  }
  const reports = [];
  port.on('message', template => {
    try {
      if (template) reports.push(validate({ stackTemplates: [template] }));
      else answer({ reports, version: version() });
    } catch (error) {
      answer({ error: error.stack });
    }
  });
} catch (error) {
  answer({ error: error.stack });
}
`;

/** CDK's check against CloudFormation's schemas in a thread of its own; its engine starts at once. */
export class ValidationWorker {
  readonly #port: MessagePort;
  readonly #worker: Worker;
  readonly #done = new Int32Array(new SharedArrayBuffer(4));

  /** @param options.quick - ask the quicker engine first; for templates that are expected to be clean */
  constructor({ quick = false } = {}) {
    const core = require.resolve('aws-cdk-lib/core');
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    this.#worker = new Worker(PROGRAM, {
      eval: true,
      // The hooks for TypeScript are of no use there.
      execArgv: [],
      workerData: {
        core,
        engines:
          quick &&
          require.resolve('@aws/cloudformation-validate', { paths: [core] }),
        port: port2,
        done: this.#done,
      },
      transferList: [port2],
    });
    // An app that ends early, for instance with an error, does not wait for the engine to start.
    this.#worker.unref();
    this.#port.unref();
  }

  send(template: StackTemplate): void {
    this.#port.postMessage(template);
  }

  /**
   * Waits for the reports of all templates that were sent, which blocks this thread, and ends the worker.
   *
   * @throws Error if the engine failed, or did not end in time
   */
  finish(): { reports: PolicyValidationPluginReport[]; version: string } {
    this.#port.postMessage(undefined);
    Atomics.wait(this.#done, 0, 0, LIMIT_MS);
    const answer = receiveMessageOnPort(this.#port)?.message as
      Answer | undefined;
    void this.#worker.terminate();
    if (!answer) {
      throw new Error(
        `The validation of the templates did not end within ${LIMIT_MS / 60_000} minutes.`,
      );
    }
    if ('error' in answer) {
      throw new Error(answer.error);
    }
    return answer;
  }
}
