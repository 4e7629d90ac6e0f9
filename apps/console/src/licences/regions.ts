import { msg } from '@lingui/core/macro';

/** Regions of Kazakhstan by ISO 3166-2. */
export const REGIONS = {
  'KZ-10': msg`Abai`,
  'KZ-11': msg`Akmola`,
  'KZ-15': msg`Aktobe`,
  'KZ-19': msg`Almaty Region`,
  'KZ-23': msg`Atyrau`,
  'KZ-27': msg`West Kazakhstan`,
  'KZ-31': msg`Jambyl`,
  'KZ-33': msg`Jetisu`,
  'KZ-35': msg`Karaganda`,
  'KZ-39': msg`Kostanay`,
  'KZ-43': msg`Kyzylorda`,
  'KZ-47': msg`Mangystau`,
  'KZ-55': msg`Pavlodar`,
  'KZ-59': msg`North Kazakhstan`,
  'KZ-61': msg`Turkistan`,
  'KZ-62': msg`Ulytau`,
  'KZ-63': msg`East Kazakhstan`,
  'KZ-71': msg`Astana`,
  'KZ-75': msg`Almaty`,
  'KZ-79': msg`Shymkent`,
} as const;
export type Region = keyof typeof REGIONS;
