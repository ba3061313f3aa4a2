import { Alert, Button, Skeleton } from '@backstage/ui';
import type { ReactNode } from 'react';
import styles from './layout.module.css';
import { reasonOf } from './reasonOf';

/** What stands where content is still being fetched. */
export function Loading(props: { label: string; lines?: number }) {
  const { label, lines = 5 } = props;
  return (
    <div role="status" aria-label={label} className={styles.stack}>
      {Array.from({ length: lines }, (_, index) => (
        <Skeleton key={index} width="100%" height={28} />
      ))}
    </div>
  );
}

/** Why something cannot be shown, and the way to try again. */
export function Failure(props: { title: string; error: Error; retry(): void }) {
  const { title, error, retry } = props;
  return (
    <Alert
      role="alert"
      status="danger"
      icon
      title={title}
      description={reasonOf(error)}
      customActions={
        <Button variant="secondary" size="small" onPress={retry}>
          Try again
        </Button>
      }
    />
  );
}

/** What stands where there is nothing, with the next step. */
export function Empty(props: { title: string; children?: ReactNode }) {
  return (
    <div className={styles.empty}>
      <p>
        <strong>{props.title}</strong>
      </p>
      {props.children}
    </div>
  );
}
