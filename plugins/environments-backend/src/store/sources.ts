/** One region of one account: where stacks live, and what most sources are read from. */
export interface Place {
  account: string;
  region: string;
}

/** An account, or one region of it. */
export type AccountPlace = Pick<Place, 'account'> & Partial<Place>;

/** The sources that an answer about stacks comes from; those of the unit's own place while it has no stack. */
export function sourcesOf(
  unit: Place,
  stacks: Place[],
  sourceOf: (account: string, region: string) => string,
): string[] {
  const places = stacks.length > 0 ? stacks : [unit];
  return [
    ...new Set(places.map(({ account, region }) => sourceOf(account, region))),
  ];
}

/** Where stacks, their events and resources are read. */
export function cloudFormationSource(account: string, region: string): string {
  return `CloudFormation ${account}/${region}`;
}

/** Where templates are read. */
export function templateSource(account: string, region: string): string {
  return `CloudFormation templates ${account}/${region}`;
}

/** Where drift is read. */
export function driftSource(account: string, region: string): string {
  return `CloudFormation drift detection ${account}/${region}`;
}

/** Where alarms are read. */
export function cloudWatchSource(account: string, region: string): string {
  return `CloudWatch ${account}/${region}`;
}

/** Where edits outside the pipeline are read. */
export function cloudTrailSource(account: string, region: string): string {
  return `CloudTrail ${account}/${region}`;
}

/** Where cost is read. */
export function costExplorerSource(payerAccount: string): string {
  return `Cost Explorer ${payerAccount}`;
}

/** Where commits and pull requests are read. */
export function repositorySource(repository: string): string {
  return `GitHub ${repository}`;
}

/** Where runs of the pipeline are read. */
export function runsSource(repository: string): string {
  return `GitHub Actions ${repository}`;
}

/** By whose schedule of the configuration a source is read. */
export type SourceSchedule = 'sweep' | 'repositories' | 'costs' | 'trail';

/** How old what is known of a source may become, in milliseconds, by its schedule; without one, as old as it likes. */
export type FreshnessObjectives = Partial<Record<SourceSchedule, number>>;

/** The schedule by which a source is read. */
export function scheduleOfSource(source: string): SourceSchedule {
  if (source.startsWith('GitHub ')) {
    return 'repositories';
  }
  if (source.startsWith('Cost Explorer ')) {
    return 'costs';
  }
  return source.startsWith('CloudTrail ') ? 'trail' : 'sweep';
}
