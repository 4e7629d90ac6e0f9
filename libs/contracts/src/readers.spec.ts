import { catalogueEntry, type EventType } from './catalogue.js';
import { isShownInFigures, READERS } from './readers.js';

describe('What figures rest upon', () => {
  const figures = READERS.filter(({ service }) => ['supervision', 'tax'].includes(service));

  it.each([...new Set(figures.flatMap(({ wants }) => wants))])(
    'API-8: may be checked by a licensee that it is shown to, or is about it: %s',
    (type) => {
      const entry = catalogueEntry(type);
      expect(entry?.topic).not.toBe('private');
      expect(isShownInFigures(type)).toBe(entry?.topic === 'global');
    },
  );

  it.each<EventType>(['SubmissionRecorded', 'ParkedReleaseProposed', 'FillRecorded', 'TaxPaid'])(
    'API-8: is not everything that others did: %s',
    (type) => expect(isShownInFigures(type)).toBe(false),
  );
});
