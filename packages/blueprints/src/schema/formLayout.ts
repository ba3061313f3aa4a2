/** Values of another parameter, or of the stage, for which a parameter matters. */
export type Condition =
  readonly (string | boolean)[] | { readonly not: readonly string[] };

/** How a form shows the parameters of a blueprint. */
export interface FormLayout<Name extends string> {
  /** Every parameter, in the order in which a person decides about it, under a heading. */
  readonly groups: ReadonlyArray<{
    readonly title: string;
    readonly parameters: readonly Name[];
  }>;
  /** Parameters that people write into the unit's file, and that a form leaves out. */
  readonly byHand?: readonly Name[];
  /** Parameters that only matter under conditions, all of which must hold; a form hides them otherwise. */
  readonly shownWhen?: Readonly<
    Partial<Record<Name, Partial<Record<Name | 'stage', Condition>>>>
  >;
}

/** The layout of a form for these parameters. */
export type LayoutOf<Parameters> = FormLayout<
  Extract<keyof Parameters, string>
>;

type Properties = Record<string, unknown>;

/**
 * Writes the layout into the properties of a JSON Schema: their order, the heading as `group`, and the conditions as
 * `shownWhen`, a JSON Schema for each of the other values.
 *
 * @throws Error if the layout forgets a parameter, or names one twice
 */
export function arrange(
  properties: Properties,
  layout: FormLayout<string>,
): Properties {
  const names = layout.groups.flatMap(({ parameters }) => parameters);
  const placed = [...names, ...(layout.byHand ?? [])];
  const odd = [...Object.keys(properties), ...placed].filter(
    name =>
      !(name in properties) ||
      placed.filter(each => each === name).length !== 1,
  );
  if (odd.length > 0) {
    throw new Error(
      `A form shows each parameter once, but not ${[...new Set(odd)].join(', ')}`,
    );
  }
  return Object.fromEntries(
    layout.groups.flatMap(({ title, parameters }) =>
      parameters.map(name => {
        const conditions = Object.entries(layout.shownWhen?.[name] ?? {});
        return [
          name,
          {
            ...(properties[name] as object),
            group: title,
            ...(conditions.length > 0 && {
              shownWhen: Object.fromEntries(
                conditions.map(([other, condition]) => [
                  other,
                  schemaOf(condition as Condition),
                ]),
              ),
            }),
          },
        ];
      }),
    ),
  );
}

function schemaOf(condition: Condition): object {
  return 'not' in condition
    ? { not: { enum: condition.not } }
    : { enum: condition };
}
