import { refusal } from './approvedPlan';

describe('refusal', () => {
  const approved = {
    unitHashes: { 'tenants/acme': 'a'.repeat(64) },
    bindings: {},
  };

  it('lets pass exactly what was approved', () => {
    expect(refusal(approved, 'tenants/acme', 'a'.repeat(64))).toBeUndefined();
    expect(refusal(approved, 'tenants/acme', 'b'.repeat(64))).toMatch(
      /not what was approved.*in a new pull request/,
    );
    expect(refusal(approved, 'tenants/globex', 'a'.repeat(64))).toMatch(
      /not part of the approved plan/,
    );
  });
});
