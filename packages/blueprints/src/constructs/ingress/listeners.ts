import { CfnCertificate } from 'aws-cdk-lib/aws-certificatemanager';
import {
  CfnListener,
  type CfnLoadBalancer,
} from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type { Construct } from 'constructs';
import type { AlarmAudience } from '../alarm/AlarmAudience';
import { watchCertificate } from '../alarm/watchCertificate';
import type { Audience } from './audience';

// Services add rules for their hosts; a request for another host finds nothing.
const NO_SUCH_HOST = [
  {
    type: 'fixed-response',
    fixedResponseConfig: {
      statusCode: '404',
      contentType: 'text/plain',
      messageBody: 'No such host.',
    },
  },
];

/**
 * Makes what the balancer listens with, and returns the listener that services add their rules to: HTTPS with TLS 1.2 or newer
 * and HTTP redirected, or HTTP inside of the network, where no public name exists that a certificate could be proven for.
 */
export function listen(
  scope: Construct,
  balancer: CfnLoadBalancer,
  props: AlarmAudience & { readonly audience: Audience },
): CfnListener {
  const { audience } = props;
  if (audience.kind === 'network') {
    return new CfnListener(scope, 'Listener', {
      loadBalancerArn: balancer.ref,
      port: 80,
      protocol: 'HTTP',
      defaultActions: NO_SUCH_HOST,
    });
  }
  const { domainName, hostedZoneId } = audience;
  const origin =
    audience.kind === 'cloudfront' ? [`origin.${domainName}`] : undefined;
  const certificate = new CfnCertificate(scope, 'Certificate', {
    domainName,
    subjectAlternativeNames: origin,
    validationMethod: 'DNS',
    domainValidationOptions: [domainName, ...(origin ?? [])].map(name => ({
      domainName: name,
      hostedZoneId,
    })),
  });
  watchCertificate(scope, certificate.ref, props);
  new CfnListener(scope, 'Redirect', {
    loadBalancerArn: balancer.ref,
    port: 80,
    protocol: 'HTTP',
    defaultActions: [
      {
        type: 'redirect',
        redirectConfig: {
          protocol: 'HTTPS',
          port: '443',
          statusCode: 'HTTP_301',
        },
      },
    ],
  });
  return new CfnListener(scope, 'Listener', {
    loadBalancerArn: balancer.ref,
    port: 443,
    protocol: 'HTTPS',
    sslPolicy: 'ELBSecurityPolicy-TLS13-1-2-2021-06',
    certificates: [{ certificateArn: certificate.ref }],
    defaultActions: NO_SUCH_HOST,
    // Before CloudFront, the distribution tells browsers to stay with HTTPS.
    listenerAttributes:
      audience.kind === 'internet'
        ? [
            {
              key: 'routing.http.response.strict_transport_security.header_value',
              value: 'max-age=31536000; includeSubDomains',
            },
          ]
        : undefined,
  });
}
