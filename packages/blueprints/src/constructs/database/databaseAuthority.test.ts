import { X509Certificate } from 'node:crypto';
import { REGIONS } from '../../schema';
import { databaseAuthority } from './databaseAuthority';

describe('the authority of a database', () => {
  it.each(REGIONS.map(({ code }) => code))(
    'is that of %s, and one of its own',
    region => {
      const certificate = new X509Certificate(databaseAuthority(region));
      expect(certificate.ca).toBe(true);
      expect(certificate.subject).toContain(`Amazon RDS ${region} Root CA`);
      expect(certificate.verify(certificate.publicKey)).toBe(true);
      expect(new Date(certificate.validTo).getFullYear()).toBeGreaterThan(2050);
    },
  );

  it('is refused for a region that has none', () => {
    expect(() => databaseAuthority('eu-west-9')).toThrow(
      /eu-west-9 has no authority of RDS/,
    );
  });
});
