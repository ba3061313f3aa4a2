import type {
  AuthService,
  DiscoveryService,
} from '@backstage/backend-plugin-api';
import { ResponseError } from '@backstage/errors';

/**
 * What a route of the environments back end answers to the calling plugin itself.
 *
 * @param route - below `/v1`, with its query
 *
 * @throws ResponseError where it is refused
 */
export async function getAsService<T>(
  route: string,
  { auth, discovery }: { auth: AuthService; discovery: DiscoveryService },
): Promise<T> {
  const [baseUrl, { token }] = await Promise.all([
    discovery.getBaseUrl('environments'),
    auth.getPluginRequestToken({
      onBehalfOf: await auth.getOwnServiceCredentials(),
      targetPluginId: 'environments',
    }),
  ]);
  const response = await fetch(`${baseUrl}/v1${route}`, {
    headers: { Authorization: `Bearer ${token}` },
  });
  if (!response.ok) {
    throw await ResponseError.fromResponse(response);
  }
  return response.json();
}
