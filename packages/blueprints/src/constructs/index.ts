/*
 * The parts of which blueprints are made, for stacks that add resources and for an organisation's own blueprints. They
 * are an entry of their own, so that the main entry may load only what a unit's blueprint needs.
 */
export * from './access/WorkforceAccess';
export * from './alarm/RunbookAlarm';
export * from './alerts/Alerts';
export * from './backup/DatabaseCopies';
export * from './backup/HostBackups';
export * from './budget/UnitBudget';
export * from './cache/RedisCache';
export * from './cluster/ServiceCluster';
export * from './config/ComplianceChecks';
export * from './config/OrganizationView';
export * from './config/ResourceRecorder';
export * from './configuration/Configuration';
export * from './database/PostgresDatabase';
export * from './database/PostgresReplica';
export * from './docdb/DocumentDatabase';
export * from './edge/EdgeDistribution';
export * from './edge/LogDelivery';
export * from './edge/WebAcl';
export * from './egress/EgressFirewall';
// Two parts are called RedisCache: this one has a token in Secrets Manager, the other one IAM users.
export {
  RedisCache as HostRedisCache,
  type RedisCacheProps as HostRedisCacheProps,
} from './host/RedisCache';
export * from './host/TlsLoadBalancer';
export * from './host/UbuntuHost';
export * from './hub/GatewayShare';
export * from './hub/SiteToSiteVpn';
export * from './hub/TransitHub';
export * from './ingress/LoadBalancer';
export * from './key/EncryptionKey';
export * from './logs/WorkloadLogs';
export * from './metrics/Grafana';
export * from './metrics/PrometheusMetrics';
export * from './network/PrivateEndpoints';
export * from './network/ThreeTierNetwork';
export * from './observability/Observability';
export * from './organization/OrganizationalUnits';
export * from './organization/OrganizationGuardrails';
export * from './registry/ImagePublisher';
export * from './registry/ImageRegistry';
export * from './role/LeastPrivilegeRole';
export * from './service/BlueGreenService';
export * from './storage/EncryptedBucket';
export * from './trail/AccountTrail';
export * from './zone/PrivateZone';
export * from './zone/PublicZone';
export * from './zone/QueryLogs';
export * from './zone/ZoneSigning';
