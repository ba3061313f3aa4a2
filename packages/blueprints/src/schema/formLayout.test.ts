import { arrange } from './formLayout';
import { blueprintSchemas } from './blueprints/blueprintSchemas';

const properties = {
  size: { type: 'integer' },
  cidr: { type: 'string' },
  copies: { type: 'boolean' },
};

describe('arrange', () => {
  it('orders parameters, heads them, and says when they matter', () => {
    const arranged = arrange(properties, {
      groups: [
        { title: 'Network', parameters: ['cidr'] },
        { title: 'Data', parameters: ['copies', 'size'] },
      ],
      shownWhen: { size: { copies: [true], cidr: { not: ['none'] } } },
    });
    expect(Object.keys(arranged)).toEqual(['cidr', 'copies', 'size']);
    expect(arranged).toEqual({
      cidr: { type: 'string', group: 'Network' },
      copies: { type: 'boolean', group: 'Data' },
      size: {
        type: 'integer',
        group: 'Data',
        shownWhen: {
          copies: { enum: [true] },
          cidr: { not: { enum: ['none'] } },
        },
      },
    });
  });

  it('leaves out what people write by hand', () => {
    const groups = [{ title: 'All', parameters: ['cidr', 'copies'] }];
    const byHand = ['size'];
    expect(arrange(properties, { groups, byHand })).not.toHaveProperty('size');
    expect(() =>
      arrange(properties, { groups, byHand: ['size', 'cidr'] }),
    ).toThrow('each parameter once, but not cidr');
    expect(() =>
      arrange(properties, { groups, byHand: ['size', 'colour'] }),
    ).toThrow('each parameter once, but not colour');
  });

  it.each([
    ['forgotten', ['cidr', 'copies'], 'size'],
    ['named twice', ['cidr', 'copies', 'size', 'cidr'], 'cidr'],
    ['unknown', ['cidr', 'copies', 'size', 'colour'], 'colour'],
  ])('refuses a parameter that is %s', (_, parameters, name) => {
    expect(() =>
      arrange(properties, { groups: [{ title: 'All', parameters }] }),
    ).toThrow(`each parameter once, but not ${name}`);
  });
});

describe.each(
  blueprintSchemas.map(s => [`${s.name} ${s.version}`, s] as const),
)('the form of %s', (_, schema) => {
  const shown = schema.jsonSchema().properties as Record<
    string,
    { group?: string; shownWhen?: Record<string, unknown> }
  >;

  it('puts every parameter under a heading', () => {
    expect(
      Object.entries(shown).filter(([, property]) => !property.group),
    ).toEqual([]);
  });

  it('hides parameters by others that are shown always', () => {
    const deciding = Object.values(shown).flatMap(({ shownWhen }) =>
      Object.keys(shownWhen ?? {}),
    );
    for (const name of deciding.filter(each => each !== 'stage')) {
      expect([name, shown[name]?.shownWhen]).toEqual([name, undefined]);
    }
  });

  it('shows every parameter that an example or a size needs', () => {
    for (const stage of schema.stages) {
      const { required } = schema.jsonSchema(stage);
      for (const name of (required as string[]).filter(
        each => each !== 'cidr',
      )) {
        const conditions = shown[name].shownWhen ?? {};
        expect([name, Object.keys(conditions)]).toEqual([name, []]);
      }
    }
  });
});
