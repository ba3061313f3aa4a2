import type { SandboxClock } from '../../clock';
import type { JobAnnotation } from '../../github';
import { Masker } from './Masker';
import { parseWorkflowCommand, WorkflowCommand } from './workflowCommand';

const FLUSH_AFTER_MILLIS = 200;

const LEVELS: Record<string, JobAnnotation['level']> = {
  notice: 'notice',
  warning: 'warning',
  error: 'failure',
};

/**
 * The log of a job: masked, a time before each line, as GitHub keeps it. It understands what steps say in workflow
 * commands; messages become annotations. Lines reach the store in batches, a fifth of a second late at most.
 */
export class JobLog {
  readonly #clock: SandboxClock;
  readonly #append: (text: string) => void;
  readonly #annotated: (annotations: JobAnnotation[]) => void;
  readonly #masker: Masker;
  readonly #annotations: JobAnnotation[] = [];
  #buffer = '';
  #timer: NodeJS.Timeout | undefined;
  #stopToken: string | undefined;

  constructor(options: {
    clock: SandboxClock;
    masker: Masker;
    append: (text: string) => void;
    annotated: (annotations: JobAnnotation[]) => void;
  }) {
    this.#clock = options.clock;
    this.#masker = options.masker;
    this.#append = options.append;
    this.#annotated = options.annotated;
  }

  /** Writes a line of the runner's own. */
  line(text: string): void {
    const time = this.#clock.now().toISOString();
    for (const each of this.#masker.mask(text).split('\n')) {
      this.#buffer += `${time} ${each}\n`;
    }
    this.#timer ??= setTimeout(() => this.flush(), FLUSH_AFTER_MILLIS);
  }

  /** Takes a line that a step printed: output, or a workflow command. */
  output(line: string): void {
    if (this.#stopToken !== undefined) {
      if (line.trim() === `::${this.#stopToken}::`) {
        this.#stopToken = undefined;
      } else {
        this.line(line);
      }
      return;
    }
    const command = parseWorkflowCommand(line);
    if (!command) {
      this.line(line);
      return;
    }
    this.#obey(command, line);
  }

  /** Writes an error, warning or notice, and keeps it for the run's page. */
  annotate(annotation: JobAnnotation): void {
    const { level, message } = annotation;
    this.line(`##[${level === 'failure' ? 'error' : level}]${message}`);
    this.#annotations.push({
      ...annotation,
      message: this.#masker.mask(message),
      ...(annotation.title && { title: this.#masker.mask(annotation.title) }),
    });
    this.#annotated([...this.#annotations]);
  }

  error(message: string): void {
    this.annotate({ level: 'failure', message });
  }

  /** Sends what waits to the store. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#buffer !== '') {
      this.#append(this.#buffer);
      this.#buffer = '';
    }
  }

  #obey({ name, properties, message }: WorkflowCommand, line: string): void {
    switch (name) {
      case 'notice':
      case 'warning':
      case 'error':
        this.annotate({
          level: LEVELS[name],
          message,
          ...(properties.title && { title: properties.title }),
          ...(properties.file && { path: properties.file }),
          ...(properties.line && { line: Number(properties.line) }),
        });
        return;
      case 'add-mask':
        this.#masker.add(message);
        return;
      case 'group':
        this.line(`##[group]${message}`);
        return;
      case 'endgroup':
        this.line('##[endgroup]');
        return;
      case 'debug':
        return;
      case 'stop-commands':
        this.#stopToken = message;
        return;
      case 'set-output':
      case 'set-env':
      case 'add-path':
      case 'save-state':
        throw new Error(
          `The command ::${name}:: is not supported by this runner; write to the file that $GITHUB_OUTPUT, $GITHUB_ENV or $GITHUB_PATH names`,
        );
      default:
        this.line(line);
    }
  }
}
