// Answers of GET /exchange-settlement/v1/events over a log as long as one of years.

export const EVENTS = 100_000;
/** As many as a service gives at once. */
export const EVENTS_OF_PAGE = 500;

/** What a service would answer: as many as it gives at once, down from the position that is asked for. */
export const eventsOf = (asked: URLSearchParams) => {
  const head = { next: EVENTS, recordedAt: '2026-05-01T00:00:00.000Z' };
  const log = 'esep/exchange-settlement/local';
  if (asked.get('order') === 'oldest') return { log, head, events: [], next: null };
  const from = Number(asked.get('from') ?? EVENTS - 1);
  const count = Math.min(EVENTS_OF_PAGE, from + 1);
  const events = Array.from({ length: count }, (_, i) => {
    const position = from - i;
    const event = {
      ...{ v: 1, log, type: 'FillRecorded', schemaVersion: 1, version: 1, authority: 'AIFC' },
      eventId: `01890000-0000-7000-8000-${String(position).padStart(12, '0')}`,
      stream: `fill-ex-1-T-${position}-sell`,
      recordedAt: new Date(Date.UTC(2026, 0, 1) + position * 60_000).toISOString(),
      body: { asset: 'BTC', quantity: '1000000000', note: 'x'.repeat(300) },
    };
    return { position, bytes: JSON.stringify(event) };
  });
  return { log, head, events, next: from < count ? null : from - count };
};
