import { Trans } from '@lingui/react/macro';
import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef, useState, type ReactNode } from 'react';

import { formatCount } from '../language/format.js';
import { useLocale } from '../language/language.js';
import { csvName, type CsvList } from './csv.js';
import { csvOf } from './csv-pages.js';
import { Refusal } from './refusal.js';
import { saveFile } from './save-file.js';

interface CsvProps extends CsvList {
  /** What the list is, in the name of the file. */
  readonly name: string;
  readonly children?: ReactNode;
}

/** Saves a list as CSV, with the filters that are set and all its pages. */
export const Csv = ({ name, children = 'CSV', ...list }: CsvProps) => {
  const locale = useLocale();
  const [rows, setRows] = useState(0);
  const going = useRef<AbortController>(undefined);
  useEffect(() => () => going.current?.abort(), []);
  const save = useMutation({
    mutationFn: async () => {
      going.current = new AbortController();
      setRows(0);
      const { text, isAll } = await csvOf(list, going.current.signal, setRows);
      saveFile(text, 'text/csv;charset=utf-8', csvName(name, list, Date.now()));
      return isAll;
    },
  });
  const count = formatCount(rows, locale);
  return (
    <span className="csv">
      <Button
        size="compact-sm"
        variant="default"
        aria-busy={save.isPending}
        onClick={() => {
          if (!save.isPending) save.mutate();
        }}
      >
        {children}
      </Button>
      <span role="status">
        {save.isPending && rows > 0 && <Trans>{count} rows …</Trans>}
        {save.data === false && (
          <Trans>Only the first {count} rows are saved. Filter for fewer.</Trans>
        )}
      </span>
      <Refusal error={save.error} />
    </span>
  );
};
