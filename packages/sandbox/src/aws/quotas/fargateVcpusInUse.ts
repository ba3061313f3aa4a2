import type { LiveResource } from '../cloudformation';
import type { JsonObject } from '../resources/Json';

/** vCPUs that the services among the resources take on demand on Fargate, each with as many tasks as it wants at least. */
export function fargateVcpusInUse(resources: readonly LiveResource[]): number {
  const of = (type: string) => resources.filter(live => live.type === type);
  const definitions = new Map(
    of('AWS::ECS::TaskDefinition').map(live => [live.physicalId, live]),
  );
  const scaling = of('AWS::ApplicationAutoScaling::ScalableTarget');
  return of('AWS::ECS::Service').reduce((sum, { properties, physicalId }) => {
    const definition = definitions.get(String(properties.TaskDefinition));
    const name = physicalId.split('/').pop() ?? '';
    const least = scaling
      .filter(each => String(each.properties.ResourceId).endsWith(`/${name}`))
      .map(each => Number(each.properties.MinCapacity));
    const tasks = Math.max(Number(properties.DesiredCount ?? 1), ...least);
    const vcpus = Number(definition?.properties.Cpu ?? 0) / 1024;
    return sum + onDemandShare(properties) * tasks * vcpus;
  }, 0);
}

function onDemandShare({
  CapacityProviderStrategy: strategy,
  LaunchType: launchType,
}: JsonObject): number {
  if (!Array.isArray(strategy)) {
    return launchType === 'FARGATE' ? 1 : 0;
  }
  const weights = (strategy as JsonObject[]).map(each => ({
    provider: each.CapacityProvider,
    weight: Number(each.Weight ?? 0),
  }));
  const sum = weights.reduce((all, { weight }) => all + weight, 0);
  const own = weights.find(({ provider }) => provider === 'FARGATE');
  return own && sum > 0 ? own.weight / sum : 0;
}
