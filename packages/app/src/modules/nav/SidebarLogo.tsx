import { Link, useSidebarOpenState } from '@backstage/core-components';
import { Mark } from './Logo';
import styles from './SidebarLogo.module.css';

/** The mark, with the name where there is room. */
export const SidebarLogo = () => {
  const { isOpen } = useSidebarOpenState();
  return (
    <div className={styles.root}>
      <Link
        to="/"
        underline="none"
        className={styles.link}
        aria-label="Plinth, home"
      >
        <Mark />
        {isOpen && <span>Plinth</span>}
      </Link>
    </div>
  );
};
