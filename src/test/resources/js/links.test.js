import { equal } from './assert.js';
import { piecesOf } from '/js/links.js';

const links = (text) => piecesOf(text).filter(({ href }) => href !== null).map((piece) => piece.text);

export const tests = {
  'should lose nothing of the text': () => {
    for (const text of ['', 'plain', 'http://a.b', 'x http://a.b, y https://c.d/e?f=g#h. z', 'http:// http://[ https://']) {
      equal(piecesOf(text).map((piece) => piece.text).join(''), text);
    }
  },
  'should leave the punctuation to the sentence': () => {
    equal(links('(see http://a.b/c), or http://a.b/d_(e)! "http://q.r"'), ['http://a.b/c', 'http://a.b/d_(e)', 'http://q.r']);
  },
  'should link http and https only': () => equal(links('javascript:alert(1) ftp://a data:text/html,x mailto:a@b HTTP://UP.case'), ['HTTP://UP.case']),
  'should not link what is no address': () => equal(links('http:// https://% http://['), []),
};
