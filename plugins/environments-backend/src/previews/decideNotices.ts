import { extendHref, previewEnd, soonEnd, utc } from './previewEnd';

/** What is known of a preview. */
export interface PreviewState {
  readonly name: string;
  /** Whether it is Healthy. */
  readonly healthy: boolean;
  /** When its stack was created, ISO 8601; undefined while there is none. */
  readonly createdAt?: string;
  /** Undefined where the protected branch says none. */
  readonly ttlHours?: number;
  /** Where it is reached, if it tells. */
  readonly address?: string;
}

/** A comment that belongs on the pull request of a preview's branch. */
export interface Notice {
  /** Tells the comment from all others, so that it is made once. */
  readonly marker: string;
  /** Markdown; it begins with the marker. */
  readonly body: string;
}

/**
 * What the people of a branch should have been told of its preview by now. A preview that is made anew, and an end that was put off, are
 * told again, since the markers name them. Pure.
 *
 * @param portalUrl - without a slash at its end
 */
export function decideNotices(
  { name, healthy, createdAt, ttlHours, address }: PreviewState,
  { now, portalUrl }: { now: Date; portalUrl: string },
): Notice[] {
  if (createdAt === undefined) {
    return [];
  }
  const page = `${portalUrl}/catalog/default/resource/${name}/health`;
  const endsAt = previewEnd(createdAt, ttlHours);
  if (endsAt && now >= endsAt) {
    return [];
  }
  const notices: Notice[] = [];
  if (healthy) {
    notices.push(
      notice(`plinth:preview-ready ${name} ${createdAt}`, [
        address
          ? `The preview \`${name}\` of this branch is at ${address} ([health](${page})).`
          : `The preview \`${name}\` of this branch is ready; [its page](${page}) tells where everything is.`,
        ...(endsAt
          ? [`It ends at ${utc(endsAt)}, with all that it holds.`]
          : []),
      ]),
    );
  }
  const end = soonEnd(endsAt, now);
  if (end) {
    notices.push(
      notice(`plinth:preview-ends ${name} ${end.toISOString()}`, [
        `The preview \`${name}\` of this branch ends at ${utc(end)}, with all that it holds.`,
        `[Keep it a day longer](${portalUrl}${extendHref(name)}): that opens a pull request, which has to be merged and deployed before then.`,
      ]),
    );
  }
  return notices;
}

function notice(text: string, sentences: readonly string[]): Notice {
  const marker = `<!-- ${text} -->`;
  return { marker, body: [marker, ...sentences].join('\n') };
}
