import { Accounts } from './Accounts';
import { Authorizer } from './identity/Authorizer';
import { CloudFormationEngine, CloudFormationService } from './cloudformation';
import { ResourceSpecification } from './cloudformation/resources/ResourceSpecification';
import { AwsEventBus } from './AwsEventBus';
import { Faults } from './Faults';
import { Ec2Service } from './ec2/ec2Service';
import { IamService } from './iam/iamService';
import { IamStore } from './iam/IamStore';
import { S3Service } from './s3/s3Service';
import { S3Store } from './s3/S3Store';
import { SecretStore } from './secrets/SecretStore';
import { AwsServer, type RouteHandler } from './server/AwsServer';
import type { AwsContext, SandboxParts } from './AwsContext';
import type { AwsService } from './service/AwsService';
import { Sessions } from './identity/Sessions';
import { SsmService } from './ssm/ssmService';
import { SsmStore } from './ssm/SsmStore';
import { StsService } from './sts/stsService';

/** The running AWS of the sandbox. */
export interface AwsSandbox extends AwsContext {
  /** `http://127.0.0.1:<port>`: an IP address, so that S3 clients put buckets into the path. */
  readonly url: string;
  readonly port: number;
  readonly accounts: Accounts;
  readonly faults: Faults;
  readonly iam: IamStore;
  readonly s3: S3Store;
  readonly ssm: SsmStore;
  registerService(service: AwsService): void;
  /** Answers plain HTTP below a path, for instance `/_control`. */
  route(prefix: string, handler: RouteHandler): void;
  close(): Promise<void>;
}

/** Starts AWS on loopback; port 0 takes a free one. */
export async function startAws(
  options: SandboxParts & {
    port: number;
    github?: { issuer: string };
    /**
     * Milliseconds that a resource takes to be made, changed or deleted.
     *
     * @default 120
     */
    latency?: number;
    /**
     * Items on a page of CloudFormation's answers.
     *
     * @default 100
     */
    pageSize?: number;
  },
): Promise<AwsSandbox> {
  const { clock, documents, dataDir } = options;
  const bus = new AwsEventBus();
  const accounts = new Accounts(documents);
  const faults = new Faults(clock);
  const iam = new IamStore(clock, documents);
  const sessions = new Sessions(clock, documents);
  const authorizer = new Authorizer({ clock, iam, sessions });
  const s3 = new S3Store({ clock, documents, dataDir });
  const ssm = new SsmStore(clock, documents);
  const cloudFormation = new CloudFormationEngine({
    clock,
    documents,
    bus,
    iam,
    s3,
    ssm,
    secrets: new SecretStore(documents),
    faults,
    specification: await ResourceSpecification.load(),
    latency: options.latency ?? 120,
  });
  const server = new AwsServer({ clock, bus, authorizer, accounts, faults });
  server.register(new StsService({ clock, iam, sessions, authorizer }));
  server.register(new SsmService(ssm));
  server.register(
    new CloudFormationService({
      engine: cloudFormation,
      s3,
      pageSize: options.pageSize ?? 100,
    }),
  );
  server.register(new IamService(iam));
  server.registerHttp(new S3Service(s3));
  server.registerHttp(new Ec2Service());
  const port = await server.listen(options.port);
  cloudFormation.resume();
  return {
    clock,
    documents,
    dataDir,
    bus,
    cloudFormation,
    accounts,
    faults,
    iam,
    s3,
    ssm,
    port,
    url: `http://127.0.0.1:${port}`,
    registerService: service => server.register(service),
    route: (prefix, handler) => server.route(prefix, handler),
    close: async () => {
      await cloudFormation.close();
      await server.close();
    },
  };
}
