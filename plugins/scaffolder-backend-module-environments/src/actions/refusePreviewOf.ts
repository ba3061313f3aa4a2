import { InputError } from '@backstage/errors';
import { quoteValue, type Unit } from '@plinth/blueprints/schema';

/**
 * Refuses what no preview of a branch can be for: a unit of another stage, or an address that is no pull request where the portal
 * can comment.
 *
 * @param host - of the infrastructure repository, whose GitHub knows the portal
 * @throws InputError that says what would do
 */
export function refusePreviewOf(
  previewOf: string,
  { name, stage }: Pick<Unit, 'name' | 'stage'>,
  host: string,
): void {
  if (stage !== 'preview') {
    throw new InputError(
      `previewOf: ${name} is of stage ${stage}; only a preview is for a branch`,
    );
  }
  const url = URL.parse(previewOf);
  const isPull = /^\/[\w.-]+\/[\w.-]+\/pull\/[1-9]\d{0,9}$/.test(
    url?.pathname ?? '',
  );
  if (!url || url.host !== host || !isPull || url.search || url.hash) {
    throw new InputError(
      `previewOf: ${quoteValue(previewOf)} is no pull request of ${host}; copy the address of one, such as https://${host}/acme/claims/pull/87`,
    );
  }
}
