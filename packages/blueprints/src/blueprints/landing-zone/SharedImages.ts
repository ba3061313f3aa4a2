import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { ImagePublisher } from '../../constructs/registry/ImagePublisher';
import { ImageRegistry } from '../../constructs/registry/ImageRegistry';
import { CACHED_REGISTRIES, type LandingZoneParameters } from '../../schema';

/** Settings of `SharedImages`. */
export interface SharedImagesProps {
  readonly key: IKey;
  readonly parameters: Pick<
    LandingZoneParameters,
    | 'cachedRegistries'
    | 'images'
    | 'imageScanning'
    | 'issuer'
    | 'organizationId'
  >;
}

/** The organization's images, and a role for each repository that publishes some of them (FND-17, FND-22). */
export class SharedImages extends Construct {
  readonly registry: ImageRegistry;
  /** By owner/repository. */
  readonly publishers: ReadonlyMap<string, ImagePublisher>;

  constructor(scope: Construct, id: string, props: SharedImagesProps) {
    super(scope, id);
    const { images, cachedRegistries, issuer, ...rest } = props.parameters;
    this.registry = new ImageRegistry(this, 'Registry', {
      key: props.key,
      repositories: images.map(({ name }) => name),
      organizationId: rest.organizationId,
      scanning: rest.imageScanning,
      cached: Object.fromEntries(
        cachedRegistries.map(name => [name, CACHED_REGISTRIES[name]]),
      ),
    });
    const repositories = [...new Set(images.map(each => each.publisher))];
    this.publishers = new Map(
      repositories.map(repository => [
        repository,
        new ImagePublisher(this, repository.replace('/', '.'), {
          repository,
          issuer,
          imageRepositoryArns: images
            .filter(({ publisher }) => publisher === repository)
            .map(({ name }) => this.registry.repositories[name].attrArn),
        }),
      ]),
    );
  }
}
