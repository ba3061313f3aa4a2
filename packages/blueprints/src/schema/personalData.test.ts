import { findPersonalData } from './personalData';

describe('findPersonalData', () => {
  it.each([
    ['jane.doe@example.com', 'e-mail address'],
    ['123-45-6789', 'US social security number'],
    ['call (202) 555-0143', 'phone number'],
    ['+1 202-555-0143', 'phone number'],
    ['4111 1111 1111 1111', 'payment card number'],
    ['patient-00412345', 'medical record number'],
    ['dob', 'date of birth'],
  ])('finds %j', (text, kind) => {
    expect(findPersonalData({ a: [{ b: text }] })).toEqual([
      { path: 'a[0].b', kind },
    ]);
    expect(findPersonalData({ [text]: 1 })[0]?.kind).toBe(kind);
  });

  it.each([
    '444455556666',
    '10.20.0.0/16',
    'claims-staging',
    'group:default/platform',
    'db.r6g.2xlarge',
    'arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab',
    '2026-01-31',
    'sha256:4f53cda18c2baa0c0354bb5f9a3ecbe5ed12ab4d8e11ba873c2f11161202b945',
  ])('leaves %j alone', text => {
    expect(findPersonalData({ value: text })).toEqual([]);
  });
});
