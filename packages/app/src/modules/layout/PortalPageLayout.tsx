import type { PageLayoutProps } from '@backstage/frontend-plugin-api';
import { Link, Tab, TabList, Tabs } from '@backstage/ui';
import { useMatch, useResolvedPath } from 'react-router-dom';
import styles from './PortalPageLayout.module.css';

/** The catalog's address, as app-config.yaml has it. */
const CATALOG = '/catalog';

/** A page with its heading, what can be done on it, and its tabs. An entity has a heading of its own, below where it is found. */
export function PortalPageLayout(props: PageLayoutProps) {
  const { title, noHeader, headerActions, tabs, children } = props;
  const path = useResolvedPath('.').pathname.replace(/\/$/, '');
  const isEntity = useMatch(`${CATALOG}/:namespace/:kind/:name/*`) !== null;
  if (noHeader) {
    return <>{children}</>;
  }
  return (
    <>
      <header className={styles.header}>
        {isEntity ? (
          <nav aria-label="Part of">
            <Link href={CATALOG}>{title}</Link>
          </nav>
        ) : (
          <div className={styles.row}>
            <h1>{title}</h1>
            <div className={styles.actions}>{headerActions}</div>
          </div>
        )}
        {tabs && tabs.length > 0 && (
          <div className={styles.tabs}>
            <Tabs>
              <TabList>
                {tabs.map(({ id, label, href }) => (
                  <Tab
                    key={id}
                    id={id}
                    matchStrategy="prefix"
                    href={href.startsWith('/') ? href : `${path}/${href}`}
                  >
                    {label}
                  </Tab>
                ))}
              </TabList>
            </Tabs>
          </div>
        )}
      </header>
      {children}
    </>
  );
}
