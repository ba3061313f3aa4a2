import type { StackResourceSummary } from '@aws-sdk/client-cloudformation';
import { tellInventory } from './inventory';

const resource = (
  LogicalResourceId: string,
  ResourceStatus: StackResourceSummary['ResourceStatus'],
): StackResourceSummary => ({
  LogicalResourceId,
  PhysicalResourceId: `claims-${LogicalResourceId.toLowerCase()}`,
  ResourceType: 'AWS::S3::Bucket',
  ResourceStatus,
  LastUpdatedTimestamp: new Date(0),
});

describe('the inventory of a deleted stack', () => {
  it('tells what is gone, and what is kept and why', () => {
    expect(
      tellInventory(
        [
          resource('Data', 'DELETE_SKIPPED'),
          resource('Logs', 'DELETE_COMPLETE'),
          resource('Archive', 'DELETE_SKIPPED'),
        ],
        ['Database (AWS::RDS::DBInstance)'],
      ),
    ).toBe(
      '1 resource is gone; 2 are kept by their DeletionPolicy: Archive (AWS::S3::Bucket) claims-archive, Data (AWS::S3::Bucket) claims-data; a snapshot is kept of Database (AWS::RDS::DBInstance)',
    );
    expect(tellInventory([resource('Logs', 'DELETE_COMPLETE')])).toBe(
      '1 resource is gone; nothing is kept',
    );
  });

  it('counts what it has no room for', () => {
    const many = Array.from({ length: 130 }, (_, index) =>
      resource(`Data${index}`, 'DELETE_SKIPPED'),
    );
    expect(tellInventory(many)).toMatch(
      /^0 resources.*130 are kept.* and 30 more$/,
    );
  });
});
