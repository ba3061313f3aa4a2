import { useEffect } from 'react';

/** The steps of a form as the scaffolder draws them; what is filled in stands after them. */
const STEPS = '.MuiStepper-root';

/**
 * Keeps the focus in a form: with each step the button that was pressed is gone, and the keyboard would be at the top of the page again.
 * The next step gets the focus, named for screen readers, so that Tab leads to its first field.
 */
export function StepFocus() {
  useEffect(() => {
    let current: string | undefined;
    const follow = () => {
      const steps = document.querySelector(STEPS);
      const active = steps?.querySelector('.MuiStepLabel-active')?.textContent;
      const next = active ?? undefined;
      if (next === current) {
        return;
      }
      const form = steps?.nextElementSibling;
      const moved = current !== undefined && next !== undefined;
      current = next;
      if (moved && form instanceof HTMLElement) {
        form.tabIndex = -1;
        form.setAttribute('role', 'group');
        form.setAttribute('aria-label', next);
        form.focus();
      }
    };
    follow();
    const observer = new MutationObserver(follow);
    observer.observe(document.body, {
      attributes: true,
      attributeFilter: ['class'],
      childList: true,
      subtree: true,
    });
    return () => observer.disconnect();
  }, []);
  return null;
}
