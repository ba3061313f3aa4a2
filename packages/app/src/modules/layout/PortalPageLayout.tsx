import type { PageLayoutProps } from '@backstage/frontend-plugin-api';
import { Link } from '@backstage/ui';
import { NavLink, useMatch, useResolvedPath } from 'react-router-dom';
import styles from './PortalPageLayout.module.css';

/** Where the things lie that have a heading of their own: entities, and documents. The catalog's address is that of app-config.yaml. */
const CATALOG = '/catalog';
const DOCS = '/docs';

/**
 * A page with its heading, what can be done on it, and its tabs. An entity or a document has a heading of its own, below where it is found.
 * Tabs are addresses, so that they are links of a navigation: there are no panels that they would show and hide.
 */
export function PortalPageLayout(props: PageLayoutProps) {
  const { title, noHeader, headerActions, tabs, children } = props;
  const path = useResolvedPath('.').pathname.replace(/\/$/, '');
  const entity = useMatch(`${CATALOG}/:namespace/:kind/:name/*`) && CATALOG;
  const document = useMatch(`${DOCS}/:namespace/:kind/:name/*`) && DOCS;
  const collection = entity ?? document;
  if (noHeader) {
    return <>{children}</>;
  }
  return (
    <>
      <header className={styles.header}>
        {collection ? (
          <nav aria-label="Part of">
            <Link href={collection}>{title}</Link>
          </nav>
        ) : (
          <div className={styles.row}>
            <h1>{title}</h1>
            <div className={styles.actions}>{headerActions}</div>
          </div>
        )}
        {tabs && tabs.length > 0 && (
          <nav className={styles.tabs} aria-label={title}>
            {tabs.map(({ id, label, href }) => (
              <NavLink
                key={id}
                to={href.startsWith('/') ? href : `${path}/${href}`}
              >
                {label}
              </NavLink>
            ))}
          </nav>
        )}
      </header>
      {children}
    </>
  );
}
