import { ServiceUnavailableError } from '@backstage/errors';
import type { Unit } from '@plinth/blueprints/schema';
import type { Estimate } from '@plinth/plugin-environments-common';
import { createRequire } from 'node:module';
import {
  isMainThread,
  parentPort,
  Worker,
  workerData,
} from 'node:worker_threads';
import type { UnitPricer } from './Estimator';

/*
 * This file runs on both sides: imported, it offers the class; started as a worker, it serves requests. CDK is loaded
 * only in the worker, with the first request, and stays warm there: loading takes seconds, a synthesis a fraction of
 * one. The worker ends when nobody asked for a while, which gives its memory back.
 */

const MARK = 'plinth-pricing-worker';
const TIMEOUT_MS = 60_000;
const IDLE_MS = 10 * 60_000;
const MAX_HEAP_MB = 512;

interface Question {
  id: number;
  unit: Unit;
}

type Answer =
  { id: number; estimate: Estimate } | { id: number; message: string };

interface Waiting {
  resolve(estimate: Estimate): void;
  reject(error: Error): void;
  timer: NodeJS.Timeout;
}

/** A worker thread that makes and prices templates. */
export class PricingWorker implements UnitPricer {
  #worker: Worker | undefined;
  #idle: NodeJS.Timeout | undefined;
  #asked = 0;
  readonly #waiting = new Map<number, Waiting>();

  /** Throws a `ServiceUnavailableError` when the worker fails or takes longer than a minute. */
  price(unit: object): Promise<Estimate> {
    const worker = this.#ready();
    const id = this.#asked++;
    return new Promise<Estimate>((resolve, reject) => {
      const timer = setTimeout(
        () => this.#fail(`no estimate within ${TIMEOUT_MS / 1000} seconds`),
        TIMEOUT_MS,
      );
      this.#waiting.set(id, { resolve, reject, timer });
      worker.postMessage({ id, unit });
    });
  }

  /** Ends the worker; who waits is told. */
  async close(): Promise<void> {
    await this.#fail('the portal is shutting down');
  }

  #ready(): Worker {
    clearTimeout(this.#idle);
    if (!this.#worker) {
      const worker = new Worker(__filename, {
        workerData: MARK,
        // In a checkout the packages are TypeScript; published, they are JavaScript.
        execArgv: __filename.endsWith('.ts') ? ['--require', 'tsx/cjs'] : [],
        resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MB },
      });
      worker.on('message', (answer: Answer) => this.#settle(answer));
      worker.on('error', error => {
        this.#fail(error.message);
      });
      worker.unref();
      this.#worker = worker;
    }
    return this.#worker;
  }

  #settle(answer: Answer): void {
    const waiting = this.#waiting.get(answer.id);
    if (!waiting) {
      return;
    }
    this.#waiting.delete(answer.id);
    clearTimeout(waiting.timer);
    if ('estimate' in answer) {
      waiting.resolve(answer.estimate);
    } else {
      waiting.reject(new Error(answer.message));
    }
    if (this.#waiting.size === 0) {
      this.#idle = setTimeout(() => this.#stop(), IDLE_MS);
      this.#idle.unref();
    }
  }

  async #fail(reason: string): Promise<void> {
    const error = new ServiceUnavailableError(
      `The estimate could not be made: ${reason}`,
    );
    for (const { reject, timer } of this.#waiting.values()) {
      clearTimeout(timer);
      reject(error);
    }
    this.#waiting.clear();
    await this.#stop();
  }

  async #stop(): Promise<void> {
    clearTimeout(this.#idle);
    const worker = this.#worker;
    this.#worker = undefined;
    await worker?.terminate();
  }
}

/** Loads what only the worker may load. `require`, since `import()` would bypass the hook that reads TypeScript. */
function loadPackages() {
  const load = createRequire(__filename);
  const blueprints: typeof import('@plinth/blueprints') =
    load('@plinth/blueprints');
  const pricing: typeof import('@plinth/pricing') = load('@plinth/pricing');
  return { ...blueprints, ...pricing };
}

function priceUnit(unit: Unit): Estimate {
  const { synthesizeUnit, estimate } = loadPackages();
  const priced = synthesizeUnit(unit).map(stack =>
    estimate(stack.template, { region: stack.region }),
  );
  const lines = priced.flatMap(one =>
    one.lines.map(line => ({
      logicalId: line.logicalId,
      resourceType: line.resourceType,
      description: line.description,
      quantity: line.quantity,
      unit: line.unit,
      unitPrice: line.unitPrice,
      monthly: line.monthly,
    })),
  );
  const cents = priced.reduce(
    (sum, one) => sum + Math.round(one.monthly * 100),
    0,
  );
  return {
    currency: 'USD',
    monthly: cents / 100,
    lines,
    unpriced: [...new Set(priced.flatMap(one => one.unpriced))].sort(),
    hints: [...new Set(priced.flatMap(one => one.hints))].sort(),
    priceBook: priced.at(0)?.priceBook,
  };
}

function serve(port: NonNullable<typeof parentPort>): void {
  port.on('message', ({ id, unit }: Question) => {
    let answer: Answer;
    try {
      answer = { id, estimate: priceUnit(unit) };
    } catch (error) {
      answer = {
        id,
        message: error instanceof Error ? error.message : `${error}`,
      };
    }
    port.postMessage(answer);
  });
}

if (!isMainThread && workerData === MARK && parentPort) {
  serve(parentPort);
}
