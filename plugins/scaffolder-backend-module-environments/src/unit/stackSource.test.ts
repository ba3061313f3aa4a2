import { blueprintSchemas } from '@plinth/blueprints/schema';
import { stackSource } from './stackSource';

describe('the stack of a unit', () => {
  it.each(blueprintSchemas.map(({ name }) => name))(
    'can be written for the blueprint %s',
    name => {
      expect(stackSource(name)).toMatch(
        /^export default class UnitStack extends [A-Z]\w+ \{$/m,
      );
    },
  );
});
