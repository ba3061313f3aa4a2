import { SandboxClock } from '../../clock';
import { DocumentStore } from '../../documents';
import { Accounts } from '../Accounts';
import { Authorizer } from '../identity/Authorizer';
import { AwsEventBus } from '../AwsEventBus';
import { Faults } from '../Faults';
import { IamStore } from '../iam/IamStore';
import { AwsServer } from '../server/AwsServer';
import { Sessions } from '../identity/Sessions';
import type { DeployedResource } from '../Inventory';
import { createServices } from '../registerServices';

/** Account that pays for all in tests. */
export const PAYER = '123456789012';
/** An ordinary account in tests. */
export const DEV = '111122223333';

/** A client's options for a place in the sandbox. */
export function clientOptions(
  url: string,
  place: { account?: string; region?: string } = {},
) {
  const { account = DEV, region = 'us-east-1' } = place;
  return {
    endpoint: url,
    region,
    maxAttempts: 1,
    credentials: {
      accessKeyId: `AKIA${account}DEMO`,
      secretAccessKey: 'secret',
    },
  };
}

/** Starts AWS's server with these services alone, and an inventory that the test writes. */
export async function startServices() {
  const clock = new SandboxClock();
  const documents = DocumentStore.open(':memory:');
  const bus = new AwsEventBus();
  const accounts = new Accounts(documents);
  const faults = new Faults(clock);
  const authorizer = new Authorizer({
    clock,
    iam: new IamStore(clock, documents),
    sessions: new Sessions(clock, documents),
  });
  const server = new AwsServer({ clock, bus, authorizer, accounts, faults });
  const url = `http://127.0.0.1:${await server.listen(0)}`;
  const deployed: DeployedResource[] = [];
  const services = createServices(
    {
      clock,
      documents,
      bus,
      accounts,
      url,
      registerService: service => server.register(service),
    },
    { deployed: () => deployed },
  );
  return {
    ...services,
    accounts,
    bus,
    clock,
    deployed,
    documents,
    faults,
    server,
    url,
    async close() {
      await server.close();
      documents.close();
    },
  };
}

/** A deployed resource, alive from a day on. */
export function resource(
  given: Partial<DeployedResource> & {
    type: string;
    properties?: Record<string, unknown>;
    since?: string;
  },
): DeployedResource {
  const { properties = {}, since = '2026-01-01T00:00:00Z', ...rest } = given;
  const logicalId = given.logicalId ?? 'It';
  return {
    id: `${given.stackName ?? 'claims-dev'}/${logicalId}`,
    account: DEV,
    region: 'us-east-1',
    stackName: 'claims-dev',
    logicalId,
    physicalId: given.physicalId ?? logicalId.toLowerCase(),
    tags: {
      'plinth:entity': `resource:default/${given.stackName ?? 'claims-dev'}`,
    },
    versions: [{ at: since, properties }],
    ...rest,
  };
}
