import { Link } from '@backstage/core-components';
import styles from './NotFoundPage.module.css';

/** Says that there is nothing at this address, and where to go from here. */
export function NotFoundPage() {
  return (
    <main className={styles.page}>
      <h1>There is nothing here</h1>
      <p>
        The address may be mistyped, what was here may have been removed, or you
        may not see it.
      </p>
      <p>
        Go to the <Link to="/environments">environments</Link>, to the{' '}
        <Link to="/catalog">catalog</Link>, or <Link to="/search">search</Link>.
      </p>
    </main>
  );
}
