import type { ParameterValue } from './model';

/** A text in which the values of NoEcho parameters are made unreadable. Values of one or two letters are too common. */
export function maskSecrets(
  text: string,
  parameters: ParameterValue[],
): string {
  return parameters
    .filter(parameter => parameter.noEcho && parameter.value.length > 2)
    .reduce(
      (result, { value }) =>
        result
          .replaceAll(value, '****')
          .replaceAll(JSON.stringify(value).slice(1, -1), '****'),
      text,
    );
}
