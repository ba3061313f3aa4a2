import { DocumentStore } from '../../documents';
import { SecretStore } from './SecretStore';

describe('SecretStore', () => {
  const account = '111122223333';
  const arn = (region: string) =>
    `arn:aws:secretsmanager:${region}:${account}:secret:plinth-origin/shop/1-AbCdEf`;
  const name = 'plinth-origin/shop/1';

  it('has a secret in the regions that it is replicated to, and in no other, until it is deleted', () => {
    const documents = DocumentStore.open(':memory:');
    const secrets = new SecretStore(documents);
    secrets.create(arn('eu-west-1'), {
      GenerateSecretString: { PasswordLength: 64, ExcludePunctuation: true },
      ReplicaRegions: [{ Region: 'us-east-1' }],
    });
    const found = () =>
      ['eu-west-1', 'us-east-1', 'us-west-2'].map(region =>
        secrets.has(account, region, name),
      );
    expect(found()).toEqual([true, true, false]);
    expect(secrets.has(account, 'us-east-1', arn('us-east-1'))).toBe(true);
    secrets.delete(arn('eu-west-1'));
    expect(found()).toEqual([false, false, false]);
    documents.close();
  });
});
