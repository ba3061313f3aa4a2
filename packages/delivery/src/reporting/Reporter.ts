import { appendFileSync } from 'node:fs';

/** Tells the person or the run what happens. With `--json`, text goes to stderr, and one JSON document to stdout. */
export class Reporter {
  readonly #json: boolean;
  readonly #env: NodeJS.ProcessEnv;

  constructor(options: { json?: boolean; env: NodeJS.ProcessEnv }) {
    this.#json = options.json ?? false;
    this.#env = options.env;
  }

  info(text: string): void {
    (this.#json ? process.stderr : process.stdout).write(`${text}\n`);
  }

  warn(text: string): void {
    this.#annotate('warning', text);
  }

  error(text: string): void {
    this.#annotate('error', text);
  }

  /** The result for machines; without `--json` nothing. */
  result(value: unknown): void {
    if (this.#json) {
      process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
    }
  }

  /** Markdown for the job's page; outside of a workflow nothing. */
  summary(markdown: string): void {
    this.#append('GITHUB_STEP_SUMMARY', markdown);
  }

  /** An output of the step, for jobs that come after; outside of a workflow nothing. */
  output(name: string, value: string): void {
    this.#append('GITHUB_OUTPUT', `${name}=${value}`);
  }

  #annotate(level: 'warning' | 'error', text: string): void {
    this.info(
      this.#env.GITHUB_ACTIONS === 'true'
        ? `::${level}::${escape(text)}`
        : `${level}: ${text}`,
    );
  }

  #append(variable: string, line: string): void {
    const file = this.#env[variable];
    if (file) {
      appendFileSync(file, `${line}\n`);
    }
  }
}

/** Workflow commands end with the line, and percent signs escape. */
function escape(text: string) {
  return text.replace(/%/g, '%25').replace(/\r/g, '%0D').replace(/\n/g, '%0A');
}
