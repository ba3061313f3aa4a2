const HOUR_MS = 3_600_000;
/** How long before its end the people of a branch are warned. */
const WARNING_MS = 24 * HOUR_MS;

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
  const endsAt =
    ttlHours === undefined
      ? undefined
      : new Date(Date.parse(createdAt) + ttlHours * HOUR_MS);
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
  if (endsAt && endsAt.getTime() - now.getTime() <= WARNING_MS) {
    notices.push(
      notice(`plinth:preview-ends ${name} ${endsAt.toISOString()}`, [
        `The preview \`${name}\` of this branch ends at ${utc(endsAt)}, with all that it holds.`,
        `[Keep it a day longer](${extendHref(name, portalUrl)}): that opens a pull request, which has to be merged and deployed before then.`,
      ]),
    );
  }
  return notices;
}

function notice(text: string, sentences: readonly string[]): Notice {
  const marker = `<!-- ${text} -->`;
  return { marker, body: [marker, ...sentences].join('\n') };
}

function extendHref(name: string, portalUrl: string): string {
  const values = { entityRef: `resource:default/${name}`, hours: 24 };
  return `${portalUrl}/create/templates/default/extend-preview?formData=${encodeURIComponent(JSON.stringify(values))}`;
}

/** `2026-11-21 07:30 UTC`. */
function utc(date: Date): string {
  return `${date.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
