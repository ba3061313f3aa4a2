import type { Input } from '../../service/Input';

/** Actions by name. An action reads all that it is sent before it does anything. */
export type Actions = Record<
  string,
  ((input: Input) => Record<string, unknown>) | undefined
>;
