// Where the picture of a month's coins has what: on either side a stack of ends, each as high as its
// coins, and in the middle the licensee, as high as all of them.

/** Of all coins of the month. */
const TOTAL_PX = 200;
/** A line of text beside each end, however little came from there. */
const SLOT_PX = 36;
/** Thinner than this nobody sees it. */
const THINNEST_PX = 1;

export interface Band<Strand> {
  readonly strand: Strand;
  /** The upper edge at its own end, and at the licensee. */
  readonly endY: number;
  readonly middleY: number;
  readonly height: number;
}

export interface FlowLayout<Strand> {
  readonly from: readonly Band<Strand>[];
  readonly to: readonly Band<Strand>[];
  readonly middle: { readonly y: number; readonly height: number };
  readonly height: number;
}

interface Coins {
  /** Base units. */
  readonly quantity: string;
}

/** Lays out what came in and what went out; both sides have the total in base units. */
export const layFlow = <Strand extends Coins>(
  from: readonly Strand[],
  to: readonly Strand[],
  total: string,
): FlowLayout<Strand> => {
  const perUnit = BigInt(total) === 0n ? 0 : TOTAL_PX / Number(total);
  const heightOf = ({ quantity }: Coins) => Math.max(THINNEST_PX, Number(quantity) * perUnit);
  const slotOf = (strand: Coins) => Math.max(SLOT_PX, heightOf(strand) + 4);
  const sumOf = (strands: readonly Strand[], of: (strand: Coins) => number) =>
    strands.reduce((sum, strand) => sum + of(strand), 0);
  const height = Math.max(TOTAL_PX, sumOf(from, slotOf), sumOf(to, slotOf));
  const middle = {
    height: Math.max(sumOf(from, heightOf), sumOf(to, heightOf)),
    y: (height - Math.max(sumOf(from, heightOf), sumOf(to, heightOf))) / 2,
  };
  const stack = (strands: readonly Strand[]): readonly Band<Strand>[] => {
    let [slotY, middleY] = [(height - sumOf(strands, slotOf)) / 2, middle.y];
    return strands.map((strand) => {
      const band = {
        ...{ strand, middleY, height: heightOf(strand) },
        endY: slotY + (slotOf(strand) - heightOf(strand)) / 2,
      };
      slotY += slotOf(strand);
      middleY += band.height;
      return band;
    });
  };
  return { from: stack(from), to: stack(to), middle, height };
};
