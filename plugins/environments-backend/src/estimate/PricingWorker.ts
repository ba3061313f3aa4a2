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
/** Estimates that wait at most; a warm worker makes some twenty a second, so that the last waits for less than a minute. */
const MAX_WAITING = 1_000;

/** A stack of a unit, as its blueprint makes it. */
export interface UnitTemplate {
  readonly stackName: string;
  readonly template: {
    readonly Resources?: Readonly<
      Record<
        string,
        { readonly Type: string; readonly Properties?: Record<string, unknown> }
      >
    >;
  };
}

/** What can be asked of the worker. */
interface Results {
  estimate: Estimate;
  templates: UnitTemplate[];
}

interface Question {
  id: number;
  unit: Unit;
  want: keyof Results;
}

type Answer =
  | { id: number; result: Results[keyof Results] }
  | { id: number; message: string };

interface Job {
  unit: Unit;
  want: keyof Results;
  resolve(result: Results[keyof Results]): void;
  reject(error: Error): void;
}

/**
 * A worker thread that makes and prices templates, one at a time and in the order in which they were asked for. One that
 * takes too long ends with its thread; those behind it go on in a new one.
 */
export class PricingWorker implements UnitPricer {
  #worker: Worker | undefined;
  #idle: NodeJS.Timeout | undefined;
  #asked = 0;
  #current: { id: number; job: Job; timer: NodeJS.Timeout } | undefined;
  readonly #waiting: Job[] = [];
  readonly #timeoutMs: number;

  /** @param options.timeoutMs - how long one estimate may take; a minute by default */
  constructor(options: { timeoutMs?: number } = {}) {
    this.#timeoutMs = options.timeoutMs ?? TIMEOUT_MS;
  }

  /**
   * Throws a `ServiceUnavailableError` when the worker fails or takes longer than the time-out, and at once when too many
   * wait already.
   */
  price(unit: Unit): Promise<Estimate> {
    return this.#ask('estimate', unit);
  }

  /** The templates of a unit; throws as `price` does. */
  templates(unit: Unit): Promise<UnitTemplate[]> {
    return this.#ask('templates', unit);
  }

  #ask<W extends keyof Results>(want: W, unit: Unit): Promise<Results[W]> {
    if (this.#waiting.length >= MAX_WAITING) {
      return Promise.reject(
        unavailable(`${MAX_WAITING} others wait; try again in a minute`),
      );
    }
    return new Promise<Results[W]>((resolve, reject) => {
      this.#waiting.push({
        unit,
        want,
        resolve: result => resolve(result as Results[W]),
        reject,
      });
      this.#next();
    });
  }

  /** Ends the worker; who waits is told. */
  async close(): Promise<void> {
    const error = unavailable('the portal is shutting down');
    this.#waiting.splice(0).forEach(({ reject }) => reject(error));
    await this.#fail(error);
  }

  #next(): void {
    if (this.#current) {
      return;
    }
    const job = this.#waiting.shift();
    if (!job) {
      this.#idle = setTimeout(() => this.#stop(), IDLE_MS);
      this.#idle.unref();
      return;
    }
    const id = this.#asked++;
    const timer = setTimeout(
      () =>
        this.#fail(
          unavailable(`no estimate within ${this.#timeoutMs / 1000} seconds`),
        ),
      this.#timeoutMs,
    );
    this.#current = { id, job, timer };
    this.#ready().postMessage({
      id,
      unit: job.unit,
      want: job.want,
    } satisfies Question);
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
        if (worker === this.#worker) {
          this.#fail(unavailable(error.message));
        }
      });
      worker.unref();
      this.#worker = worker;
    }
    return this.#worker;
  }

  #settle(answer: Answer): void {
    const current = this.#current;
    if (current?.id !== answer.id) {
      return;
    }
    clearTimeout(current.timer);
    this.#current = undefined;
    if ('result' in answer) {
      current.job.resolve(answer.result);
    } else {
      current.job.reject(new Error(answer.message));
    }
    this.#next();
  }

  /** Ends the thread with what it was doing; a synthesis cannot be stopped otherwise. */
  async #fail(error: Error): Promise<void> {
    const current = this.#current;
    this.#current = undefined;
    clearTimeout(current?.timer);
    current?.job.reject(error);
    await this.#stop();
    this.#next();
  }

  async #stop(): Promise<void> {
    clearTimeout(this.#idle);
    const worker = this.#worker;
    this.#worker = undefined;
    await worker?.terminate();
  }
}

function unavailable(reason: string): ServiceUnavailableError {
  return new ServiceUnavailableError(
    `The estimate could not be made: ${reason}`,
  );
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
  const { synthesizeUnit, estimate, PriceBook } = loadPackages();
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
    priceWarning: PriceBook.warning(new Date()),
  };
}

/** As plain data, which a message can carry. */
function templatesOf(unit: Unit): UnitTemplate[] {
  return loadPackages()
    .synthesizeUnit(unit)
    .map(({ stackName, template }) => ({ stackName, template }));
}

function serve(port: NonNullable<typeof parentPort>): void {
  port.on('message', ({ id, unit, want }: Question) => {
    let answer: Answer;
    try {
      const result = want === 'estimate' ? priceUnit(unit) : templatesOf(unit);
      answer = { id, result };
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
