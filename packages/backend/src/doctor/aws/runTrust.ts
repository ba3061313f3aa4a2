import type { TokenConditions } from '@plinth/blueprints/schema';
import { CannotTell } from '../Check';
import {
  allowing,
  principalOf,
  type PolicyStatement,
} from './PolicyStatements';

/** Which runs a role is for. */
export interface ExpectedRuns {
  /** ARN of the OIDC provider. */
  readonly provider: string;
  /**
   * What the token of a run says, by each repository that deploys into the account. Where it cannot be told which subject a
   * repository's tokens have, both.
   */
  readonly repositories: readonly (readonly TokenConditions[])[];
}

/**
 * How the trust of a role differs from exactly the runs it is for: whom it lets in besides, and whom it keeps out.
 *
 * @param document - the role's trust, as JSON
 * @throws CannotTell where it depends on what could not be read
 */
export function runTrustFaults(
  document: string,
  { provider, repositories }: ExpectedRuns,
): string[] {
  const statements = allowing(document);
  const strangers = statements.filter(
    each => principalOf(each) !== provider || !isWebIdentity(each),
  );
  const ours = statements.filter(each => !strangers.includes(each));
  const matches = repositories.map(forms => bestMatch(ours, forms));
  const faults = [
    ...strangers.map(each => `It lets ${principalOf(each)} in.`),
    ...matches.flatMap(match =>
      match
        ? match.faults
        : [`No statement lets the runs in, through ${provider}.`],
    ),
    ...ours
      .filter(each => !matches.some(match => match?.statement === each))
      .map(
        each =>
          `It lets other runs in: ${JSON.stringify(each.Condition.StringEquals ?? {})}.`,
      ),
  ];
  const doubts = matches.flatMap(match => match?.doubts ?? []);
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

function isWebIdentity({ Action = [] }: PolicyStatement): boolean {
  return Action.every(action => action === 'sts:AssumeRoleWithWebIdentity');
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
