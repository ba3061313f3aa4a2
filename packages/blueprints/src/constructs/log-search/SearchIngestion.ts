import { type IVpc, SecurityGroup } from 'aws-cdk-lib/aws-ec2';
import { CfnPipeline } from 'aws-cdk-lib/aws-osis';
import { Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { shorten } from '../../base/naming';
import { SERVICE_SUBNETS } from '../network/ThreeTierNetwork';
import type { LeastPrivilegeRole } from '../role/LeastPrivilegeRole';
import type { LogArchive } from './LogArchive';
import type { SearchDomain } from './SearchDomain';

/** The longest name that OpenSearch Ingestion accepts. */
const MAX_PIPELINE_NAME = 28;

/** Settings of a `SearchIngestion`. */
export interface SearchIngestionProps {
  readonly vpc: IVpc;
  readonly name: string;
  readonly archive: LogArchive;
  readonly search: SearchDomain;
  readonly role: LeastPrivilegeRole;
}

/**
 * Reads each archived object once, and writes its lines into an index for each day, `logs-2026.01.31`.
 *
 * A line that is a JSON object becomes its fields; any other line stays as text in `message`. What the domain refuses goes back
 * to the archive below `refused/`.
 */
export class SearchIngestion extends Construct {
  readonly pipeline: CfnPipeline;

  constructor(scope: Construct, id: string, props: SearchIngestionProps) {
    super(scope, id);
    const { region } = Stack.of(this);
    const group = new SecurityGroup(this, 'SecurityGroup', {
      vpc: props.vpc,
      description: `Ingestion of the logs of ${props.name}`,
      allowAllOutbound: true,
    });
    props.search.allowFrom(group, 'Ingestion');
    const aws = { region, sts_role_arn: props.role.roleArn };
    this.pipeline = new CfnPipeline(this, 'Pipeline', {
      pipelineName: shorten(props.name, MAX_PIPELINE_NAME),
      minUnits: 1,
      maxUnits: 4,
      vpcOptions: {
        subnetIds: props.vpc.selectSubnets({ subnetGroupName: SERVICE_SUBNETS })
          .subnetIds,
        securityGroupIds: [group.securityGroupId],
      },
      // It reads YAML, and JSON is YAML.
      pipelineConfigurationBody: Stack.of(this).toJsonString({
        version: '2',
        logs: {
          source: {
            s3: {
              acknowledgments: true,
              notification_type: 'sqs',
              compression: 'gzip',
              codec: { newline: {} },
              sqs: {
                queue_url: props.archive.arrivals.queue.queueUrl,
                visibility_timeout: '600s',
              },
              aws,
            },
          },
          processor: [
            // An event that ends with a line break of its own leaves an empty line behind.
            {
              drop_events: {
                drop_when: '/message == ""',
                handle_failed_events: 'skip',
              },
            },
            {
              parse_json: {
                source: 'message',
                tags_on_failure: ['plain_text'],
              },
            },
            { date: { from_time_received: true, destination: '@timestamp' } },
          ],
          sink: [
            {
              opensearch: {
                hosts: [`https://${props.search.domain.attrDomainEndpoint}`],
                index: 'logs-%{yyyy.MM.dd}',
                aws,
                dlq: {
                  s3: {
                    bucket: props.archive.bucket.bucket.bucketName,
                    key_path_prefix: 'refused',
                    ...aws,
                  },
                },
              },
            },
          ],
        },
      }),
    });
    this.pipeline.node.addDependency(
      props.role,
      props.search.domain,
      props.archive,
    );
  }
}
