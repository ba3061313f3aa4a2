import { placeToEdit } from './placeToEdit';

const SOURCE = `import { ApplicationEnvironment } from '@plinth/blueprints';

export default class ClaimsDev extends ApplicationEnvironment {
  constructor(scope, id, props) {
    super(scope, id, props);
    new Queue(this, 'Orders');
    new Queue(this, 'Orders-Dead', { retention: 1 });
  }
}
`;
const ITEM = {
  stack: 'claims-dev',
  logicalId: 'OrdersDead1A2B3C4D',
  resourceType: 'AWS::SQS::Queue',
  path: '/RedrivePolicy/maxReceiveCount',
  actual: '5',
};
const place = (over: object = {}, source = SOURCE) =>
  placeToEdit({ ...ITEM, ...over }, 'environments/claims-dev/stack.ts', source);

describe('where a value is written that no parameter has', () => {
  it('is the line that makes the construct, the one whose name fits best', () => {
    expect(place()).toBe(
      'RedrivePolicy.maxReceiveCount of OrdersDead1A2B3C4D (AWS::SQS::Queue) in claims-dev is 5: line 7 of environments/claims-dev/stack.ts makes its construct Orders-Dead',
    );
    expect(place({ logicalId: 'OrdersPolicy1A2B3C4D' })).toMatch(
      /line 6 .* construct Orders$/,
    );
  });

  it('is below the constructor of the blueprint for what that makes', () => {
    const logicalId = 'DatabaseInstance1A2B3C4D';
    expect(place({ logicalId })).toMatch(
      /its blueprint makes it; below line 5 of .*addPropertyOverride of the resource whose logicalId is DatabaseInstance1A2B3C4D/,
    );
    expect(place({ logicalId, deleted: true, path: '' })).toMatch(
      /was deleted: its blueprint makes it; below line 5 .* leave it out there/,
    );
    expect(place({ logicalId }, 'export default class {}')).toMatch(
      /has no constructor yet/,
    );
  });
});
