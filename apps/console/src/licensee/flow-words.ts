import type { MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';
import type { Schemas } from '@esep/client';

export type Strand = Schemas['supervision']['StrandBody'];

/** Who or what stands at the other end. */
export const FLOW_ENDS = {
  pool: msg`Pool`,
  venue: msg`Exchange`,
  address: msg`Address`,
  before: msg`At hand before`,
  'opening-stock': msg`At hand when its licence began`,
  unknown: msg`From where nobody reported`,
  'nowhere-known': msg`To where nobody reported`,
  after: msg`At hand afterwards`,
  others: msg`All others`,
} as const satisfies Record<Strand['kind'], MessageDescriptor>;

/** Why coins came or went. */
export const FLOW_CAUSES = {
  'at-hand': msg`mined coins`,
  'bought-at-hand': msg`bought coins`,
  declared: msg`declared`,
  mined: msg`mined`,
  bought: msg`bought`,
  unsourced: msg`never came in`,
  sold: msg`sold, counts`,
  'sold-not-counted': msg`sold, does not count`,
  fee: msg`fees`,
  released: msg`moved, as allowed`,
  'early-release': msg`moved too early`,
  'unexplained-outflow': msg`left without a reason`,
} as const satisfies Record<NonNullable<Strand['cause']>, MessageDescriptor>;
