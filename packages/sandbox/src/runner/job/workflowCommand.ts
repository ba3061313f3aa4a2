/** A line by which a step speaks to the runner: `::error file=app.ts,line=3::text`. */
export interface WorkflowCommand {
  readonly name: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly message: string;
}

const ESCAPES: Record<string, string> = {
  '%0D': '\r',
  '%0A': '\n',
  '%3A': ':',
  '%2C': ',',
  '%25': '%',
};

function unescape(text: string, pattern: RegExp): string {
  return text.replace(pattern, code => ESCAPES[code.toUpperCase()]);
}

/** Reads a line as a command; undefined if it is plain output. */
export function parseWorkflowCommand(
  line: string,
): WorkflowCommand | undefined {
  const found = /^\s*::([\w-]+)(?:\s+([^:]*(?::(?!:)[^:]*)*))?::(.*)$/.exec(
    line,
  );
  if (!found) {
    return undefined;
  }
  const [, name, list = '', message] = found;
  const properties = Object.fromEntries(
    list
      .split(',')
      .map(each => each.trim().split(/=(.*)/s))
      .filter(([key, value]) => key !== '' && value !== undefined)
      .map(([key, value]) => [key, unescape(value, /%0D|%0A|%3A|%2C|%25/gi)]),
  );
  return {
    name: name.toLowerCase(),
    properties,
    message: unescape(message, /%0D|%0A|%25/gi),
  };
}
