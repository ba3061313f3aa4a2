import { configApiRef, useApi } from '@backstage/core-plugin-api';
import { useEffect, type ReactNode } from 'react';
import layout from './layout.module.css';
import styles from './Screen.module.css';

/** A page of ours: its heading, what it is for, what can be done on it, and what it shows. */
export function Screen(props: {
  title: string;
  note?: string;
  actions?: ReactNode;
  children: ReactNode;
}) {
  const { title, note, actions, children } = props;
  const portal = useApi(configApiRef).getOptionalString('app.title');
  useEffect(() => {
    document.title = portal ? `${title} | ${portal}` : title;
  }, [title, portal]);
  return (
    <main className={styles.screen}>
      <header className={styles.header}>
        <div className={styles.heading}>
          <h1>{title}</h1>
          {note && <p>{note}</p>}
        </div>
        {actions && <div className={layout.row}>{actions}</div>}
      </header>
      {children}
    </main>
  );
}
