import styles from './fieldState.module.css';

/** How a field says what is wrong with it, in place of what it is for. */
export function fieldState(
  error: string | undefined,
  description: string | undefined,
) {
  return {
    className: styles.field,
    description: error ?? description,
    isInvalid: error !== undefined,
    // The form itself says no: the browser's own bubbles would come before it
    validationBehavior: 'aria' as const,
  };
}
