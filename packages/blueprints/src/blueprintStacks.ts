import type { Construct } from 'constructs';
import type { Stack } from 'aws-cdk-lib/core';
import type { UnitStackProps } from './base/BlueprintStack';
import { ApplicationEnvironment } from './blueprints/application/ApplicationEnvironment';
import { Bootstrap } from './blueprints/bootstrap/Bootstrap';
import { ContainerPlatform } from './blueprints/container-platform/ContainerPlatform';
import { HostApp } from './blueprints/host-app/HostApp';
import { LandingZone } from './blueprints/landing-zone/LandingZone';
import { PlatformServices } from './blueprints/platform-services/PlatformServices';
import { SingleHost } from './blueprints/single-host/SingleHost';
import { StackEvents } from './blueprints/stack-events/StackEvents';
import { Tenant } from './blueprints/tenant/Tenant';

/** A blueprint's stack class. */
export type BlueprintStackClass = new (
  scope: Construct,
  id: string,
  props: UnitStackProps,
) => Stack;

/** The stack class of each blueprint; it makes every version that the schemas list. Register a blueprint here, in one line. */
export const blueprintStacks: Readonly<Record<string, BlueprintStackClass>> = {
  application: ApplicationEnvironment,
  bootstrap: Bootstrap,
  'container-platform': ContainerPlatform,
  'host-app': HostApp,
  'landing-zone': LandingZone,
  'platform-services': PlatformServices,
  'single-host': SingleHost,
  'stack-events': StackEvents,
  tenant: Tenant,
};
