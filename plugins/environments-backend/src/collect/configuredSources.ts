import type { EnvironmentsConfig } from '../config/EnvironmentsConfig';
import {
  cloudFormationSource,
  cloudTrailSource,
  cloudWatchSource,
  costExplorerSource,
  driftSource,
  repositorySource,
  runsSource,
  templateSource,
} from '../store';
import { trailRegionsOf } from './trail/services';

/** All that the collectors read by the configuration, whether or not it was read yet. */
export function configuredSources({
  accounts,
  repositories,
  payerAccount,
}: Pick<
  EnvironmentsConfig,
  'accounts' | 'repositories' | 'payerAccount'
>): string[] {
  return [
    ...accounts.flatMap(({ id, regions }) => [
      ...[
        cloudFormationSource,
        driftSource,
        cloudWatchSource,
        templateSource,
      ].flatMap(sourceOf => regions.map(region => sourceOf(id, region))),
      ...trailRegionsOf(regions).map(region => cloudTrailSource(id, region)),
    ]),
    ...repositories.flatMap(({ fullName }) => [
      repositorySource(fullName),
      runsSource(fullName),
    ]),
    ...(payerAccount ? [costExplorerSource(payerAccount)] : []),
  ];
}
