import { Template } from 'aws-cdk-lib/assertions';
import { App, Stack } from 'aws-cdk-lib/core';
import { OrganizationAccounts } from './OrganizationAccounts';
import { OrganizationalUnits } from './OrganizationalUnits';

function organization(names: readonly string[]) {
  const stack = new Stack(new App(), 'Example');
  const { units } = new OrganizationalUnits(stack, 'Units', {
    parentId: 'r-ab12',
    names: ['Workloads', 'Sandbox'],
  });
  new OrganizationAccounts(stack, 'Accounts', {
    accounts: names.map(name => ({
      name,
      email: `aws+${name}@example.com`,
      parentId: units[0].attrId,
    })),
  });
  return Template.fromStack(stack);
}

describe('organizational units and accounts', () => {
  const template = organization(['production', 'staging', 'dev']);

  it.each([
    ['AWS::Organizations::OrganizationalUnit', 2, 'RetainExceptOnCreate'],
    // An account that was made cannot be deleted with its stack, whatever failed after it.
    ['AWS::Organizations::Account', 3, 'Retain'],
  ])(
    'are made one at a time, and stay when the stack goes: %s',
    (type, count, kept) => {
      const made = Object.entries(template.findResources(type));
      expect(made).toHaveLength(count);
      made.forEach(([, resource], index) => {
        expect(resource).toMatchObject({
          DeletionPolicy: kept,
          UpdateReplacePolicy: 'Retain',
        });
        expect(resource.DependsOn).toEqual(
          index === 0 ? undefined : [made[index - 1][0]],
        );
      });
    },
  );

  it('lie where they are put, with the role that the management account assumes', () => {
    template.hasResourceProperties('AWS::Organizations::OrganizationalUnit', {
      Name: 'Sandbox',
      ParentId: 'r-ab12',
    });
    const [unit] = Object.keys(
      template.findResources('AWS::Organizations::OrganizationalUnit'),
    );
    template.hasResourceProperties('AWS::Organizations::Account', {
      AccountName: 'staging',
      Email: 'aws+staging@example.com',
      ParentIds: [{ 'Fn::GetAtt': [unit, 'Id'] }],
      RoleName: 'OrganizationAccountAccessRole',
    });
  });

  it('are known by their names: another one before them changes none', () => {
    const idsOf = (given: Template) =>
      Object.keys(given.findResources('AWS::Organizations::Account'));
    const more = organization(['first', 'production', 'staging', 'dev']);
    expect(idsOf(more)).toEqual([expect.anything(), ...idsOf(template)]);
  });
});
