import type { Schemas } from '@esep/client';
import { endOf, localDateOf, periodOf, plusPeriods, startOf, startOfDay } from '@esep/kernel';
import { useQuery } from '@tanstack/react-query';

import { byName } from '../language/format.js';
import { answerOf, esep } from '../session/esep.js';
import { haveRole } from '../session/session.js';

/** The services that take reports. */
export type Service = 'pool-reporting' | 'exchange-settlement';
export type Day = Schemas[Service]['CalendarDay'];
export type Submission = Schemas[Service]['SubmissionItem'];
export type SubmissionAnswer = Schemas[Service]['SubmissionAnswer'];

const PAGE_ROWS = 500;

/** Whose reports one may see: a pool's are at one service, an exchange's at the other. */
export const servicesOfMine = (): readonly Service[] => {
  if (haveRole('pool')) return ['pool-reporting'];
  if (haveRole('exchange')) return ['exchange-settlement'];
  return ['pool-reporting', 'exchange-settlement'];
};

/** One sender's month. */
export interface CalendarLine {
  readonly service: Service;
  readonly sender: string;
  readonly name: string;
  readonly days: ReadonlyMap<string, Day>;
  /** The last day up to which everything was reported; undefined where no day of the month is. */
  readonly through: string | undefined;
}

export interface Calendar {
  readonly period: string;
  readonly days: readonly string[];
  readonly lines: readonly CalendarLine[];
}

export const useCalendar = (month: string | undefined) =>
  useQuery({
    queryKey: ['reports', 'calendar', month],
    queryFn: async ({ signal }): Promise<Calendar> => {
      const period = month ?? (await lastReported(signal));
      const days = daysOf(period);
      const found = await Promise.all(
        servicesOfMine().map((service) => linesOf(service, period, days, signal)),
      );
      return { period, days, lines: found.flat() };
    },
  });

const daysOf = (period: string): readonly string[] => {
  const first = Date.parse(`${period}-01`);
  const count = (Date.parse(`${plusPeriods(period, 1)}-01`) - first) / 86_400_000;
  return Array.from({ length: count }, (_, day) =>
    new Date(first + day * 86_400_000).toISOString().slice(0, 10),
  );
};

/** The month in which a report came last. A development host may stand at another day than this browser. */
const lastReported = async (signal: AbortSignal): Promise<string> => {
  const pages = await Promise.all(
    servicesOfMine().map((service) =>
      answerOf(esep.GET(`/${service}/v1/submissions`, { signal, params: { query: { limit: 1 } } })),
    ),
  );
  const last = pages.flatMap(({ items }) => items.map(({ receivedAt }) => receivedAt));
  return periodOf(last.toSorted().at(-1) ?? new Date().toISOString());
};

const linesOf = async (
  service: Service,
  period: string,
  days: readonly string[],
  signal: AbortSignal,
): Promise<readonly CalendarLine[]> => {
  const [registered, found] = await Promise.all([
    sendersOf(service, period, signal),
    calendarOf(service, days, undefined, signal),
  ]);
  const known = Map.groupBy(found, ({ sender }) => sender);
  // Who never said anything is in the calendar only where it is asked for by name.
  const silent = haveRole('pool', 'exchange')
    ? []
    : [...registered.keys()].filter((sender) => !known.has(sender));
  for (const sender of silent) known.set(sender, await calendarOf(service, days, sender, signal));
  const lines = [...known].map(([sender, own]) => ({
    service,
    sender,
    name: registered.get(sender) ?? sender,
    days: new Map(own.map((day) => [day.day, day])),
    through: own.findLast(({ completeAt }) => completeAt !== null)?.day,
  }));
  return byName(lines, ({ name }) => name);
};

const calendarOf = async (
  service: Service,
  days: readonly string[],
  sender: string | undefined,
  signal: AbortSignal,
): Promise<Day[]> => {
  const found: Day[] = [];
  for (let cursor: string | null | undefined; cursor !== null;) {
    const query = {
      from: days[0] ?? '',
      until: days.at(-1) ?? '',
      limit: PAGE_ROWS,
      ...(sender === undefined ? {} : { sender }),
      ...(cursor === undefined ? {} : { cursor }),
    };
    const call = esep.GET(`/${service}/v1/calendar`, { signal, params: { query } });
    const { items, next } = await answerOf(call);
    found.push(...items);
    cursor = next;
  }
  return found;
};

/** Names of those who have to report in a month, by id. */
const sendersOf = async (
  service: Service,
  period: string,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, string>> => {
  const path = service === 'pool-reporting' ? '/licensing/v1/pools' : '/licensing/v1/exchanges';
  const call = esep.GET(path, { signal, params: { query: { limit: PAGE_ROWS } } });
  const { items } = await answerOf(call);
  return new Map(
    items
      .filter(
        ({ from, until }) => from < endOf(period) && (until === null || until > startOf(period)),
      )
      .map(({ id, name }) => [id, name]),
  );
};

/** The reports that came from a sender on a day. The list has the latest first, and knows no days. */
export const useSubmissions = (service: Service, sender: string, day: string) =>
  useQuery({
    queryKey: ['reports', 'submissions', service, sender, day],
    queryFn: async ({ signal }): Promise<readonly Submission[]> => {
      const found: Submission[] = [];
      for (let cursor: string | null | undefined; cursor !== null;) {
        const query = {
          sender,
          limit: PAGE_ROWS,
          ...(cursor === undefined ? {} : { cursor }),
        };
        const call = esep.GET(`/${service}/v1/submissions`, { signal, params: { query } });
        const { items, next } = await answerOf(call);
        found.push(...items.filter(({ receivedAt }) => localDateOf(receivedAt) === day));
        const last = items.at(-1);
        cursor = last && last.receivedAt >= startOfDay(day) ? next : null;
      }
      return found;
    },
  });

const REJECTED_MAX = 8;

/** Reports of which rows are to be sent again, the latest first. */
export const useRejected = () =>
  useQuery({
    queryKey: ['reports', 'rejected'],
    queryFn: async ({ signal }) => {
      const query = { withRejections: true, limit: REJECTED_MAX };
      const found = await Promise.all(
        servicesOfMine().map(async (service) => {
          const call = esep.GET(`/${service}/v1/submissions`, { signal, params: { query } });
          const { items } = await answerOf(call);
          return items.map((item) => ({ ...item, service }));
        }),
      );
      return found
        .flat()
        .toSorted((one, other) => (one.receivedAt < other.receivedAt ? 1 : -1))
        .slice(0, REJECTED_MAX);
    },
  });

/** The rejected rows of a report, as many as an answer has; the rest is in its CSV. */
export const useRejectedRows = (service: Service, { kind, reportId, version, sender }: ReportKey) =>
  useQuery({
    queryKey: ['reports', 'rows', service, kind, reportId, version, sender],
    queryFn: ({ signal }) =>
      answerOf(
        esep.GET(`/${service}/v1/submissions/{kind}/{reportId}/rejected-rows`, {
          signal,
          params: { path: { kind, reportId }, query: { version, sender, limit: PAGE_ROWS } },
        }),
      ),
  });

type ReportKey = Pick<Submission, 'kind' | 'reportId' | 'version' | 'sender'>;
