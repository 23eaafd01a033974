import { equal } from './assert.js';
import { Requests } from '/js/requests.js';

export const tests = {
  'should say that a question may be put again when no answer came in time': async () => {
    const error = await new Requests(() => true, 20).ask({ t: 'join' }).catch((failed) => failed);
    equal([error.code, error.temporary], [0, true]);
  },
  'should end a question with the connection': async () => {
    const requests = new Requests(() => true);
    const asked = requests.ask({ t: 'join' }).catch((failed) => failed);
    requests.drop();
    equal((await asked).temporary, false);
  },
};
