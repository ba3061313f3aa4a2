import type { TokenConditions } from '@plinth/blueprints/schema';
import { CannotTell } from '../Check';
import {
  allowing,
  principalOf,
  type PolicyStatement,
} from './PolicyStatements';

/** Runs of a repository that a role is for. */
export interface ExpectedRuns {
  /** ARN of the OIDC provider. */
  readonly provider: string;
  /** What their tokens say. Where it cannot be told which subject these have, both. */
  readonly forms: readonly TokenConditions[];
}

/**
 * How the trust of a role differs from exactly the runs it is for: whom it lets in besides, and whom it keeps out.
 *
 * @param document - the role's trust, as JSON
 * @param expected - the runs of each repository that uses the role
 * @throws CannotTell where it depends on what could not be read
 */
export function runTrustFaults(
  document: string,
  expected: readonly ExpectedRuns[],
): string[] {
  const statements = allowing(document);
  const matches = expected.map(({ provider, forms }) => ({
    provider,
    match: bestMatch(
      statements.filter(each => isOf(each, provider)),
      forms,
    ),
  }));
  const faults = [
    ...matches.flatMap(({ provider, match }) =>
      match
        ? match.faults
        : [`No statement lets the runs in, through ${provider}.`],
    ),
    ...statements
      .filter(each => !matches.some(({ match }) => match?.statement === each))
      .map(each =>
        expected.some(({ provider }) => isOf(each, provider))
          ? `It lets other runs in: ${JSON.stringify(each.Condition.StringEquals ?? {})}.`
          : `It lets ${principalOf(each)} in.`,
      ),
  ];
  const doubts = matches.flatMap(({ match }) => match?.doubts ?? []);
  if (faults.length === 0 && doubts.length > 0) {
    throw new CannotTell(doubts.join('; '));
  }
  return faults;
}

interface Match {
  readonly statement: PolicyStatement;
  readonly faults: readonly string[];
  /** Why it cannot be told whether it lets the runs in. */
  readonly doubts: readonly string[];
}

/** The statement that differs least from what is expected. */
function bestMatch(
  statements: readonly PolicyStatement[],
  forms: readonly TokenConditions[],
): Match | undefined {
  return statements
    .flatMap(statement =>
      forms.map(expected => ({
        statement,
        faults: differences(statement, expected),
        doubts: [
          ...others(statement, expected).map(
            key =>
              `it also asks for ${key}, and whether the tokens say so is not known here`,
          ),
          ...(forms.length > 1
            ? ['which subject the tokens of the repository have is not known']
            : []),
        ],
      })),
    )
    .sort((left, right) => left.faults.length - right.faults.length)
    .at(0);
}

/** Whether a statement lets in runs through a provider, and nothing else. */
function isOf(statement: PolicyStatement, provider: string): boolean {
  return (
    principalOf(statement) === provider &&
    statement.Action.every(action => action === 'sts:AssumeRoleWithWebIdentity')
  );
}

function differences(
  { Condition }: PolicyStatement,
  { StringEquals }: TokenConditions,
): string[] {
  return Object.entries(StringEquals).flatMap(([key, value]) => {
    const claim = key.slice(key.lastIndexOf(':') + 1);
    const given = Condition.StringEquals?.[key];
    if (!given) {
      return [
        `It does not ask for ${claim} with StringEquals, and would let any in.`,
      ];
    }
    const wanted = [value].flat();
    return [
      ...given
        .filter(each => !wanted.includes(each))
        .map(each => `It lets ${claim} ${each} in.`),
      ...wanted
        .filter(each => !given.includes(each))
        .map(each => `It does not let ${claim} ${each} in.`),
    ];
  });
}

/** Conditions that narrow the trust further than is expected. */
function others(
  { Condition }: PolicyStatement,
  { StringEquals }: TokenConditions,
): string[] {
  return Object.entries(Condition).flatMap(([operator, keys]) =>
    Object.keys(keys)
      .filter(key => operator !== 'StringEquals' || !(key in StringEquals))
      .map(key => `${key} (${operator})`),
  );
}
