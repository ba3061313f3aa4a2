import { EntityRefLink } from '@backstage/plugin-catalog-react';
import { formatRef } from './format';

/** A person or a group: a link where the catalog knows them, else the login. */
export function Person(props: { actor: string }) {
  const { actor } = props;
  return actor.includes(':') ? (
    <EntityRefLink entityRef={actor}>{formatRef(actor)}</EntityRefLink>
  ) : (
    <>{actor}</>
  );
}

/** Several of them, with commas between. */
export function People(props: { actors: readonly string[] }) {
  return (
    <>
      {props.actors.map((actor, index) => (
        <span key={actor}>
          {index > 0 && ', '}
          <Person actor={actor} />
        </span>
      ))}
    </>
  );
}
