import type {
  AuthService,
  BackstageCredentials,
} from '@backstage/backend-plugin-api';

/** Entity reference of the person whose credentials these are; undefined for those of a service. */
export function personOf(
  credentials: BackstageCredentials,
  auth: AuthService,
): string | undefined {
  return auth.isPrincipal(credentials, 'user')
    ? credentials.principal.userEntityRef
    : undefined;
}
