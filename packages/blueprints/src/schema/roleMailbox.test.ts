import { roleMailboxSchema } from './roleMailbox';

const accepts = (address: string) =>
  roleMailboxSchema.safeParse(address).success;

describe('the mailbox of a role', () => {
  it.each([
    'aws@example.com',
    'aws+shared-services@example.com',
    'aws-root_dev.1@mail.example.co.uk',
    'platform+prod@example.com',
    'security@example.org',
  ])('may be %s', address => {
    expect(accepts(address)).toBe(true);
  });

  it.each([
    ['of a person', 'jane.doe@example.com'],
    ['of a person whose name begins alike', 'italo@example.com'],
    ['of a person, tagged', 'jane+aws@example.com'],
    ['without a domain', 'aws+dev'],
    ['in a domain of one word', 'aws@localhost'],
    ['in upper case, in which AWS would not know it again', 'AWS@example.com'],
    ['with two separators in a row', 'aws+-dev@example.com'],
    ['with white space', 'aws dev@example.com'],
    ['longer than AWS accepts', `aws+${'a'.repeat(50)}@example.com`],
  ])('is not one %s', (_, address) => {
    expect(accepts(address)).toBe(false);
  });
});
