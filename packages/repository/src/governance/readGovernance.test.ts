import { parseGovernanceFile, readGovernance } from './readGovernance';

const PHASE = `apiVersion: plinth/v1
kind: GovernancePhase
phase: operate
owners: [group:default/platform]
authorizes:
  accounts:
    - { id: '111122223333', name: dev, stages: [dev], regions: [us-east-1] }
  blueprints: [application]
  resourceTypes: ['AWS::*']
  commands: [plan]
`;

describe('the governance file', () => {
  it('is read from the place that everybody knows', async () => {
    const read = jest.fn(async () => PHASE);
    const governance = await readGovernance({ list: async () => [], read });
    expect(governance.authorizes.blueprints).toEqual(['application']);
    expect(read).toHaveBeenCalledWith('governance/phase.yaml');
  });

  it.each([
    ['missing', undefined, 'governance/phase.yaml: is missing or empty'],
    ['empty', '', 'governance/phase.yaml: is missing or empty'],
    ['no YAML', '{', 'governance/phase.yaml is no YAML without aliases'],
    [
      'two documents',
      `${PHASE}---\n${PHASE}`,
      'governance/phase.yaml is no YAML without aliases',
    ],
    [
      'said by aliases',
      PHASE.replace('[application]', '&names [application]').replace(
        '[plan]',
        '*names',
      ),
      'governance/phase.yaml is no YAML without aliases',
    ],
    ['another document', 'kind: Other\n', 'governance/phase.yaml: '],
  ])('authorizes nothing when it is %s', (_, text, message) => {
    expect(() => parseGovernanceFile(text)).toThrow(message);
  });
});
