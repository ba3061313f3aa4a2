/** What the CLI says in its own words, and what that means: those of the tool would leave a reader alone. */
const KNOWN: ReadonlyArray<readonly [RegExp, (match: string[]) => string]> = [
  [
    /fail: (.+)/,
    ([, said]) =>
      `a file or image of the stack could not be published: ${said}`,
  ],
  [
    /SSM parameter (\S+) not found in (\S+?)\. /,
    ([, parameter, place]) =>
      `there is no deployment backend in ${place} that has the parameter ${parameter}; deploy it, as the guide "Bootstrap an account" says`,
  ],
  [
    /requires bootstrap stack version '(\d+)', found '(\d+)'(?: in (\S+?))?\./,
    ([, needed, found, place]) =>
      `the deployment backend${place ? ` in ${place}` : ''} has version ${found}, and this needs ${needed}; deploy the newer one, as the guide "Bootstrap an account" says`,
  ],
  [
    /Need to perform AWS calls for account (\d+),? but (.+)/,
    ([, account, said]) =>
      `AWS does not let the run into account ${account}: ${said.replace(/ have been configured$/, ' were taken')}`,
  ],
  [
    /Could not assume role in target account(.*)/,
    ([, said]) =>
      `the role that deploys could not be assumed:${said.replace(/ \. Please make sure.*/, '')}`,
  ],
  [
    /^(?:.*: )?(?:Rate exceeded|Throttling\b.*)$/,
    () =>
      'AWS answered "Rate exceeded" to every try; run this deployment again, later',
  ],
];

/** Lines that tell of no cause: progress, headings, and causes of causes without words. */
const NOISE = [
  /^\S*✨/,
  /^[✅❌]?\s*\S+: (?:creating|deploying|start|success|check|found)\b/,
  /^\S+ \| +\d+(?:\/\d+)? \|/,
  /^Failed to create change ?set\b[^:]*:$/i,
  /\(AWS::CloudFormation::Stack\)$/,
  /^Could not fetch extra hook failure detail\b/,
  /^‣/,
  /^(?:UnknownError|AggregateError:?)$/,
  /^Proceeding anyway/,
];

const NOT_ASSUMED = /could not be used to assume '([^']+)'/;

/**
 * Why a deployment failed that CloudFormation says nothing of, from the lines of the CLI: what a service answered, or what the CLI
 * found, in a sentence; undefined where no line tells a cause.
 */
export function cliReason(lines: readonly string[]): string | undefined {
  const told = lines.map(line => line.trim().replace(/^[❌\s]+/, ''));
  const reason =
    KNOWN.flatMap(([pattern, say]) => {
      const found = told.map(line => pattern.exec(line)).find(Boolean);
      return found ? [say(found)] : [];
    }).at(0) ?? lastCause(told);
  const role = told.map(line => NOT_ASSUMED.exec(line)?.[1]).find(Boolean);
  return reason && role && !reason.includes(role)
    ? `${reason} (the run could not assume ${role}, and went on without it)`
    : reason;
}

function lastCause(lines: readonly string[]): string | undefined {
  const causes = lines.filter(
    line =>
      line &&
      !NOT_ASSUMED.test(line) &&
      !NOISE.some(pattern => pattern.test(line)),
  );
  return (
    causes.findLast(line => /error|failed|denied|not authorized/i.test(line)) ??
    causes.at(-1)
  );
}
