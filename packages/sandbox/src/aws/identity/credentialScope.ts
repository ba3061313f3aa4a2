import type { AwsRequest } from '../protocols/Protocol';

/** What a request's signature says about where it goes. The signature itself is not verified: secrets are arbitrary. */
export interface CredentialScope {
  accessKeyId: string;
  region: string;
  service: string;
  sessionToken?: string;
}

/** Reads the credential scope from the Authorization header or a presigned URL; undefined for an unsigned request. */
export function credentialScope(
  request: AwsRequest,
): CredentialScope | undefined {
  const { headers, url } = request;
  const header = headers.authorization ?? '';
  const credential =
    /Credential=([^,\s]+)/.exec(header)?.[1] ??
    url.searchParams.get('X-Amz-Credential') ??
    undefined;
  if (!credential) {
    return undefined;
  }
  const [accessKeyId, , region, service] = credential.split('/');
  const token = headers['x-amz-security-token'];
  return {
    accessKeyId,
    region: region || 'us-east-1',
    service: service ?? '',
    sessionToken:
      (Array.isArray(token) ? token[0] : token) ??
      url.searchParams.get('X-Amz-Security-Token') ??
      undefined,
  };
}
