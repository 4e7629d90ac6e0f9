import { RECEIPT_FILE_BYTES_MAX, receiptsIn, RECEIPTS_MAX } from './receipts-in.js';

const bytes = (text: string) => Buffer.from(text);
const one = '{"event":"e","proof":"p","verifierKey":"k"}';
const two = '{"event":"ё","proof":"p","verifierKey":"k"}';

describe('A file of receipts', () => {
  it.each([
    ['one', one, [one]],
    ['a list', `[${one}, ${two}]`, [one, two]],
    ['one on each line', `${one}\r\n\n${two}\n`, [one, two]],
    ['one of several lines', '{\n"event": "e"\n}', ['{\n"event": "e"\n}']],
  ])('has what is in it: %s', (_, text, receipts) =>
    expect(receiptsIn(bytes(text))).toEqual({ ok: true, receipts }),
  );

  it('is read as Windows writes it', () =>
    expect(receiptsIn(Buffer.from(`\uFEFF${two}`, 'utf16le'))).toEqual({
      ok: true,
      receipts: [two],
    }));

  it.each([
    ['file-empty', bytes(' \n')],
    ['file-empty', bytes('[]')],
    ['file-no-json', bytes('%PDF-1.7')],
    ['file-no-json', bytes(`${one}\nand more`)],
    ['file-no-text', Buffer.of(0x50, 0x4b, 0xff, 0x80)],
    [
      'file-of-too-many',
      bytes(JSON.stringify(Array.from({ length: RECEIPTS_MAX + 1 }, () => ({})))),
    ],
    ['file-too-large', new Uint8Array(RECEIPT_FILE_BYTES_MAX + 1)],
  ])('is refused: %s', (reason, file) => expect(receiptsIn(file)).toEqual({ ok: false, reason }));
});
