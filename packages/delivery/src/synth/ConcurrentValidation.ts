import { availableParallelism } from 'node:os';
import {
  MessageChannel,
  receiveMessageOnPort,
  Worker,
  type MessagePort,
} from 'node:worker_threads';
import {
  CloudFormationValidatePlugin,
  type IPolicyValidationContext,
  type IPolicyValidationPlugin,
  type PolicyValidationPluginReport,
} from 'aws-cdk-lib/core';

type StackTemplates = IPolicyValidationContext['stackTemplates'];

/** What a worker answers. */
type Answer =
  { report: PolicyValidationPluginReport; version: string } | { error: string };

/** Fewer templates than this are done before another engine has started. */
const TEMPLATES_PER_WORKER = 25;
const MOST_WORKERS = 4;
/** Far longer than a thousand stacks take. */
const LIMIT_MS = 15 * 60_000;

/**
 * What a worker runs: CDK's own plugin, on the templates it is sent. It is a text because a published package is
 * bundled into one file, in which a worker would have none of its own.
 */
const WORKER = `
// Optimizing the engine's code costs more than it brings: measured, 3 templates and 100 take a third less without.
require('node:v8').setFlagsFromString('--wasm-tiering-budget=1000000000');
const { workerData: { core, port, done } } = require('node:worker_threads');
const answer = message => {
  port.postMessage(message);
  Atomics.store(done, 0, 1);
  Atomics.notify(done, 0);
};
try {
  const { CloudFormationValidatePlugin } = require(core);
  const plugin = new CloudFormationValidatePlugin();
  port.once('message', stackTemplates => {
    try {
      answer({ report: plugin.validate({ stackTemplates }), version: plugin.version });
    } catch (error) {
      answer({ error: error.stack });
    }
    port.close();
  });
} catch (error) {
  answer({ error: error.stack });
}
`;

interface ValidationWorker {
  readonly port: MessagePort;
  readonly done: Int32Array;
}

function startWorker(): ValidationWorker {
  const { port1, port2 } = new MessageChannel();
  const done = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(WORKER, {
    eval: true,
    // The hooks for TypeScript are of no use there.
    execArgv: [],
    workerData: {
      core: require.resolve('aws-cdk-lib/core'),
      port: port2,
      done,
    },
    transferList: [port2],
  });
  // An app that ends early, for instance with an error, does not wait for the engine to start.
  worker.unref();
  port1.unref();
  return { port: port1, done };
}

/**
 * CDK's check against CloudFormation's schemas, in threads of its own. The engine takes longer to start than most units
 * take to synthesize, so it starts when this is made and not, as in every CDK app, after synthesis; many templates are
 * shared out among the cores. The findings are those of the CDK's own plugin.
 */
export class ConcurrentValidation implements IPolicyValidationPlugin {
  readonly name = CloudFormationValidatePlugin.PLUGIN_NAME;
  readonly #workers: ValidationWorker[];
  #version: string | undefined;

  /** @param units - how many units there will be, by which the number of workers is chosen */
  static start(units: number): ConcurrentValidation {
    const plugin = new ConcurrentValidation(units);
    // By its class the CDK knows that this stands in for the one that every app has, and adds no other. The class's own
    // constructor would start an engine in this thread.
    return Object.setPrototypeOf(
      plugin,
      Object.create(
        CloudFormationValidatePlugin.prototype,
        Object.getOwnPropertyDescriptors(ConcurrentValidation.prototype),
      ),
    );
  }

  private constructor(units: number) {
    const count = Math.min(
      availableParallelism(),
      MOST_WORKERS,
      Math.max(1, Math.floor(units / TEMPLATES_PER_WORKER)),
    );
    this.#workers = Array.from({ length: count }, startWorker);
  }

  /** The engine's version, once it has answered. */
  get version(): string | undefined {
    return this.#version;
  }

  get ruleIds(): string[] | undefined {
    return undefined;
  }

  /** Waits for the workers, which blocks this thread: a plugin of the CDK cannot answer later. */
  validate(context: IPolicyValidationContext): PolicyValidationPluginReport {
    const shares = shareOut(context.stackTemplates, this.#workers.length);
    shares.forEach((share, index) =>
      this.#workers[index].port.postMessage(share),
    );
    const answers = shares.map((_, index) => answerOf(this.#workers[index]));
    this.#version = answers[0]?.version;
    return mergeReports(answers.map(({ report }) => report));
  }
}

function answerOf({ port, done }: ValidationWorker) {
  Atomics.wait(done, 0, 0, LIMIT_MS);
  const answer = receiveMessageOnPort(port)?.message as Answer | undefined;
  if (!answer) {
    throw new Error(
      `The validation of the templates did not end within ${LIMIT_MS / 60_000} minutes.`,
    );
  }
  if ('error' in answer) throw new Error(answer.error);
  return answer;
}

/** Splits into parts of as equal a size as can be, in order. */
export function shareOut(
  templates: StackTemplates,
  parts: number,
): StackTemplates[] {
  const size = Math.ceil(templates.length / parts);
  return Array.from({ length: parts }, (_, part) =>
    templates.slice(part * size, (part + 1) * size),
  ).filter(share => share.length > 0);
}

/** One report, as if one engine had seen all templates: a rule that was broken twice is one violation in two places. */
export function mergeReports(
  reports: readonly PolicyValidationPluginReport[],
): PolicyValidationPluginReport {
  const violations = new Map<
    string,
    PolicyValidationPluginReport['violations'][number]
  >();
  for (const violation of reports.flatMap(report => report.violations)) {
    const key = `${violation.ruleName} ${violation.severity}`;
    const known = violations.get(key);
    violations.set(
      key,
      known
        ? {
            ...known,
            violatingResources: [
              ...known.violatingResources,
              ...violation.violatingResources,
            ],
          }
        : violation,
    );
  }
  return {
    success: reports.every(({ success }) => success),
    violations: [...violations.values()],
  };
}
