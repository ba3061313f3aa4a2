// Seconds that CloudFormation typically needs for a type; the rest take a few seconds.
const seconds: Record<string, number> = {
  'AWS::RDS::DBInstance': 412,
  'AWS::RDS::DBCluster': 290,
  'AWS::EC2::NatGateway': 98,
  'AWS::EC2::VPC': 13,
  'AWS::EC2::EIP': 16,
  'AWS::EC2::InternetGateway': 17,
  'AWS::EC2::VPCEndpoint': 63,
  'AWS::KMS::Key': 21,
  'AWS::IAM::Role': 18,
  'AWS::IAM::Policy': 16,
  'AWS::IAM::ManagedPolicy': 17,
  'AWS::S3::Bucket': 15,
  'AWS::CloudFront::Distribution': 231,
  'AWS::ElasticLoadBalancingV2::LoadBalancer': 152,
  'AWS::ECS::Service': 84,
  'AWS::CDK::Metadata': 1,
};

/** How long, in milliseconds, a resource of the type keeps CloudFormation busy while the clock stands. */
export function simulatedDuration(type: string): number {
  return (seconds[type] ?? 5) * 1000;
}
