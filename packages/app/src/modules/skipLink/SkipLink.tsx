import type { MouseEvent } from 'react';
import styles from './SkipLink.module.css';

/** The first stop of the Tab key: past the navigation, to what the page is about. */
export function SkipLink() {
  const skip = (event: MouseEvent) => {
    event.preventDefault();
    const target = document.querySelector<HTMLElement>('main, article, h1');
    if (target) {
      target.tabIndex = -1;
      target.focus();
    }
  };
  return (
    <a href="#main" className={styles.skip} onClick={skip}>
      Skip to the content
    </a>
  );
}
