import { parseGovernanceFile } from '@plinth/repository';
import { InfrastructureRepository } from '../__testUtils__/InfrastructureRepository';
import { previewPlaces } from './previewPlaces';

const PLACE = { account: '111122223333', region: 'us-east-1' };

describe('previewPlaces', () => {
  it('are the regions of the accounts that are authorized for previews', () => {
    const repository = InfrastructureRepository.create();
    try {
      const text = repository.read('governance/phase.yaml');
      expect(previewPlaces(parseGovernanceFile(text))).toEqual([
        PLACE,
        { ...PLACE, region: 'us-west-2' },
      ]);
    } finally {
      repository.dispose();
    }
  });
});
