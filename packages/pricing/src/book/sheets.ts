import apiGateway from './api-gateway.json';
import backup from './backup.json';
import budgets from './budgets.json';
import cloudfront from './cloudfront.json';
import cloudtrail from './cloudtrail.json';
import cloudwatch from './cloudwatch.json';
import codeServices from './code-services.json';
import config from './config.json';
import documentdb from './documentdb.json';
import dynamodb from './dynamodb.json';
import ec2 from './ec2.json';
import ec2Other from './ec2-other.json';
import ecr from './ecr.json';
import efs from './efs.json';
import elasticache from './elasticache.json';
import eventbridge from './eventbridge.json';
import fargate from './fargate.json';
import firehose from './firehose.json';
import grafana from './grafana.json';
import guardduty from './guardduty.json';
import inspector from './inspector.json';
import kms from './kms.json';
import lambda from './lambda.json';
import loadBalancing from './load-balancing.json';
import networkFirewall from './network-firewall.json';
import opensearch from './opensearch.json';
import prometheus from './prometheus.json';
import rds from './rds.json';
import route53 from './route53.json';
import s3 from './s3.json';
import secretsManager from './secrets-manager.json';
import shield from './shield.json';
import sns from './sns.json';
import sqs from './sqs.json';
import stepFunctions from './step-functions.json';
import vpc from './vpc.json';
import waf from './waf.json';

/** One service's page of the price book: where its figures come from and when they were noted. */
export interface PriceSheet {
  /** The service's name in Cost Explorer. */
  service: string;
  source: string;
  /** Month in which the figures were noted, for example `2025-06`. */
  asOf: string;
  note?: string;
  /** USD per unit by region; `*` where one price holds everywhere. */
  prices: Record<
    string,
    {
      unit: string;
      regions: Record<string, number | undefined>;
      /** By region, the month of the list that a figure comes from, where it is younger than the page. */
      asOf?: Record<string, string | undefined>;
    }
  >;
}

const pages = {
  'api-gateway': apiGateway,
  backup,
  budgets,
  cloudfront,
  cloudtrail,
  cloudwatch,
  'code-services': codeServices,
  config,
  documentdb,
  dynamodb,
  ec2,
  'ec2-other': ec2Other,
  ecr,
  efs,
  elasticache,
  eventbridge,
  fargate,
  firehose,
  grafana,
  guardduty,
  inspector,
  kms,
  lambda,
  'load-balancing': loadBalancing,
  'network-firewall': networkFirewall,
  opensearch,
  prometheus,
  rds,
  route53,
  s3,
  'secrets-manager': secretsManager,
  shield,
  sns,
  sqs,
  'step-functions': stepFunctions,
  vpc,
  waf,
};

/** The short name of a page of the price book. */
export type SheetName = keyof typeof pages;

/** The items of a page, as it has them. */
export type ItemOf<Name extends SheetName> =
  keyof (typeof pages)[Name]['prices'];

/** The pages of the price book by short name. On-demand list prices in USD, without taxes, allowances or discounts. */
export const sheets: Readonly<Record<SheetName, PriceSheet>> = pages;
