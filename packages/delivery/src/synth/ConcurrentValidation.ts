import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import {
  attachCustomSynthesis,
  CloudFormationValidatePlugin,
  type IPolicyValidationContext,
  type IPolicyValidationPlugin,
  type PolicyValidationPluginReport,
  type Stack,
  Token,
} from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { type StackTemplate, ValidationWorker } from './ValidationWorker';

/** With fewer units, starting more engines costs more than it brings. */
const MANY_UNITS = 75;
const MOST_WORKERS = 4;

/**
 * Templates that the quicker engine is not asked about: those with a network, of which every one names its zones, which is
 * a finding; and those with types of which the CDK has rules of its own.
 */
export const CAREFULLY = /"AWS::(EC2::Subnet|GameLift::)/;

interface Share {
  readonly worker: ValidationWorker;
  readonly keys: string[];
}

const share = (options?: { quick: boolean }): Share => ({
  worker: new ValidationWorker(options),
  keys: [],
});

/**
 * CDK's check against CloudFormation's schemas, in threads of its own. The engine takes longer to start than most units
 * take to synthesize, so it starts when this is made and not, as in every CDK app, after synthesis; and it checks the
 * templates of one unit while those of the next are written. The findings are those of the CDK's own plugin; of many
 * units, templates that are clean by a quicker engine with the same rules are taken for clean.
 */
export class ConcurrentValidation implements IPolicyValidationPlugin {
  readonly name = CloudFormationValidatePlugin.PLUGIN_NAME;
  readonly #careful = share();
  readonly #quick: Share[];
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
    const quick = Math.min(
      Math.max(1, availableParallelism() - 1),
      MOST_WORKERS,
      Math.floor(units / MANY_UNITS),
    );
    this.#quick = Array.from({ length: quick }, () => share({ quick: true }));
  }

  /** The engine's version, once it has answered. */
  get version(): string | undefined {
    return this.#version;
  }

  get ruleIds(): string[] | undefined {
    return undefined;
  }

  /**
   * Has these stacks checked as soon as they are written. Without it they are checked too, but only after the synthesis
   * of all.
   *
   * @param scope - the stacks' parent; what comes after them in it is synthesized after them
   */
  follow(scope: Construct, id: string, stacks: readonly Stack[]): void {
    attachCustomSynthesis(new Construct(scope, id), {
      onSynthesize: ({ outdir }) =>
        stacks.forEach(stack =>
          this.#send({
            stackConstructPath: stack.node.path,
            templatePath: path.join(outdir, stack.templateFile),
            accountId: knownOrNot(stack.account),
            region: knownOrNot(stack.region),
          }),
        ),
    });
  }

  /** Waits for the workers, which blocks this thread: a plugin of the CDK cannot answer later. */
  validate(context: IPolicyValidationContext): PolicyValidationPluginReport {
    return this.check(context.stackTemplates);
  }

  /** The same for templates that no app of the CDK brings. */
  check(templates: readonly StackTemplate[]): PolicyValidationPluginReport {
    const shares = [this.#careful, ...this.#quick];
    const sent = new Set(shares.flatMap(({ keys }) => keys));
    for (const template of templates) {
      if (!sent.has(keyOf(template))) {
        this.#send(template);
      }
    }
    const reports = new Map<string, PolicyValidationPluginReport>();
    for (const { worker, keys } of shares) {
      const answer = worker.finish();
      this.#version = answer.version;
      keys.forEach((key, index) => reports.set(key, answer.reports[index]));
    }
    return mergeReports(
      templates.flatMap(template => reports.get(keyOf(template)) ?? []),
    );
  }

  #send(template: StackTemplate): void {
    const [quickest] = [...this.#quick].sort(
      (a, b) => a.keys.length - b.keys.length,
    );
    const { worker, keys } =
      quickest && !CAREFULLY.test(readFileSync(template.templatePath, 'utf8'))
        ? quickest
        : this.#careful;
    keys.push(keyOf(template));
    worker.send(template);
  }
}

function knownOrNot(value: string): string | undefined {
  return Token.isUnresolved(value) ? undefined : value;
}

function keyOf({
  stackConstructPath,
  templatePath,
  accountId,
  region,
}: StackTemplate): string {
  return [stackConstructPath, templatePath, accountId, region].join('\n');
}

/** One report, as if the engine had seen all templates at once: a rule that was broken twice is one violation in two places. */
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
