import { t } from '@lingui/core/macro';

import { formatCount, type Locale } from '../language/format.js';

const UNITS = [
  { seconds: 86_400, say: (count: string) => t`${count} d` },
  { seconds: 3_600, say: (count: string) => t`${count} h` },
  { seconds: 60, say: (count: string) => t`${count} min` },
];

/** How long something lasts, in the largest unit of which there is a whole one. */
export const formatAge = (seconds: number, locale: Locale): string => {
  const whole = Math.max(0, Math.round(seconds));
  const unit = UNITS.find((one) => whole >= one.seconds);
  if (unit) return unit.say(formatCount(Math.floor(whole / unit.seconds), locale));
  const count = formatCount(whole, locale);
  return t`${count} s`;
};
