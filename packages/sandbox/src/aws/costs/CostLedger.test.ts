import { SandboxClock } from '../../clock';
import { DocumentStore } from '../../documents';
import { resource } from '../testing/startServices';
import type { CostSeries } from './costSeries';
import { CostLedger } from './CostLedger';

describe('CostLedger', () => {
  it('prices a service by its task definition, which it names by ARN', () => {
    const arn = 'arn:aws:ecs:us-east-1:111122223333:task-definition/claims:3';
    const clock = new SandboxClock();
    clock.freeze(new Date('2026-06-15T00:00:00Z'));
    const ledger = new CostLedger({
      clock,
      documents: DocumentStore.open(':memory:'),
      deployed: () => [
        resource({
          type: 'AWS::ECS::TaskDefinition',
          logicalId: 'Definition',
          physicalId: arn,
          properties: {
            Cpu: '1024',
            Memory: '2048',
            RequiresCompatibilities: ['FARGATE'],
          },
        }),
        resource({
          type: 'AWS::ECS::Service',
          logicalId: 'Service',
          properties: {
            TaskDefinition: arn,
            DesiredCount: 3,
            LaunchType: 'FARGATE',
          },
        }),
      ],
    });
    const sum = (costs: Iterable<CostSeries>) =>
      [...costs]
        .flatMap(series => series.days)
        .reduce((total, day) => total + day.amount, 0);
    const total = sum(
      ledger.costs({
        from: Date.parse('2026-06-14T00:00:00Z'),
        to: Date.parse('2026-06-15T00:00:00Z'),
      }),
    );
    expect(total).toBeCloseTo(24 * 3 * (0.04048 + 2 * 0.004445), 6);
    expect(sum(ledger.dailyRate())).toBeCloseTo(total, 6);
  });
});
