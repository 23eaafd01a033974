import { equal, ok } from './assert.js';
import * as span from '/js/span.js';

const LOG = { first: 101, last: 1600 };

export const tests = {
  'should begin with the newest rows': () => equal(span.atEnd(LOG), { low: 1241, high: null }),
  'should take all rows of a short room': () => equal(span.atEnd({ first: 1, last: 9 }), { low: 1, high: null }),
  'should never hold more than 360 rows on the way up and down': () => {
    let at = span.atEnd(LOG);
    for (let i = 0; i < 40; i++) {
      at = span.older(at, LOG);
      equal((at.high ?? LOG.last) - at.low + 1, 360);
    }
    equal(at, { low: 101, high: 460 });
    for (let i = 0; i < 40; i++) at = span.newer(at, LOG);
    equal(at, { low: 1241, high: null });
  },
  'should leave rows of more height than the tallest screen and what is kept ready around it': () => {
    const up = span.older(span.atEnd(LOG), LOG);
    const kept = up.high - span.atEnd(LOG).low + 1;
    ok(kept * 24 >= 2 * 600 + 4320, `${kept} rows stay after a step`);
  },
  'should stay the same at the top': () => {
    const top = { low: 101, high: 460 };
    equal(span.older(top, LOG) === top, true);
  },
  'should follow the end': () => equal(span.adjusted({ low: 1241, high: null }, { first: 101, last: 1700 }, true), { low: 1341, high: null }),
  'should grow at the end without taking rows from a reader above': () => {
    equal(span.adjusted({ low: 1441, high: null }, { first: 101, last: 1650 }, false), { low: 1441, high: null });
    equal(span.adjusted({ low: 1441, high: null }, { first: 101, last: 2200 }, false), { low: 1441, high: 1800 });
  },
  'should begin again after a reset': () => {
    equal(span.adjusted({ low: 1441, high: 1600 }, { first: 1, last: 20 }, false), { low: 1, high: null });
    equal(span.adjusted({ low: 50, high: 200 }, LOG, false), { low: 1241, high: null });
  },
  'should show what is around one message': () => {
    equal(span.around(500, LOG), { low: 440, high: 799 });
    equal(span.around(1550, LOG), { low: 1490, high: null });
  },
};
