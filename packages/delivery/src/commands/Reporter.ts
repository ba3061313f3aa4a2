/** Tells the person or the run what happens. With `--json`, text goes to stderr, and one JSON document to stdout. */
export class Reporter {
  readonly #json: boolean;
  readonly #annotate: boolean;

  constructor(options: { json: boolean; env: NodeJS.ProcessEnv }) {
    this.#json = options.json;
    this.#annotate = options.env.GITHUB_ACTIONS === 'true';
  }

  info(text: string): void {
    (this.#json ? process.stderr : process.stdout).write(`${text}\n`);
  }

  warn(text: string): void {
    this.info(
      this.#annotate ? `::warning::${escape(text)}` : `warning: ${text}`,
    );
  }

  error(text: string): void {
    this.info(this.#annotate ? `::error::${escape(text)}` : `error: ${text}`);
  }

  /** The result for machines; without `--json` nothing. */
  result(value: unknown): void {
    if (this.#json) {
      process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
    }
  }
}

/** Workflow commands end with the line, and percent signs escape. */
function escape(text: string) {
  return text.replace(/%/g, '%25').replace(/\r/g, '%0D').replace(/\n/g, '%0A');
}
