import type { ObjectFieldTemplateProps, RJSFSchema } from '@rjsf/utils';
import styles from './ParameterGroups.module.css';

/** The parameters of a blueprint under the headings that its schema gives them, in its order. */
export function ParameterGroups({
  title,
  schema,
  properties,
}: ObjectFieldTemplateProps) {
  const headingOf = (name: string) =>
    (schema.properties?.[name] as RJSFSchema | undefined)?.group as
      string | undefined;
  const headings = [...new Set(properties.map(({ name }) => headingOf(name)))];
  return (
    <section aria-label={title} className={styles.groups}>
      <h2 className={styles.title}>{title}</h2>
      {headings.map(heading => (
        <fieldset key={heading ?? ''} className={styles.group}>
          {heading && <legend className={styles.heading}>{heading}</legend>}
          {properties
            .filter(({ name }) => headingOf(name) === heading)
            .map(({ name, content }) => (
              <div key={name} className={styles.parameter}>
                {content}
              </div>
            ))}
        </fieldset>
      ))}
    </section>
  );
}
