import { headersOf, statusOf } from './statusOf';

/**
 * The permission for want of which GitHub refused a call, as people find it in the settings of a GitHub App:
 * `Issues: write or Pull requests: write`. Undefined when it was refused for another reason, or GitHub does not say.
 *
 * Source: "Troubleshooting the REST API", on the header X-Accepted-GitHub-Permissions.
 */
export function missingPermission(error: unknown): string | undefined {
  const status = statusOf(error);
  // What an app may not see does not exist for it
  if (status !== 403 && status !== 404) {
    return undefined;
  }
  if (isAboutMissingLabel(error)) {
    return 'Issues: write';
  }
  const accepted = headersOf(error)['x-accepted-github-permissions'];
  return accepted
    ?.split(';')
    .map(alternative => alternative.split(',').map(inWords).join(' and '))
    .join(' or ');
}

/** Labels that are there may be used by whoever writes pull requests; the first use of a new one makes it, which takes more. */
function isAboutMissingLabel(error: unknown): boolean {
  const { response } = error as {
    response?: { data?: { errors?: Array<{ field?: string; code?: string }> } };
  };
  const errors = response?.data?.errors;
  return (
    Array.isArray(errors) &&
    errors.some(
      ({ field, code }) => field === 'label' && code === 'unauthorized',
    )
  );
}

function inWords(permission: string): string {
  const [area, mode] = permission.trim().split('=');
  const words = area.replaceAll('_', ' ');
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}: ${mode}`;
}
