import { sameContent } from './same-content.js';

describe('Content is the same', () => {
  it.each`
    left                    | right                   | same     | why
    ${'a'}                  | ${'a'}                  | ${true}  | ${'equal text'}
    ${'a'}                  | ${'b'}                  | ${false} | ${'another text'}
    ${1}                    | ${'1'}                  | ${false} | ${'a number is no text'}
    ${null}                 | ${{}}                   | ${false} | ${'nothing is no structure'}
    ${{ a: 1, b: 2 }}       | ${{ b: 2, a: 1 }}       | ${true}  | ${'fields in another order'}
    ${{ a: 1 }}             | ${{ a: 1, b: 2 }}       | ${false} | ${'a field more'}
    ${{ a: 1, b: 2 }}       | ${{ a: 1, c: 2 }}       | ${false} | ${'another field'}
    ${{ a: { b: [1, 2] } }} | ${{ a: { b: [1, 2] } }} | ${true}  | ${'equal below the surface'}
    ${{ a: { b: [1, 2] } }} | ${{ a: { b: [2, 1] } }} | ${false} | ${'a list in another order'}
    ${[]}                   | ${{}}                   | ${false} | ${'a list is no record'}
    ${'ab'}                 | ${{ 0: 'a', 1: 'b' }}   | ${false} | ${'text against a record'}
    ${{ 0: 'a', 1: 'b' }}   | ${'ab'}                 | ${false} | ${'a record against text'}
  `('$same: $why', ({ left, right, same }) => expect(sameContent(left, right)).toBe(same));
});
